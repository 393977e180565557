import {
  ConflictError,
  CycleError,
  InvalidTransitionError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import { moveSupervisor, type Move } from '../../resolvers/supervisor/moveSupervisor.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { Supervisor } from '../types.ts'

const MoveSupervisorInput = builder.inputType('MoveSupervisorInput', {
  description: 'What to move, and where to.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The supervisor, a UUID.' }),
    parentId: t.id({ description: 'The supervisor to put it under; it becomes a root where absent or null.' }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the supervisor is at this version.' }),
    dryRun: t.boolean({
      defaultValue: false,
      description: 'Change nothing; answer how many would move, or what would refuse it.',
    }),
  }),
})

const MoveSupervisorPayload = builder.objectRef<Move>('MoveSupervisorPayload').implement({
  description: 'The supervisor is where it was wanted, or would be, by `dryRun`.',
  fields: (t) => ({
    supervisor: t.field({
      type: Supervisor,
      description: 'The supervisor, as it is now.',
      resolve: (move, _args, ctx) => readSupervisor(move.supervisorId, ctx),
    }),
    changed: t.exposeBoolean('changed', {
      description: 'Whether this request changed anything; false where it was there already, and by `dryRun`.',
    }),
    movedCount: t.exposeInt('movedCount', {
      description:
        'Supervisors that moved, or would: itself and all below it that are not TERMINATED. (Those that are move along, uncounted.)',
    }),
  }),
})

builder.mutationField('moveSupervisor', (t) =>
  t.field({
    type: MoveSupervisorPayload,
    description:
      'Puts a supervisor, with its whole subtree, under a parent that is not FAILED or TERMINATED, or makes it a root. The deepest of the subtree must stay within the maximum level. Takes the role OPERATE.',
    args: { input: t.arg({ type: MoveSupervisorInput, required: true, description: 'What to move, and where to.' }) },
    errors: {
      types: [
        ...anyMutation,
        NotFoundError,
        ParentUnavailableError,
        CycleError,
        LevelLimitError,
        NameTakenError,
        ConflictError,
        InvalidTransitionError,
      ],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => moveSupervisor(input, ctx),
  }),
)
