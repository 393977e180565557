import { heartbeat } from '../../resolvers/heartbeat/heartbeat.ts'
import { builder } from '../builder.ts'
import { HeartbeatInput, HeartbeatResult } from './HeartbeatResult.ts'

builder.mutationField('heartbeat', (t) =>
  t.field({
    type: HeartbeatResult,
    description:
      'Reports that the process of a supervisor is alive, and hears what it is to do. The first one makes a supervisor ACTIVE that is SPAWNING. No heartbeat raises the version or is on the record. Takes the role REPORT.',
    args: { input: t.arg({ type: HeartbeatInput, required: true, description: 'The heartbeat.' }) },
    resolve: (_root, { input }, ctx) => heartbeat(input, ctx),
  }),
)
