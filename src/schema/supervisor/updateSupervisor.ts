import { ConflictError, InvalidTransitionError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import { updateSupervisor } from '../../resolvers/supervisor/updateSupervisor.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { Supervisor } from '../types.ts'

const UpdateSupervisorInput = builder.inputType('UpdateSupervisorInput', {
  description: 'What changes of a supervisor. What is left out stays as it is; null is another thing.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The supervisor, a UUID.' }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the supervisor is at this version.' }),
    name: t.string({
      description:
        'Its new name: unique among the live children of its parent; 1 to 255 characters, not blank, not null.',
    }),
    description: t.string({ description: 'What it is for; at most 10,000 characters. Null clears it.' }),
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
    policyVersionId: t.id({
      description: 'The version of the policy that it runs under, a UUID of your own. Null clears it.',
    }),
  }),
})

const UpdateSupervisorPayload = builder
  .objectRef<{ readonly supervisorId: SupervisorId; readonly changed: boolean }>('UpdateSupervisorPayload')
  .implement({
    description: 'The supervisor is as it was wanted.',
    fields: (t) => ({
      supervisor: t.field({
        type: Supervisor,
        description: 'The supervisor, as it is now.',
        resolve: ({ supervisorId }, _args, ctx) => readSupervisor(supervisorId, ctx),
      }),
      changed: t.exposeBoolean('changed', {
        description: 'Whether this request changed anything; false where it was so already.',
      }),
    }),
  })

builder.mutationField('updateSupervisor', (t) =>
  t.field({
    type: UpdateSupervisorPayload,
    description:
      'Changes the name, description, configuration or policy of a supervisor that is not TERMINATED. Takes the role OPERATE.',
    args: {
      input: t.arg({ type: UpdateSupervisorInput, required: true, description: 'What changes, and what stays.' }),
    },
    errors: {
      types: [...anyMutation, NotFoundError, NameTakenError, ConflictError, InvalidTransitionError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => updateSupervisor(input, ctx),
  }),
)
