import { AlreadyMemberError, LimitExceededError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import type { MembershipId, TeamId } from '../../domain/glossary.ts'
import { addTeamMembers } from '../../resolvers/member/addTeamMembers.ts'
import { readMembership, readTeam } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { TeamMemberInput } from '../team/TeamMemberInput.ts'
import { SupervisorTeam, SupervisorTeamMember } from '../types.ts'

const AddTeamMembersInput = builder.inputType('AddTeamMembersInput', {
  description: 'Which agents join which team.',
  fields: (t) => ({
    teamId: t.id({ required: true, description: 'The team.' }),
    members: t.field({
      type: [TeamMemberInput],
      required: true,
      description: 'The agents; at most 1,000, each once.',
    }),
  }),
})

const AddTeamMembersPayload = builder
  .objectRef<{ readonly teamId: TeamId; readonly membershipIds: readonly MembershipId[] }>('AddTeamMembersPayload')
  .implement({
    description: 'The agents are members.',
    fields: (t) => ({
      team: t.field({
        type: SupervisorTeam,
        description: 'The team, as it is now.',
        resolve: ({ teamId }, _args, ctx) => readTeam(teamId, ctx),
      }),
      members: t.field({
        type: [SupervisorTeamMember],
        description: 'The new memberships, in the order given.',
        resolve: ({ membershipIds }, _args, ctx) => Promise.all(membershipIds.map((id) => readMembership(id, ctx))),
      }),
    }),
  })

builder.mutationField('addTeamMembers', (t) =>
  t.field({
    type: AddTeamMembersPayload,
    description:
      'Makes agents members of a team whose supervisor is not FAILED or TERMINATED, from now on: all of them, or none. Takes the role OPERATE.',
    args: { input: t.arg({ type: AddTeamMembersInput, required: true, description: 'Which agents join which team.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, ParentUnavailableError, AlreadyMemberError, LimitExceededError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => addTeamMembers(input, ctx),
  }),
)
