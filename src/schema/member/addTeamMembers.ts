import { AlreadyMemberError, LimitExceededError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { addTeamMembers } from '../../resolvers/member/addTeamMembers.ts'
import { fetchMembership } from '../../resolvers/node/fetchNode.ts'
import { mutation } from '../mutation.ts'
import { teamField } from '../payloadFields.ts'
import { TeamMemberInput } from '../team/TeamMemberInput.ts'
import { SupervisorTeamMember } from '../types.ts'

mutation('addTeamMembers', {
  description:
    'Makes agents members of a team, starting now: all of them, or none. The supervisor of the team must not be FAILED or TERMINATED. A repeated request is refused with AlreadyMemberError, which lists the memberships.',
  input: {
    description: 'Agents to add, and their team.',
    fields: (t) => ({
      teamId: t.id({ required: true, description: 'UUID of the team.' }),
      members: t.field({
        type: [TeamMemberInput],
        required: true,
        description: 'Agents to add: at most 1,000, each agent once.',
      }),
    }),
  },
  payload: {
    description: 'Memberships of the agents that were added.',
    fields: (t) => ({
      team: teamField(t),
      members: t.field({
        type: [SupervisorTeamMember],
        description: 'New memberships, as they are now, in the order of the input.',
        resolve: ({ membershipIds }, _args, ctx) => Promise.all(membershipIds.map((id) => fetchMembership(id, ctx))),
      }),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError, LimitExceededError],
  useCase: addTeamMembers,
})
