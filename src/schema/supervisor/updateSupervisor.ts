import { ConflictError, InvalidTransitionError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import { updateSupervisor } from '../../resolvers/supervisor/updateSupervisor.ts'
import { configChangeFields, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

mutation('updateSupervisor', {
  description:
    'Changes the name, description, configuration or policy version of a live supervisor. A TERMINATED supervisor is refused with InvalidTransitionError. Nothing changes if all values are equal to the current ones.',
  input: {
    description: 'Changes to a supervisor. Omitted fields are unchanged; null clears a field that can be empty.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      expectedVersion: expectedVersionField(t),
      name: t.string({
        description:
          'New name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank. Null is refused.',
      }),
      description: t.string({
        description: 'New purpose of the supervisor, at most 10,000 characters. Null clears it.',
      }),
      ...configChangeFields(t),
      policyVersionId: t.id({
        description:
          'UUID of the policy version that the supervisor runs under. The server does not interpret it. Null clears it.',
      }),
    }),
  },
  payload: {
    description: 'Supervisor after the update.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, NameTakenError, ConflictError, InvalidTransitionError],
  useCase: updateSupervisor,
})
