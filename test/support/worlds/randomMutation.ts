import { randomUUID } from 'node:crypto'
import { getNamedType, isEnumType, isInterfaceType, isObjectType, isScalarType, isUnionType } from 'graphql'
import type { MutationName } from '../../../src/domain/permissions.ts'
import { schema } from '../../../src/schema/index.ts'
import type { Random } from '../fuzz/random.ts'
import type { World } from './growWorld.ts'

export interface RandomMutation {
  readonly name: MutationName
  readonly query: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Inputs of each mutation. A new mutation without an entry does not compile. */
type Inputs = Record<MutationName, (pick: Picks) => object>

/** Random values. Ids are of objects inside and outside of the subtree, and of none. */
interface Picks {
  readonly random: Random
  supervisor(): string
  team(): string
  member(): string
  agent(): string
  token(): string
  newId(): string
  name(): string
}

/** Long enough that no heartbeat is missed between two reads. */
const config = { heartbeat_interval: 300 }

const inputs: Inputs = {
  activateSupervisor: (p) => ({ id: p.supervisor() }),
  addTeamMember: (p) => ({ teamId: p.team(), agentId: p.agent() }),
  addTeamMembers: (p) => ({ teamId: p.team(), members: [{ agentId: p.agent(), role: 'R' }] }),
  applyFleet: (p) => ({
    fleet: 'fleet',
    parentId: p.random.chance(0.1) ? null : p.supervisor(),
    supervisors: [
      {
        key: p.random.pick(['a', 'b']),
        id: p.random.chance(0.3) ? p.supervisor() : p.newId(),
        name: p.name(),
        config,
        teams: [{ key: 'team', id: p.newId(), name: 'team', members: [{ agentId: p.agent() }] }],
      },
    ],
    remove: p.random.chance(0.2) ? ['c'] : [],
    dryRun: p.random.chance(0.2),
  }),
  createTeam: (p) => ({ id: p.newId(), supervisorId: p.supervisor(), name: p.name() }),
  createToken: (p) => ({
    actor: p.name(),
    role: p.random.pick(['READ', 'OPERATE', 'ADMIN']),
    within: p.random.chance(0.1) ? null : p.supervisor(),
    expiresAt: '2032-01-01T00:00:00Z',
  }),
  deleteTeam: (p) => ({ id: p.team(), endMemberships: p.random.chance(0.3) }),
  failSupervisor: (p) => ({ id: p.supervisor(), reason: 'broken' }),
  heartbeat: (p) => ({ supervisorId: p.supervisor(), sequence: p.random.below(9), incarnation: 1 }),
  heartbeats: (p) => ({ heartbeats: [{ supervisorId: p.supervisor() }, { supervisorId: p.supervisor() }] }),
  moveSupervisor: (p) => ({
    id: p.supervisor(),
    parentId: p.random.chance(0.2) ? null : p.supervisor(),
    dryRun: p.random.chance(0.2),
    ...(p.random.chance(0.2) && { expectedVersion: 1 }),
  }),
  pauseSupervisor: (p) => ({ id: p.supervisor(), scope: p.random.pick(['SELF', 'SUBTREE']) }),
  removeTeamMember: (p) => (p.random.chance(0.5) ? { id: p.member() } : { teamId: p.team(), agentId: p.agent() }),
  revokeToken: (p) => ({ id: p.token() }),
  restartSupervisor: (p) => ({ id: p.supervisor(), scope: p.random.pick(['SELF', 'SUBTREE']) }),
  resumeSupervisor: (p) => ({ id: p.supervisor(), reason: 'again' }),
  spawnHierarchy: (p) => ({
    parentId: p.random.chance(0.1) ? null : p.supervisor(),
    supervisors: [
      {
        id: p.newId(),
        name: p.name(),
        config,
        children: [
          {
            id: p.newId(),
            name: 'child',
            config,
            teams: [{ id: p.newId(), name: 'team', members: [{ agentId: p.agent() }] }],
          },
        ],
      },
    ],
  }),
  spawnSupervisor: (p) => ({
    id: p.random.chance(0.1) ? p.supervisor() : p.newId(),
    parentId: p.random.chance(0.1) ? null : p.supervisor(),
    name: p.name(),
    config,
  }),
  terminateSupervisor: (p) => ({
    id: p.supervisor(),
    childPolicy: p.random.pick(['REJECT', 'CASCADE', 'REPARENT']),
    dryRun: p.random.chance(0.5),
  }),
  transferTeamMember: (p) => ({ id: p.member(), toTeamId: p.team() }),
  updateSupervisor: (p) => ({
    id: p.supervisor(),
    ...p.random.pick([{ name: p.name() }, { mergeConfig: { key: p.random.below(3) } }, { description: null }]),
    ...(p.random.chance(0.2) && { expectedVersion: 1 }),
  }),
  updateTeam: (p) => ({ id: p.team(), name: p.name() }),
  updateTeamMember: (p) => ({ id: p.member(), role: p.name() }),
}

/** @param chosenIds receives the ids that the input chooses for new objects */
export function randomMutation(world: World, random: Random, chosenIds: Set<string>): RandomMutation {
  const unknownId = randomUUID()
  chosenIds.add(unknownId)
  const newId = (): string => {
    const id = randomUUID()
    chosenIds.add(id)
    return id
  }
  // names of the objects that may exist outside, too
  const name = (): string => random.pick(['a', 'b', 'name ', 'team ', 'c']) + String(random.below(5))
  const input = inputs[random.pick(names)]
  const mutation = names.find((each) => inputs[each] === input) ?? names[0]
  return {
    name: mutation ?? 'heartbeat',
    query: documentOf(mutation ?? 'heartbeat'),
    input: {
      ...input({
        random,
        supervisor: () => (random.chance(0.15) ? world.top : random.pick([...world.supervisors, unknownId])),
        team: () => random.pick([...world.teams, unknownId]),
        member: () => random.pick([...world.members, unknownId]),
        agent: () => random.pick(world.agents),
        token: () => random.pick([...world.tokens, unknownId]),
        newId,
        name,
      }),
    },
  }
}

const names = Object.keys(inputs) as MutationName[] // the keys of the table

/** A document that selects all fields of the result, and the fields of objects in it. */
function documentOf(name: MutationName): string {
  const field = schema.getMutationType()?.getFields()[name]
  const result = field && getNamedType(field.type)
  if (!isUnionType(result)) throw new TypeError(`expected ${name} to return a union`)
  const members = result.getTypes().map((type) => `... on ${type.name} { ${selectionOf(type.name, 2)} }`)
  const input = field?.args[0]?.type
  return `mutation ($input: ${String(input)}) { result: ${name}(input: $input) { __typename ${members.join(' ')} } }`
}

/** Fields of connections, and those that depend on the moment or, for the top, on the subtree. */
const notSelected = ['allowedActions', 'events', 'computedAt', 'missedHeartbeats', 'stats']

function selectionOf(typeName: string, depth: number): string {
  const type = schema.getType(typeName)
  if (isUnionType(type) || isInterfaceType(type))
    return [
      '__typename',
      ...schema.getPossibleTypes(type).map((each) => `... on ${each.name} { ${selectionOf(each.name, depth)} }`),
    ].join(' ')
  if (!isObjectType(type)) return ''
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type)
    if (notSelected.includes(field.name)) return []
    if (isScalarType(below) || isEnumType(below)) return [aliased(typeName, field.name)]
    return depth <= 0 ? [] : [`${aliased(typeName, field.name)} { __typename ${selectionOf(below.name, depth - 1)} }`]
  })
  return fields.join(' ')
}

/** Members of a union have fields of one name with different types. */
function aliased(typeName: string, field: string): string {
  return `${typeName}_${field}: ${field}`
}
