import { AlreadyMemberError, LimitExceededError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { addTeamMembers } from '../../resolvers/member/addTeamMembers.ts'
import { fetchMembership } from '../../resolvers/node/fetchNode.ts'
import { mutation } from '../mutation.ts'
import { teamField } from '../payloadFields.ts'
import { TeamMemberInput } from '../team/TeamMemberInput.ts'
import { SupervisorTeamMember } from '../types.ts'

mutation('addTeamMembers', {
  requires: 'OPERATE',
  description:
    'Makes agents members of a team whose supervisor is not FAILED or TERMINATED, from now on: all of them, or none.',
  input: {
    description: 'Which agents join which team.',
    fields: (t) => ({
      teamId: t.id({ required: true, description: 'The team.' }),
      members: t.field({
        type: [TeamMemberInput],
        required: true,
        description: 'The agents; at most 1,000, each once.',
      }),
    }),
  },
  payload: {
    description: 'The agents are members.',
    fields: (t) => ({
      team: teamField(t),
      members: t.field({
        type: [SupervisorTeamMember],
        description: 'The new memberships, in the order given.',
        resolve: ({ membershipIds }, _args, ctx) => Promise.all(membershipIds.map((id) => fetchMembership(id, ctx))),
      }),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError, LimitExceededError],
  useCase: addTeamMembers,
})
