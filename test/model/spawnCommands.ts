import fc from 'fast-check'
import {
  absentOr,
  config,
  members,
  name,
  nth,
  parentAt,
  policy,
  rarely,
  supervisorAt,
  teamAt,
  teamName,
  text,
} from './choices.ts'
import { command } from './Command.ts'
import type { Hierarchy, Supervisor, Team } from './hierarchyModel.ts'
import { agentIdOf, supervisorIdOf, teamIdOf } from './ids.ts'
import { omit } from './json.ts'
import type { CreateTeam, SpawnNode, SpawnSupervisor, SpawnTeam } from './inputs.ts'

/** No id, a new one, or that of an existing row: with other input (`taken`) or with its own (`again`). */
const idKind = fc.constantFrom('absent', 'new', 'new', 'new', 'taken', 'again')

/** The input that created a row, from its canonical JSON. */
function inputOf(row: Supervisor | Team | undefined): Record<string, unknown> {
  return row ? (JSON.parse(row.createdBy) as Record<string, unknown>) : {}
}

export const spawnSupervisor = command(
  'spawnSupervisor',
  fc.record({ idKind, of: nth, parent: nth, name, description: text, config, policyVersionId: policy }),
  ({ idKind, of, parent, ...fields }, all): SpawnSupervisor => {
    const drawn = { ...fields, parentId: parentAt(all, parent) }
    if (idKind === 'absent') return drawn
    if (idKind === 'new') return { ...drawn, id: supervisorIdOf(all.created.supervisors + 1) }
    const id = supervisorAt(all, of)
    return idKind === 'taken' ? { ...drawn, id } : { ...drawn, ...inputOf(all.supervisors.get(id)), id }
  },
)

/** More members than one mutation accepts. */
const tooMany = Array.from({ length: 1_001 }, (_, i) => ({ agentId: agentIdOf(1_000 + i) }))
const staff = fc.oneof({ arbitrary: absentOr(members), weight: 60 }, { arbitrary: fc.constant(tooMany), weight: 1 })

export const createTeam = command(
  'createTeam',
  fc.record({ idKind, of: nth, supervisor: nth, name: teamName, description: text, objective: text, config, staff }),
  ({ idKind, of, supervisor, staff, ...fields }, all): CreateTeam => {
    const drawn = { ...fields, members: staff, supervisorId: supervisorAt(all, supervisor) }
    if (idKind === 'absent') return drawn
    if (idKind === 'new') return { ...drawn, id: teamIdOf(all.created.teams + 1) }
    // the id may be that of a deleted team, which is free again
    const id = of % 4 === 0 ? teamIdOf(1 + (of % (all.created.teams + 1))) : teamAt(all, of)
    return idKind === 'taken' ? { ...drawn, id } : { ...drawn, ...inputOf(all.teams.get(id)), id }
  },
)

export const addTooManyMembers = command('addTeamMembers', nth, (of, all) => ({
  teamId: teamAt(all, of),
  members: tooMany,
}))

interface NodeChoice {
  readonly idKind: 'new' | 'taken' | 'again' | 'twice'
  readonly of: number
  readonly name: string
  readonly config: object | undefined
  readonly teams: readonly TeamChoice[]
  readonly children: readonly NodeChoice[]
}
interface TeamChoice {
  readonly idKind: 'new' | 'taken' | 'twice'
  readonly of: number
  readonly name: string
  readonly members: SpawnTeam['members']
}

const teamChoice: fc.Arbitrary<TeamChoice> = fc.record({
  idKind: fc.oneof(
    { arbitrary: fc.constant('new' as const), weight: 40 },
    { arbitrary: fc.constantFrom('taken' as const, 'twice' as const), weight: 1 },
  ),
  of: nth,
  name: teamName,
  members: staff,
})
const nodeChoice = (depth: number): fc.Arbitrary<NodeChoice> =>
  fc.record({
    idKind: fc.oneof(
      { arbitrary: fc.constant('new' as const), weight: 30 },
      { arbitrary: fc.constant('again' as const), weight: 4 },
      { arbitrary: fc.constantFrom('taken' as const, 'twice' as const), weight: 1 },
    ),
    of: nth,
    name,
    config,
    teams: distinct(teamChoice, 2),
    children: depth === 0 ? fc.constant([]) : distinct(nodeChoice(depth - 1), 2),
  })

/** Mostly distinct names among siblings, rarely with duplicates. */
function distinct<T extends { readonly name: string }>(one: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> {
  return fc.oneof(
    { arbitrary: fc.uniqueArray(one, { maxLength, selector: (each) => each.name }), weight: 40 },
    { arbitrary: fc.array(one, { maxLength }), weight: 1 },
  )
}

/** Builds a node of the input. A repeated node has the input that created it, but new children and teams. */
function describeNode(choice: NodeChoice, all: Hierarchy, next: { supervisor: number; team: number }): SpawnNode {
  const last = supervisorIdOf(next.supervisor)
  const taken = supervisorAt(all, choice.of)
  const id = { new: () => supervisorIdOf(++next.supervisor), taken: () => taken, again: () => taken, twice: () => last }
  const own = id[choice.idKind]()
  const again = choice.idKind === 'again' ? omit(inputOf(all.supervisors.get(own)), 'parentId') : {}
  return {
    name: choice.name,
    config: choice.config,
    ...again,
    id: own,
    teams: choice.teams.map(({ idKind, of, name, members }): SpawnTeam => {
      const lastTeam = teamIdOf(next.team)
      const teamId = { new: () => teamIdOf(++next.team), taken: () => teamAt(all, of), twice: () => lastTeam }
      return { id: teamId[idKind](), name, members }
    }),
    children: choice.children.map((child) => describeNode(child, all, next)),
  }
}

/** Parent of the created row if the first node exists, so that repeating it can succeed. */
function parentOf(all: Hierarchy, [first]: readonly SpawnNode[], drawn: string | null): string | null {
  const existing = first && all.supervisors.get(first.id)
  return existing ? (inputOf(existing).parentId as string | null) : drawn
}

export const spawnHierarchy = command(
  'spawnHierarchy',
  fc.record({ parent: nth, top: distinct(nodeChoice(2), 2), far: rarely(80) }),
  ({ parent, top, far }, all) => {
    const next = { supervisor: all.created.supervisors, team: all.created.teams }
    const supervisors = top.map((choice) => describeNode(choice, all, next))
    if (far) supervisors.push(...tooMany.map((_, i) => ({ id: supervisorIdOf(1_000 + i), name: `n${i}` })))
    return { parentId: parentOf(all, supervisors, parentAt(all, parent)), supervisors }
  },
)
