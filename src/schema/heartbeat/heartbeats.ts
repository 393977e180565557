import { LimitExceededError } from '../../domain/errors.ts'
import { heartbeats } from '../../resolvers/heartbeat/heartbeats.ts'
import { mutation } from '../mutation.ts'
import { HeartbeatInput, HeartbeatResult } from './heartbeat.ts'

mutation('heartbeats', {
  requires: 'REPORT',
  description:
    'Reports for up to 1,000 supervisors at once, as far as a request of 4 MiB has room for their metrics. One that is refused is no obstacle to the others.',
  input: {
    description: 'Heartbeats of many supervisors.',
    fields: (t) => ({
      heartbeats: t.field({ type: [HeartbeatInput], required: true, description: 'At most 1,000.' }),
    }),
  },
  payload: {
    description: 'Each heartbeat was judged as if it had come alone.',
    fields: (t) => ({
      results: t.field({
        type: [HeartbeatResult],
        description: 'What became of each, in the order given.',
        resolve: ({ results }) => results,
      }),
    }),
  },
  errors: [LimitExceededError],
  useCase: heartbeats,
})
