import { LimitExceededError } from '../../domain/errors.ts'
import { heartbeats } from '../../resolvers/heartbeat/heartbeats.ts'
import { mutation } from '../mutation.ts'
import { HeartbeatInput, HeartbeatResult } from './heartbeat.ts'

mutation('heartbeats', {
  description:
    'Sends up to 1,000 heartbeats in one request of at most 4 MiB, metrics included. Each heartbeat has its own result: a refusal does not affect the others.',
  input: {
    description: 'Heartbeats of several supervisors.',
    fields: (t) => ({
      heartbeats: t.field({
        type: [HeartbeatInput],
        required: true,
        description: 'Heartbeats, at most 1,000. Several of one supervisor apply in this order.',
      }),
    }),
  },
  payload: {
    description: 'Results of the heartbeats, each as if it had been sent alone.',
    fields: (t) => ({
      results: t.field({
        type: [HeartbeatResult],
        description: 'Results in the order of the input.',
        resolve: ({ results }) => results,
      }),
    }),
  },
  errors: [LimitExceededError],
  useCase: heartbeats,
})
