import { ConflictError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import { updateTeam } from '../../resolvers/team/updateTeam.ts'
import { configChangeFields, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, teamField } from '../payloadFields.ts'

mutation('updateTeam', {
  description:
    'Changes the name, description, objective or configuration of a team, whatever the status of its supervisor. Nothing changes if all values are equal to the current ones.',
  input: {
    description: 'Changes to a team. Omitted fields are unchanged; null clears a field that can be empty.',
    fields: (t) => ({
      id: idField(t, 'team'),
      expectedVersion: expectedVersionField(t),
      name: t.string({
        description:
          'New name, unique among the teams of the supervisor. 1 to 255 characters, not blank. Null is refused.',
      }),
      description: t.string({ description: 'New description of the team, at most 10,000 characters. Null clears it.' }),
      objective: t.string({ description: 'New objective of the team, at most 10,000 characters. Null clears it.' }),
      ...configChangeFields(t),
    }),
  },
  payload: {
    description: 'Team after the update.',
    fields: (t) => ({
      team: teamField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, NameTakenError, ConflictError],
  useCase: updateTeam,
})
