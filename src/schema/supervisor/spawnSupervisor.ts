import {
  ConflictError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { spawnSupervisor, type Spawned } from '../../resolvers/supervisor/spawnSupervisor.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { Supervisor } from '../types.ts'

const SpawnSupervisorInput = builder.inputType('SpawnSupervisorInput', {
  description: 'The supervisor to spawn.',
  fields: (t) => ({
    id: t.id({
      description:
        'A UUID of your choice makes the request safe to repeat: the same input again answers the same supervisor.',
    }),
    parentId: t.id({ description: 'The supervisor to spawn it under; a root where absent or null.' }),
    name: t.string({
      required: true,
      description: 'Unique among the live children of its parent; 1 to 255 characters, not blank.',
    }),
    description: t.string({ description: 'What it is for; at most 10,000 characters.' }),
    config: t.field({ type: JSONObject, description: 'Its configuration; `{}` where absent.' }),
    policyVersionId: t.id({ description: 'The version of the policy that it runs under, a UUID of your own.' }),
  }),
})

const SpawnSupervisorPayload = builder.objectRef<Spawned>('SpawnSupervisorPayload').implement({
  description: 'The supervisor is there.',
  fields: (t) => ({
    supervisor: t.field({
      type: Supervisor,
      description: 'The supervisor, as it is now.',
      resolve: (spawned, _args, ctx) => readSupervisor(spawned.supervisorId, ctx),
    }),
    created: t.exposeBoolean('created', {
      description: 'Whether this request made it; false where an earlier one had.',
    }),
  }),
})

builder.mutationField('spawnSupervisor', (t) =>
  t.field({
    type: SpawnSupervisorPayload,
    description:
      'Adds a supervisor, SPAWNING, under a parent that is not FAILED or TERMINATED, or as a root. Takes the role OPERATE.',
    args: { input: t.arg({ type: SpawnSupervisorInput, required: true, description: 'The supervisor to spawn.' }) },
    errors: {
      types: [...anyMutation, NotFoundError, ParentUnavailableError, NameTakenError, LevelLimitError, ConflictError],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => spawnSupervisor(input, ctx),
  }),
)
