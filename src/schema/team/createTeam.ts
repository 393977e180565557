import {
  AlreadyMemberError,
  ConflictError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { readTeam } from '../../resolvers/node/readAgain.ts'
import { createTeam, type CreatedTeam } from '../../resolvers/team/createTeam.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { SupervisorTeam } from '../types.ts'
import { TeamMemberInput } from './TeamMemberInput.ts'

const CreateTeamInput = builder.inputType('CreateTeamInput', {
  description: 'The team to create.',
  fields: (t) => ({
    id: t.id({
      description:
        'A UUID of your choice makes the request safe to repeat: the same input again answers the same team.',
    }),
    supervisorId: t.id({ required: true, description: 'The supervisor whose team it is.' }),
    name: t.string({
      required: true,
      description: "Unique among the supervisor's teams; 1 to 255 characters, not blank.",
    }),
    description: t.string({ description: 'What it is; at most 10,000 characters.' }),
    objective: t.string({ description: 'What it is to achieve; at most 10,000 characters.' }),
    config: t.field({ type: JSONObject, description: 'Its configuration; `{}` where absent.' }),
    members: t.field({ type: [TeamMemberInput], description: 'Its first members; at most 1,000, each agent once.' }),
  }),
})

const CreateTeamPayload = builder.objectRef<CreatedTeam>('CreateTeamPayload').implement({
  description: 'The team is there.',
  fields: (t) => ({
    team: t.field({
      type: SupervisorTeam,
      description: 'The team, as it is now.',
      resolve: (created, _args, ctx) => readTeam(created.teamId, ctx),
    }),
    created: t.exposeBoolean('created', {
      description: 'Whether this request made it; false where an earlier one had.',
    }),
  }),
})

builder.mutationField('createTeam', (t) =>
  t.field({
    type: CreateTeamPayload,
    description:
      'Gives a team, with its first members, to a supervisor that is not FAILED or TERMINATED. Takes the role OPERATE.',
    args: { input: t.arg({ type: CreateTeamInput, required: true, description: 'The team to create.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, ParentUnavailableError, NameTakenError, AlreadyMemberError, ConflictError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => createTeam(input, ctx),
  }),
)
