import {
  ConflictError,
  CycleError,
  InvalidTransitionError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { moveSupervisor } from '../../resolvers/supervisor/moveSupervisor.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

mutation('moveSupervisor', {
  requires: 'OPERATE',
  description:
    'Puts a supervisor, with its whole subtree, under a parent that is not FAILED or TERMINATED, or makes it a root. The deepest of the subtree must stay within the maximum level.',
  input: {
    description: 'What to move, and where to.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      parentId: t.id({ description: 'The supervisor to put it under; it becomes a root where absent or null.' }),
      expectedVersion: expectedVersionField(t, 'supervisor'),
      dryRun: t.boolean({
        defaultValue: false,
        description: 'Change nothing; answer how many would move, or what would refuse it.',
      }),
    }),
  },
  payload: {
    description: 'The supervisor is where it was wanted, or would be, by `dryRun`.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t, 'where it was there already, and by `dryRun`'),
      movedCount: t.exposeInt('movedCount', {
        description:
          'Supervisors that moved, or would: itself and all below it that are not TERMINATED. (Those that are move along, uncounted.)',
      }),
    }),
  },
  errors: [
    NotFoundError,
    ParentUnavailableError,
    CycleError,
    LevelLimitError,
    NameTakenError,
    ConflictError,
    InvalidTransitionError,
  ],
  useCase: moveSupervisor,
})
