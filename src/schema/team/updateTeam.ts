import { ConflictError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import { updateTeam } from '../../resolvers/team/updateTeam.ts'
import { configChangeFields, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, teamField } from '../payloadFields.ts'

mutation('updateTeam', {
  requires: 'OPERATE',
  description: 'Changes the name, description, objective or configuration of a team.',
  input: {
    description: 'What changes of a team. What is left out stays as it is; null is another thing.',
    fields: (t) => ({
      id: idField(t, 'team'),
      expectedVersion: expectedVersionField(t, 'team'),
      name: t.string({
        description: "Its new name: unique among its supervisor's teams; 1 to 255 characters, not blank, not null.",
      }),
      description: t.string({ description: 'What it is; at most 10,000 characters. Null clears it.' }),
      objective: t.string({ description: 'What it is to achieve; at most 10,000 characters. Null clears it.' }),
      ...configChangeFields(t),
    }),
  },
  payload: {
    description: 'The team is as it was wanted.',
    fields: (t) => ({
      team: teamField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, NameTakenError, ConflictError],
  useCase: updateTeam,
})
