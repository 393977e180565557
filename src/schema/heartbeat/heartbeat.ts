import { NotFoundError } from '../../domain/errors.ts'
import { heartbeatCommands } from '../../domain/glossary.ts'
import { heartbeat } from '../../resolvers/heartbeat/heartbeat.ts'
import { builder } from '../builder.ts'
import { SupervisorStatus } from '../enums.ts'
import { mutation } from '../mutation.ts'

const HeartbeatCommand = builder.enumType('HeartbeatCommand', {
  description: 'Command to a supervisor process.',
  values: {
    CONTINUE: { description: 'Continue to work.' },
    PAUSE: {
      description:
        'Do not work, but continue to send heartbeats: the supervisor is PAUSED, or an ancestor is PAUSED or FAILED.',
    },
    STOP: {
      description:
        'End the process: the supervisor is FAILED or TERMINATED, or a restart has begun a later incarnation, which another process runs.',
    },
  } satisfies Record<(typeof heartbeatCommands)[number], object>,
})

/** `heartbeats` takes a list of these inputs, and returns a list of these results. */
export const { input: HeartbeatInput, result: HeartbeatResult } = mutation('heartbeat', {
  description:
    'Reports that a supervisor process is alive, and returns the command for it. The first heartbeat of an incarnation changes a SPAWNING supervisor to ACTIVE, which writes an event. Any other heartbeat writes no event and does not increase the version.',
  input: {
    description: 'Heartbeat of a supervisor process.',
    fields: (t) => ({
      supervisorId: t.id({ required: true, description: 'UUID of the supervisor.' }),
      incarnation: t.int({
        description:
          'Incarnation that the process was started as, from 1. A process of an earlier incarnation receives STOP; a later one is a ValidationError. Null: not compared.',
      }),
      sequence: t.int({
        description:
          'Number of the heartbeat: the process counts from 0. The server does not accept a heartbeat whose number is not higher than the last one of the incarnation, because it arrived late. Use a counter, never a clock. Null: not compared.',
      }),
      metrics: t.field({
        type: 'JSONObject',
        description:
          'Metrics of the process, stored as `healthMetrics`, replacing the previous ones. At most 16 KiB. Null or omitted: unchanged.',
      }),
    }),
  },
  payload: {
    description: 'Result of a heartbeat, accepted or not.',
    fields: (t) => ({
      supervisorId: t.exposeID('supervisorId', { description: 'UUID of the supervisor.' }),
      command: t.expose('command', {
        type: HeartbeatCommand,
        description: 'Command to the process that sent the heartbeat.',
      }),
      status: t.expose('status', { type: SupervisorStatus, description: 'Status of the supervisor.' }),
      version: t.exposeInt('version', {
        description:
          'Version of the supervisor. If it differs from that of the last response, read the `config` again.',
      }),
      incarnation: t.exposeInt('incarnation', { description: 'Current incarnation of the supervisor.' }),
      dueAt: t.expose('dueAt', {
        type: 'DateTime',
        description: 'Latest time for the next heartbeat, by the database clock.',
      }),
      accepted: t.exposeBoolean('accepted', {
        description:
          'Whether the heartbeat was recorded. False for a FAILED or TERMINATED supervisor, an earlier incarnation, or a `sequence` that is not higher than the last one.',
      }),
    }),
  },
  errors: [NotFoundError],
  useCase: heartbeat,
})
