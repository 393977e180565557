import { ConflictError, InvalidTransitionError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import { updateSupervisor } from '../../resolvers/supervisor/updateSupervisor.ts'
import { configChangeFields, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

mutation('updateSupervisor', {
  requires: 'OPERATE',
  description: 'Changes the name, description, configuration or policy of a supervisor that is not TERMINATED.',
  input: {
    description: 'What changes of a supervisor. What is left out stays as it is; null is another thing.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      expectedVersion: expectedVersionField(t, 'supervisor'),
      name: t.string({
        description:
          'Its new name: unique among the live children of its parent; 1 to 255 characters, not blank, not null.',
      }),
      description: t.string({ description: 'What it is for; at most 10,000 characters. Null clears it.' }),
      ...configChangeFields(t),
      policyVersionId: t.id({
        description: 'The version of the policy that it runs under, a UUID of your own. Null clears it.',
      }),
    }),
  },
  payload: {
    description: 'The supervisor is as it was wanted.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, NameTakenError, ConflictError, InvalidTransitionError],
  useCase: updateSupervisor,
})
