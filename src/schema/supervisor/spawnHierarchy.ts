import { InputObjectRef } from '@pothos/core'
import {
  AlreadyMemberError,
  ConflictError,
  LevelLimitError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { fetchSupervisor } from '../../resolvers/node/fetchNode.ts'
import type { SpawnNodeInput as SpawnNode } from '../../resolvers/supervisor/parseHierarchy.ts'
import { spawnHierarchy } from '../../resolvers/supervisor/spawnHierarchy.ts'
import { builder, type Types } from '../builder.ts'
import { mutation } from '../mutation.ts'
import { teamInputFields } from '../team/teamInputFields.ts'
import { Supervisor } from '../types.ts'
import { supervisorInputFields } from './supervisorInputFields.ts'

const idDescription = 'A UUID of your choice: it makes the request safe to repeat.'

const SpawnTeamInput = builder.inputType('SpawnTeamInput', {
  description: 'A team of a hierarchy.',
  fields: (t) => ({ id: t.id({ required: true, description: idDescription }), ...teamInputFields(t) }),
})

// the type contains itself, so its shape is given instead of inferred
const SpawnNodeInput = new InputObjectRef<Types, SpawnNode>('SpawnNodeInput')
builder.inputType(SpawnNodeInput, {
  description: 'A supervisor of a hierarchy, with its teams and what is below it.',
  fields: (t) => ({
    id: t.id({ required: true, description: idDescription }),
    ...supervisorInputFields(t),
    teams: t.field({ type: [SpawnTeamInput], description: 'Its teams.' }),
    children: t.field({ type: [SpawnNodeInput], description: 'The supervisors below it.' }),
  }),
})

mutation('spawnHierarchy', {
  requires: 'OPERATE',
  description:
    'Adds a tree of supervisors, SPAWNING, with their teams and members: what is missing of it, or nothing where any of it is refused. The `path` of a refusal names the place.',
  input: {
    description: 'The supervisors to spawn, as a tree.',
    fields: (t) => ({
      parentId: t.id({ description: 'The supervisor to spawn them under; they are roots where absent or null.' }),
      supervisors: t.field({
        type: [SpawnNodeInput],
        required: true,
        description: 'The top of the tree, or of several; at most 1,000 supervisors with all that is below.',
      }),
    }),
  },
  payload: {
    description: 'The hierarchy is there, with its teams and members.',
    fields: (t) => ({
      supervisors: t.field({
        type: [Supervisor],
        description: 'The supervisors at the top of the input, in its order, as they are now.',
        resolve: ({ rootIds }, _args, ctx) => Promise.all(rootIds.map((id) => fetchSupervisor(id, ctx))),
      }),
      created: t.exposeInt('created', { description: 'How many supervisors this request made.' }),
      existing: t.exposeInt('existing', {
        description:
          'How many an earlier request of the same input had made. They stay as they are now, wherever that is.',
      }),
    }),
  },
  errors: [
    NotFoundError,
    ParentUnavailableError,
    NameTakenError,
    LevelLimitError,
    ConflictError,
    LimitExceededError,
    AlreadyMemberError,
  ],
  useCase: spawnHierarchy,
})
