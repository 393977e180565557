import { ConflictError, HasActiveMembersError, NotFoundError } from '../../domain/errors.ts'
import { deleteTeam } from '../../resolvers/team/deleteTeam.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { supervisorField } from '../payloadFields.ts'

mutation('deleteTeam', {
  requires: 'OPERATE',
  description: 'Deletes a team with all its memberships, also those that ended: what there was stays among the events.',
  input: {
    description: 'What to delete.',
    fields: (t) => ({
      id: idField(t, 'team'),
      expectedVersion: expectedVersionField(t, 'team'),
      endMemberships: t.boolean({
        defaultValue: false,
        description: 'End its active memberships with it; otherwise it is refused while there are any.',
      }),
    }),
  },
  payload: {
    description: 'The team is gone.',
    fields: (t) => ({
      deletedId: t.exposeID('deletedId', { description: 'The id that it had.' }),
      supervisor: supervisorField(t, 'The supervisor whose team it was, as it is now.'),
    }),
  },
  errors: [NotFoundError, HasActiveMembersError, ConflictError],
  useCase: deleteTeam,
})
