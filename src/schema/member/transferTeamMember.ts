import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { transferTeamMember } from '../../resolvers/member/transferTeamMember.ts'
import { readMembership } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { SupervisorTeamMember } from '../types.ts'

const TransferTeamMemberInput = builder.inputType('TransferTeamMemberInput', {
  description: 'Which membership ends, and which team its agent joins instead.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The active membership that ends.' }),
    toTeamId: t.id({ required: true, description: 'The team that the agent joins.' }),
    role: t.string({
      description:
        'What it is there: free text of 1 to 100 characters, not blank. As before where absent or null; the metadata is kept.',
    }),
  }),
})

const TransferTeamMemberPayload = builder
  .objectRef<{ readonly leftId: MembershipId; readonly joinedId: MembershipId }>('TransferTeamMemberPayload')
  .implement({
    description: 'The agent has left one team and joined the other, at the same moment.',
    fields: (t) => ({
      left: t.field({
        type: SupervisorTeamMember,
        description: 'The membership that has ended.',
        resolve: ({ leftId }, _args, ctx) => readMembership(leftId, ctx),
      }),
      joined: t.field({
        type: SupervisorTeamMember,
        description: 'The new membership.',
        resolve: ({ joinedId }, _args, ctx) => readMembership(joinedId, ctx),
      }),
    }),
  })

builder.mutationField('transferTeamMember', (t) =>
  t.field({
    type: TransferTeamMemberPayload,
    description:
      'Moves an agent from one team to another, whose supervisor is not FAILED or TERMINATED. A membership that has ended answers NotFoundError. Takes the role OPERATE.',
    args: {
      input: t.arg({
        type: TransferTeamMemberInput,
        required: true,
        description: 'Which membership ends, and which team its agent joins instead.',
      }),
    },
    errors: {
      types: [...anyMutation, NotFoundError, ParentUnavailableError, AlreadyMemberError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => transferTeamMember(input, ctx),
  }),
)
