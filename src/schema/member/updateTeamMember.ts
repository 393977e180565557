import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { updateTeamMember } from '../../resolvers/member/updateTeamMember.ts'
import { readMembership } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { SupervisorTeamMember } from '../types.ts'

const UpdateTeamMemberInput = builder.inputType('UpdateTeamMemberInput', {
  description: 'What changes of a membership. What is left out stays as it is; null is refused.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The membership, a UUID.' }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the membership is at this version.' }),
    role: t.string({
      description: 'What the agent is in the team from now on: free text of 1 to 100 characters, not blank, not null.',
    }),
    metadata: t.field({
      type: JSONObject,
      description: 'Replaces what is kept with the membership; `{}` empties it, and null is refused.',
    }),
  }),
})

const UpdateTeamMemberPayload = builder
  .objectRef<{ readonly membershipId: MembershipId; readonly changed: boolean }>('UpdateTeamMemberPayload')
  .implement({
    description: 'The membership is as it was wanted.',
    fields: (t) => ({
      member: t.field({
        type: SupervisorTeamMember,
        description: 'The membership, as it is now.',
        resolve: ({ membershipId }, _args, ctx) => readMembership(membershipId, ctx),
      }),
      changed: t.exposeBoolean('changed', {
        description: 'Whether this request changed anything; false where it was so already.',
      }),
    }),
  })

builder.mutationField('updateTeamMember', (t) =>
  t.field({
    type: UpdateTeamMemberPayload,
    description:
      'Changes the role or the metadata of an active membership. One that has ended is history, and answers ConflictError. Takes the role OPERATE.',
    args: {
      input: t.arg({ type: UpdateTeamMemberInput, required: true, description: 'What changes, and what stays.' }),
    },
    errors: {
      types: [...anyMutation, NotFoundError, ConflictError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => updateTeamMember(input, ctx),
  }),
)
