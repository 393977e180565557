import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { transferTeamMember } from '../../resolvers/member/transferTeamMember.ts'
import { fetchMembership } from '../../resolvers/node/fetchNode.ts'
import { mutation } from '../mutation.ts'
import { SupervisorTeamMember } from '../types.ts'

mutation('transferTeamMember', {
  description:
    'Moves an agent from one team to another: ends its membership and begins a new one at the same moment. The supervisor of the new team must not be FAILED or TERMINATED. An ended membership is refused with NotFoundError, and so is a repeat.',
  input: {
    description: 'Membership to end, and the team that its agent joins.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'UUID of the active membership to end.' }),
      toTeamId: t.id({ required: true, description: 'UUID of the team that the agent joins.' }),
      role: t.string({
        description:
          'Role of the agent in the new team: free text of 1 to 100 characters, not blank. Null or omitted: the role of the ended membership. The metadata is always kept.',
      }),
    }),
  },
  payload: {
    description: 'Memberships that ended and began at the same moment.',
    fields: (t) => ({
      left: t.field({
        type: SupervisorTeamMember,
        description: 'Membership that ended, as it is now.',
        resolve: ({ leftId }, _args, ctx) => fetchMembership(leftId, ctx),
      }),
      joined: t.field({
        type: SupervisorTeamMember,
        description: 'New membership, as it is now.',
        resolve: ({ joinedId }, _args, ctx) => fetchMembership(joinedId, ctx),
      }),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError],
  useCase: transferTeamMember,
})
