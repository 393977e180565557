import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { addTeamMember } from '../../resolvers/member/addTeamMember.ts'
import { mutation } from '../mutation.ts'
import { membershipField } from '../payloadFields.ts'
import { memberFields } from '../team/TeamMemberInput.ts'

mutation('addTeamMember', {
  description:
    'Makes an agent a member of a team, starting now. The supervisor of the team must not be FAILED or TERMINATED. A repeated request is refused with AlreadyMemberError, which contains the membership.',
  input: {
    description: 'Agent to add, and its team.',
    fields: (t) => ({
      teamId: t.id({ required: true, description: 'UUID of the team.' }),
      ...memberFields(t),
    }),
  },
  payload: {
    description: 'Membership of the agent that was added.',
    fields: (t) => ({
      member: membershipField(t, 'New membership, as it is now.'),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError],
  useCase: addTeamMember,
})
