import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { transferTeamMember } from '../../resolvers/member/transferTeamMember.ts'
import { fetchMembership } from '../../resolvers/node/fetchNode.ts'
import { mutation } from '../mutation.ts'
import { SupervisorTeamMember } from '../types.ts'

mutation('transferTeamMember', {
  requires: 'OPERATE',
  description:
    'Moves an agent from one team to another, whose supervisor is not FAILED or TERMINATED. A membership that has ended answers NotFoundError.',
  input: {
    description: 'Which membership ends, and which team its agent joins instead.',
    fields: (t) => ({
      id: t.id({ required: true, description: 'The active membership that ends.' }),
      toTeamId: t.id({ required: true, description: 'The team that the agent joins.' }),
      role: t.string({
        description:
          'What it is there: free text of 1 to 100 characters, not blank. As before where absent or null; the metadata is kept.',
      }),
    }),
  },
  payload: {
    description: 'The agent has left one team and joined the other, at the same moment.',
    fields: (t) => ({
      left: t.field({
        type: SupervisorTeamMember,
        description: 'The membership that has ended.',
        resolve: ({ leftId }, _args, ctx) => fetchMembership(leftId, ctx),
      }),
      joined: t.field({
        type: SupervisorTeamMember,
        description: 'The new membership.',
        resolve: ({ joinedId }, _args, ctx) => fetchMembership(joinedId, ctx),
      }),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError],
  useCase: transferTeamMember,
})
