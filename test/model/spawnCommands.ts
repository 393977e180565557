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

/** The server's own, a new one of the client's, or that of a row: with what made it, or with what is drawn. */
const idKind = fc.constantFrom('absent', 'new', 'new', 'new', 'taken', 'again')

/** What made a row, said again (`canonical` wrote it). */
function saidAgain(row: Supervisor | Team | undefined): Record<string, unknown> {
  return row ? (JSON.parse(row.madeBy) as Record<string, unknown>) : {}
}

export const spawnSupervisor = command(
  'spawnSupervisor',
  fc.record({ idKind, of: nth, parent: nth, name, description: text, config, policyVersionId: policy }),
  ({ idKind, of, parent, ...fields }, all): SpawnSupervisor => {
    const drawn = { ...fields, parentId: parentAt(all, parent) }
    if (idKind === 'absent') return drawn
    if (idKind === 'new') return { ...drawn, id: supervisorIdOf(all.made.supervisors + 1) }
    const id = supervisorAt(all, of)
    return idKind === 'taken' ? { ...drawn, id } : { ...drawn, ...saidAgain(all.supervisors.get(id)), id }
  },
)

/** More than is taken at once. */
const tooMany = Array.from({ length: 1_001 }, (_, i) => ({ agentId: agentIdOf(1_000 + i) }))
const staff = fc.oneof({ arbitrary: absentOr(members), weight: 60 }, { arbitrary: fc.constant(tooMany), weight: 1 })

export const createTeam = command(
  'createTeam',
  fc.record({ idKind, of: nth, supervisor: nth, name: teamName, description: text, objective: text, config, staff }),
  ({ idKind, of, supervisor, staff, ...fields }, all): CreateTeam => {
    const drawn = { ...fields, members: staff, supervisorId: supervisorAt(all, supervisor) }
    if (idKind === 'absent') return drawn
    if (idKind === 'new') return { ...drawn, id: teamIdOf(all.made.teams + 1) }
    // of a team that was deleted: free again
    const id = of % 4 === 0 ? teamIdOf(1 + (of % (all.made.teams + 1))) : teamAt(all, of)
    return idKind === 'taken' ? { ...drawn, id } : { ...drawn, ...saidAgain(all.teams.get(id)), id }
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

/** Names differ among siblings, but rarely. */
function distinct<T extends { readonly name: string }>(one: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> {
  return fc.oneof(
    { arbitrary: fc.uniqueArray(one, { maxLength, selector: (each) => each.name }), weight: 40 },
    { arbitrary: fc.array(one, { maxLength }), weight: 1 },
  )
}

/** Gives a node of the input its ids, in its order. A node that is said again has what made it, and what is below it now. */
function describeNode(choice: NodeChoice, all: Hierarchy, next: { supervisor: number; team: number }): SpawnNode {
  const last = supervisorIdOf(next.supervisor)
  const taken = supervisorAt(all, choice.of)
  const id = { new: () => supervisorIdOf(++next.supervisor), taken: () => taken, again: () => taken, twice: () => last }
  const own = id[choice.idKind]()
  const again = choice.idKind === 'again' ? omit(saidAgain(all.supervisors.get(own)), 'parentId') : {}
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

/** Below the parent that made it: where it is said again with its own, it is there already. */
function parentOf(all: Hierarchy, [first]: readonly SpawnNode[], drawn: string | null): string | null {
  const made = first && all.supervisors.get(first.id)
  return made ? (saidAgain(made).parentId as string | null) : drawn
}

export const spawnHierarchy = command(
  'spawnHierarchy',
  fc.record({ parent: nth, top: distinct(nodeChoice(2), 2), far: rarely(80) }),
  ({ parent, top, far }, all) => {
    const next = { supervisor: all.made.supervisors, team: all.made.teams }
    const supervisors = top.map((choice) => describeNode(choice, all, next))
    if (far) supervisors.push(...tooMany.map((_, i) => ({ id: supervisorIdOf(1_000 + i), name: `n${i}` })))
    return { parentId: parentOf(all, supervisors, parentAt(all, parent)), supervisors }
  },
)
