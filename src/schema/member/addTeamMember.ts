import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { addTeamMember } from '../../resolvers/member/addTeamMember.ts'
import { readMembership } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { SupervisorTeamMember } from '../types.ts'

const AddTeamMemberInput = builder.inputType('AddTeamMemberInput', {
  description: 'Which agent joins which team.',
  fields: (t) => ({
    teamId: t.id({ required: true, description: 'The team.' }),
    agentId: t.id({ required: true, description: 'The agent, any UUID.' }),
    role: t.string({
      defaultValue: 'MEMBER',
      description: 'What it is in the team: free text of 1 to 100 characters, not blank.',
    }),
    metadata: t.field({ type: JSONObject, description: 'Whatever is kept with the membership; `{}` where absent.' }),
  }),
})

const AddTeamMemberPayload = builder
  .objectRef<{ readonly membershipId: MembershipId }>('AddTeamMemberPayload')
  .implement({
    description: 'The agent is a member.',
    fields: (t) => ({
      member: t.field({
        type: SupervisorTeamMember,
        description: 'The new membership.',
        resolve: ({ membershipId }, _args, ctx) => readMembership(membershipId, ctx),
      }),
    }),
  })

builder.mutationField('addTeamMember', (t) =>
  t.field({
    type: AddTeamMemberPayload,
    description:
      'Makes an agent a member of a team whose supervisor is not FAILED or TERMINATED, from now on. Takes the role OPERATE.',
    args: { input: t.arg({ type: AddTeamMemberInput, required: true, description: 'Which agent joins which team.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, ParentUnavailableError, AlreadyMemberError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => addTeamMember(input, ctx),
  }),
)
