import { ConflictError, HasActiveMembersError, NotFoundError } from '../../domain/errors.ts'
import { deleteTeam } from '../../resolvers/team/deleteTeam.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { supervisorField } from '../payloadFields.ts'

mutation('deleteTeam', {
  description:
    'Deletes a team with all its memberships, including ended ones. Only the event log keeps their history. A repeated request is refused with NotFoundError.',
  input: {
    description: 'Team to delete.',
    fields: (t) => ({
      id: idField(t, 'team'),
      expectedVersion: expectedVersionField(t),
      endMemberships: t.boolean({
        defaultValue: false,
        description:
          'Whether active memberships are ended with the team. If false, a team with active members is refused with HasActiveMembersError.',
      }),
    }),
  },
  payload: {
    description: 'Id and supervisor of the deleted team.',
    fields: (t) => ({
      deletedId: t.exposeID('deletedId', { description: 'UUID of the deleted team.' }),
      supervisor: supervisorField(t, 'Supervisor that the team belonged to, as it is now.'),
    }),
  },
  errors: [NotFoundError, HasActiveMembersError, ConflictError],
  useCase: deleteTeam,
})
