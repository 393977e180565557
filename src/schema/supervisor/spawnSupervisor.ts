import {
  ConflictError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { spawnSupervisor } from '../../resolvers/supervisor/spawnSupervisor.ts'
import { mutation } from '../mutation.ts'
import { createdField, supervisorField } from '../payloadFields.ts'
import { supervisorInputFields } from './supervisorInputFields.ts'

mutation('spawnSupervisor', {
  requires: 'OPERATE',
  description: 'Adds a supervisor, SPAWNING, under a parent that is not FAILED or TERMINATED, or as a root.',
  input: {
    description: 'The supervisor to spawn.',
    fields: (t) => ({
      id: t.id({
        description:
          'A UUID of your choice makes the request safe to repeat: the same input again answers the same supervisor.',
      }),
      parentId: t.id({ description: 'The supervisor to spawn it under; a root where absent or null.' }),
      ...supervisorInputFields(t),
    }),
  },
  payload: {
    description: 'The supervisor is there.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      created: createdField(t),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, NameTakenError, LevelLimitError, ConflictError],
  useCase: spawnSupervisor,
})
