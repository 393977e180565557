import {
  ConflictError,
  CycleError,
  InvalidTransitionError,
  LevelLimitError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { moveSupervisor } from '../../resolvers/supervisor/moveSupervisor.ts'
import { dryRunField, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

mutation('moveSupervisor', {
  description:
    'Moves a supervisor with its subtree under another parent supervisor, or makes it a root. A TERMINATED supervisor cannot be moved. The new parent must not be FAILED or TERMINATED. All levels of the subtree must stay within the maximum level. Nothing changes if it already has this parent.',
  input: {
    description: 'Supervisor to move, and its new parent.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      parentId: t.id({
        description: 'UUID of the new parent supervisor. Null or omitted: the supervisor becomes a root.',
      }),
      expectedVersion: expectedVersionField(t),
      dryRun: dryRunField(t),
    }),
  },
  payload: {
    description: 'Supervisor after the move, or unchanged with `dryRun`.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t, ' Always false with `dryRun`.'),
      movedCount: t.exposeInt('movedCount', {
        description:
          'Number of supervisors that moved, or would move with `dryRun`: the supervisor and its live descendants. TERMINATED descendants move too, but do not count.',
      }),
    }),
  },
  errors: [
    NotFoundError,
    ParentUnavailableError,
    CycleError,
    LevelLimitError,
    LimitExceededError,
    NameTakenError,
    ConflictError,
    InvalidTransitionError,
  ],
  useCase: moveSupervisor,
})
