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
import { requiredNewIdField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { teamInputFields } from '../team/teamInputFields.ts'
import { Supervisor } from '../types.ts'
import { supervisorInputFields } from './supervisorInputFields.ts'

const SpawnTeamInput = builder.inputType('SpawnTeamInput', {
  description: 'Team of a supervisor to spawn.',
  fields: (t) => ({ id: requiredNewIdField(t, 'team'), ...teamInputFields(t) }),
})

// TypeScript cannot infer the shape, since the type contains itself
const SpawnNodeInput = new InputObjectRef<Types, SpawnNode>('SpawnNodeInput')
builder.inputType(SpawnNodeInput, {
  description: 'Supervisor to spawn, with its teams and child supervisors.',
  fields: (t) => ({
    id: requiredNewIdField(t, 'supervisor'),
    ...supervisorInputFields(t),
    teams: t.field({ type: [SpawnTeamInput], description: 'Teams of the supervisor. Lists show them in this order.' }),
    children: t.field({
      type: [SpawnNodeInput],
      description: 'Child supervisors. Lists show them in this order, and restart policies use it.',
    }),
  }),
})

mutation('spawnHierarchy', {
  description:
    'Creates a tree of SPAWNING supervisors with their teams and members: everything that is missing, or nothing if a part is refused. Objects that an earlier request created with the same id and input are left unchanged. The `path` of an error names the refused part.',
  input: {
    description: 'Tree of supervisors to spawn.',
    fields: (t) => ({
      parentId: t.id({ description: 'UUID of the parent supervisor. Null or omitted: the supervisors become roots.' }),
      supervisors: t.field({
        type: [SpawnNodeInput],
        required: true,
        description: 'Supervisors at the top of the tree. At most 1,000 supervisors, descendants included.',
      }),
    }),
  },
  payload: {
    description: 'Tree that exists now, created by this request or by earlier ones.',
    fields: (t) => ({
      supervisors: t.field({
        type: [Supervisor],
        description: 'Topmost supervisors of the input, in the order of the input, as they are now.',
        resolve: ({ rootIds }, _args, ctx) => Promise.all(rootIds.map((id) => fetchSupervisor(id, ctx))),
      }),
      created: t.exposeInt('created', { description: 'Number of supervisors that this request created.' }),
      existing: t.exposeInt('existing', {
        description:
          'Number of supervisors that an earlier request created with the same id and input. They were left unchanged, in their current place.',
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
