import { NotFoundError } from '../../domain/errors.ts'
import { removeTeamMember } from '../../resolvers/member/removeTeamMember.ts'
import { mutation } from '../mutation.ts'
import { changedField, membershipField } from '../payloadFields.ts'

mutation('removeTeamMember', {
  description:
    'Ends a membership now. The membership is kept as history, and the agent can join again. Nothing changes if it has already ended.',
  input: {
    description: 'Membership to end, identified by `id`, or by `teamId` and `agentId`.',
    fields: (t) => ({
      id: t.id({ description: 'UUID of the membership. Cannot be combined with `teamId` or `agentId`.' }),
      teamId: t.id({
        description:
          'UUID of the team. Requires `agentId`, and identifies the active membership of the agent, or its last one.',
      }),
      agentId: t.id({ description: 'UUID of the agent. Requires `teamId`.' }),
      reason: t.string({ description: 'Reason, kept in the event log. At most 10,000 characters.' }),
    }),
  },
  payload: {
    description: 'Membership that ended, by this request or before.',
    fields: (t) => ({
      member: membershipField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError],
  useCase: removeTeamMember,
})
