import { LimitExceededError } from '../../domain/errors.ts'
import { heartbeats } from '../../resolvers/heartbeat/heartbeats.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { HeartbeatInput, HeartbeatResult } from './HeartbeatResult.ts'

const HeartbeatsInput = builder.inputType('HeartbeatsInput', {
  description: 'Heartbeats of many supervisors.',
  fields: (t) => ({
    heartbeats: t.field({ type: [HeartbeatInput], required: true, description: 'At most 1,000.' }),
  }),
})

const HeartbeatsPayload = builder.objectRef<Awaited<ReturnType<typeof heartbeats>>>('HeartbeatsPayload').implement({
  description: 'Each heartbeat was judged as if it had come alone.',
  fields: (t) => ({
    results: t.field({
      type: [HeartbeatResult],
      description: 'What became of each, in the order given.',
      resolve: ({ results }) => results,
    }),
  }),
})

builder.mutationField('heartbeats', (t) =>
  t.field({
    type: HeartbeatsPayload,
    description:
      'Reports for up to 1,000 supervisors at once, as far as a request of 4 MiB has room for their metrics. One that is refused is no obstacle to the others. Takes the role REPORT.',
    args: { input: t.arg({ type: HeartbeatsInput, required: true, description: 'The heartbeats.' }) },
    errors: { types: [...anyMutation, LimitExceededError], union: { description: 'What became of the request.' } },
    resolve: (_root, { input }, ctx) => heartbeats(input, ctx),
  }),
)
