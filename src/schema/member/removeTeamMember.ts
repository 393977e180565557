import { NotFoundError } from '../../domain/errors.ts'
import { removeTeamMember } from '../../resolvers/member/removeTeamMember.ts'
import { mutation } from '../mutation.ts'
import { membershipField } from '../payloadFields.ts'

mutation('removeTeamMember', {
  requires: 'OPERATE',
  description: 'Ends a membership, now. It stays as history, and the agent can join again.',
  input: {
    description: 'Which membership ends: by its id, or by team and agent.',
    fields: (t) => ({
      id: t.id({ description: 'The membership; without `teamId` and `agentId`.' }),
      teamId: t.id({ description: 'The team; with `agentId`, without `id`.' }),
      agentId: t.id({ description: 'The agent; with `teamId`, without `id`.' }),
      reason: t.string({ description: 'Why, for the record; at most 10,000 characters.' }),
    }),
  },
  payload: {
    description: 'The membership has ended.',
    fields: (t) => ({
      member: membershipField(t),
      changed: t.exposeBoolean('changed', {
        description: 'Whether this request ended it; false where it had ended already.',
      }),
    }),
  },
  errors: [NotFoundError],
  useCase: removeTeamMember,
})
