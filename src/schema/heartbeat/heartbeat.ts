import { NotFoundError } from '../../domain/errors.ts'
import { heartbeatCommands } from '../../domain/glossary.ts'
import { heartbeat } from '../../resolvers/heartbeat/heartbeat.ts'
import { builder } from '../builder.ts'
import { SupervisorStatus } from '../enums.ts'
import { mutation } from '../mutation.ts'

const HeartbeatCommand = builder.enumType('HeartbeatCommand', {
  description: 'What the process of a supervisor is to do.',
  values: {
    CONTINUE: { description: 'Go on as before.' },
    PAUSE: { description: 'Do no work, and go on with heartbeats: it is PAUSED, or an ancestor is PAUSED or FAILED.' },
    STOP: {
      description:
        'End: the supervisor is FAILED or TERMINATED, or has been restarted, and another process is its next.',
    },
  } satisfies Record<(typeof heartbeatCommands)[number], object>,
})

/** `heartbeats` takes a list of these inputs, and answers with a list of these results. */
export const { input: HeartbeatInput, result: HeartbeatResult } = mutation('heartbeat', {
  requires: 'REPORT',
  description:
    'Reports that the process of a supervisor is alive, and hears what it is to do. The first one makes a supervisor ACTIVE that is SPAWNING. No heartbeat raises the version or is on the record.',
  input: {
    description: 'A sign of life of the process of a supervisor.',
    fields: (t) => ({
      supervisorId: t.id({ required: true, description: 'The supervisor, a UUID.' }),
      incarnation: t.int({
        description:
          'The incarnation that the process was started as, from 1 on: one that was restarted since is told to STOP.',
      }),
      sequence: t.int({
        description:
          "Counts the process's heartbeats, from 0 on: one that is not above the last of its incarnation came late, and is not accepted. Never from a clock; left out, the heartbeat is accepted.",
      }),
      metrics: t.field({
        type: 'JSONObject',
        description: 'Kept as `healthMetrics`, in place of those before; at most 16 KiB. Left out, those before stay.',
      }),
    }),
  },
  payload: {
    description: 'The heartbeat was judged.',
    fields: (t) => ({
      supervisorId: t.exposeID('supervisorId', { description: 'Whose heartbeat it was.' }),
      command: t.expose('command', { type: HeartbeatCommand, description: 'What the process is to do.' }),
      status: t.expose('status', { type: SupervisorStatus, description: 'The status that the supervisor has now.' }),
      version: t.exposeInt('version', {
        description: 'Raised by every change: where it is another one than before, read the config again.',
      }),
      incarnation: t.exposeInt('incarnation', { description: 'The incarnation that the supervisor is at.' }),
      dueAt: t.expose('dueAt', {
        type: 'DateTime',
        description: "When the next heartbeat is due at the latest, by the database's clock.",
      }),
      accepted: t.exposeBoolean('accepted', {
        description:
          'Whether it was recorded; false for a TERMINATED supervisor, an earlier incarnation, and a sequence that is not above the last.',
      }),
    }),
  },
  errors: [NotFoundError],
  useCase: heartbeat,
})
