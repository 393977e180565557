import {
  AlreadyMemberError,
  ConflictError,
  LevelLimitError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import type { SpawnNodeInput as SpawnNode } from '../../resolvers/supervisor/parseHierarchy.ts'
import { spawnHierarchy, type SpawnedHierarchy } from '../../resolvers/supervisor/spawnHierarchy.ts'
import { builder } from '../builder.ts'
import { anyMutation } from '../errors.ts'
import { JSONObject } from '../scalars.ts'
import { TeamMemberInput } from '../team/TeamMemberInput.ts'
import { Supervisor } from '../types.ts'

const idDescription = 'A UUID of your choice: it makes the request safe to repeat.'

const SpawnTeamInput = builder.inputType('SpawnTeamInput', {
  description: 'A team of a hierarchy.',
  fields: (t) => ({
    id: t.id({ required: true, description: idDescription }),
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

const SpawnNodeInput = builder.inputRef<SpawnNode>('SpawnNodeInput') // a recursive type needs its shape said
SpawnNodeInput.implement({
  description: 'A supervisor of a hierarchy, with its teams and what is below it.',
  fields: (t) => ({
    id: t.id({ required: true, description: idDescription }),
    name: t.string({
      required: true,
      description: 'Unique among the live children of its parent; 1 to 255 characters, not blank.',
    }),
    description: t.string({ description: 'What it is for; at most 10,000 characters.' }),
    // Pothos takes `unknown | undefined`, of an optional property, for something narrower than `unknown`
    config: t.field({ type: JSONObject, description: 'Its configuration; `{}` where absent.' }) as never,
    policyVersionId: t.id({ description: 'The version of the policy that it runs under, a UUID of your own.' }),
    teams: t.field({ type: [SpawnTeamInput], description: 'Its teams.' }),
    children: t.field({ type: [SpawnNodeInput], description: 'The supervisors below it.' }),
  }),
})

const SpawnHierarchyInput = builder.inputType('SpawnHierarchyInput', {
  description: 'The supervisors to spawn, as a tree.',
  fields: (t) => ({
    parentId: t.id({ description: 'The supervisor to spawn them under; they are roots where absent or null.' }),
    supervisors: t.field({
      type: [SpawnNodeInput],
      required: true,
      description: 'The top of the tree, or of several; at most 1,000 supervisors with all that is below.',
    }),
  }),
})

const SpawnHierarchyPayload = builder.objectRef<SpawnedHierarchy>('SpawnHierarchyPayload').implement({
  description: 'The hierarchy is there, with its teams and members.',
  fields: (t) => ({
    supervisors: t.field({
      type: [Supervisor],
      description: 'The supervisors at the top of the input, in its order, as they are now.',
      resolve: ({ rootIds }, _args, ctx) => Promise.all(rootIds.map((id) => readSupervisor(id, ctx))),
    }),
    created: t.exposeInt('created', { description: 'How many supervisors this request made.' }),
    existing: t.exposeInt('existing', {
      description:
        'How many an earlier request of the same input had made. They stay as they are now, wherever that is.',
    }),
  }),
})

builder.mutationField('spawnHierarchy', (t) =>
  t.field({
    type: SpawnHierarchyPayload,
    description:
      'Adds a tree of supervisors, SPAWNING, with their teams and members: what is missing of it, or nothing where any of it is refused. The `path` of a refusal names the place. Takes the role OPERATE.',
    args: {
      input: t.arg({ type: SpawnHierarchyInput, required: true, description: 'The supervisors to spawn, as a tree.' }),
    },
    errors: {
      types: [
        ...anyMutation,
        NotFoundError,
        ParentUnavailableError,
        NameTakenError,
        LevelLimitError,
        ConflictError,
        LimitExceededError,
        AlreadyMemberError,
      ],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => spawnHierarchy(input, ctx),
  }),
)
