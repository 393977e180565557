import { NotFoundError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { removeTeamMember } from '../../resolvers/member/removeTeamMember.ts'
import { readMembership } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { SupervisorTeamMember } from '../types.ts'

const RemoveTeamMemberInput = builder.inputType('RemoveTeamMemberInput', {
  description: 'Which membership ends: by its id, or by team and agent.',
  fields: (t) => ({
    id: t.id({ description: 'The membership; without `teamId` and `agentId`.' }),
    teamId: t.id({ description: 'The team; with `agentId`, without `id`.' }),
    agentId: t.id({ description: 'The agent; with `teamId`, without `id`.' }),
    reason: t.string({ description: 'Why, for the record; at most 10,000 characters.' }),
  }),
})

const RemoveTeamMemberPayload = builder
  .objectRef<{ readonly membershipId: MembershipId; readonly changed: boolean }>('RemoveTeamMemberPayload')
  .implement({
    description: 'The membership has ended.',
    fields: (t) => ({
      member: t.field({
        type: SupervisorTeamMember,
        description: 'The membership, as it is now.',
        resolve: ({ membershipId }, _args, ctx) => readMembership(membershipId, ctx),
      }),
      changed: t.exposeBoolean('changed', {
        description: 'Whether this request ended it; false where it had ended already.',
      }),
    }),
  })

builder.mutationField('removeTeamMember', (t) =>
  t.field({
    type: RemoveTeamMemberPayload,
    description: 'Ends a membership, now. It stays as history, and the agent can join again. Takes the role OPERATE.',
    args: { input: t.arg({ type: RemoveTeamMemberInput, required: true, description: 'Which membership ends.' }) },
    errors: { types: [...anyMutation, NotFoundError], union: { description: 'What became of the request.' } },
    resolve: (_root, { input }, ctx) => removeTeamMember(input, ctx),
  }),
)
