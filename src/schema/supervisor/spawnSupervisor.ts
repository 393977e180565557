import {
  ConflictError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { spawnSupervisor } from '../../resolvers/supervisor/spawnSupervisor.ts'
import { newIdField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { createdField, supervisorField } from '../payloadFields.ts'
import { supervisorInputFields } from './supervisorInputFields.ts'

mutation('spawnSupervisor', {
  description:
    'Creates a SPAWNING supervisor under a parent supervisor, or as a root. The parent must not be FAILED or TERMINATED. Idempotent if the client chooses the `id`. Only the state is created: your orchestrator starts the process.',
  input: {
    description: 'Supervisor to spawn.',
    fields: (t) => ({
      id: newIdField(t, 'supervisor'),
      parentId: t.id({ description: 'UUID of the parent supervisor. Null or omitted: the supervisor becomes a root.' }),
      ...supervisorInputFields(t),
    }),
  },
  payload: {
    description: 'Supervisor that exists now, created by this request or by an earlier one with this id.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      created: createdField(t),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, NameTakenError, LevelLimitError, ConflictError],
  useCase: spawnSupervisor,
})
