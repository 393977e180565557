import { ConflictError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { readTeam } from '../../resolvers/node/readAgain.ts'
import { updateTeam } from '../../resolvers/team/updateTeam.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { SupervisorTeam } from '../types.ts'

const UpdateTeamInput = builder.inputType('UpdateTeamInput', {
  description: 'What changes of a team. What is left out stays as it is; null is another thing.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The team, a UUID.' }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the team is at this version.' }),
    name: t.string({
      description: "Its new name: unique among its supervisor's teams; 1 to 255 characters, not blank, not null.",
    }),
    description: t.string({ description: 'What it is; at most 10,000 characters. Null clears it.' }),
    objective: t.string({ description: 'What it is to achieve; at most 10,000 characters. Null clears it.' }),
    config: t.field({
      type: JSONObject,
      description:
        'Replaces the whole configuration; `{}` empties it, and null is refused. Not together with `mergeConfig`.',
    }),
    mergeConfig: t.field({
      type: JSONObject,
      description:
        'Is merged into the configuration, as JSON Merge Patch (RFC 7396): a null in it removes its key, and what it does not name stays. Not together with `config`; null itself is refused.',
    }),
  }),
})

const UpdateTeamPayload = builder
  .objectRef<{ readonly teamId: TeamId; readonly changed: boolean }>('UpdateTeamPayload')
  .implement({
    description: 'The team is as it was wanted.',
    fields: (t) => ({
      team: t.field({
        type: SupervisorTeam,
        description: 'The team, as it is now.',
        resolve: ({ teamId }, _args, ctx) => readTeam(teamId, ctx),
      }),
      changed: t.exposeBoolean('changed', {
        description: 'Whether this request changed anything; false where it was so already.',
      }),
    }),
  })

builder.mutationField('updateTeam', (t) =>
  t.field({
    type: UpdateTeamPayload,
    description: 'Changes the name, description, objective or configuration of a team. Takes the role OPERATE.',
    args: { input: t.arg({ type: UpdateTeamInput, required: true, description: 'What changes, and what stays.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, NameTakenError, ConflictError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => updateTeam(input, ctx),
  }),
)
