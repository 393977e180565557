import { NameTakenError, ValidationError, type InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { WantedHierarchy, WantedSupervisor, WantedTeam } from '../../domain/hierarchyPlan.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { assertLevelAllowed } from '../../domain/tree.ts'
import type { NewSupervisor } from '../../db/queries/supervisors.ts'
import { parseTeam, type StaffedTeam, type TeamInput } from '../team/parseTeam.ts'
import { parseSupervisor, type SupervisorInput } from './parseSupervisor.ts'

export interface SpawnHierarchyInput {
  readonly parentId?: string | null | undefined
  readonly supervisors: readonly SpawnNodeInput[]
}
export interface SpawnNodeInput extends SupervisorInput {
  readonly id: string
  readonly teams?: readonly SpawnTeamInput[] | null | undefined
  readonly children?: readonly SpawnNodeInput[] | null | undefined
}
export interface SpawnTeamInput extends TeamInput {
  readonly id: string
}

export interface HierarchyInput extends WantedHierarchy<NewSupervisor & WantedSupervisor, StaffedTeam & WantedTeam> {
  /** The supervisors at the top. */
  readonly rootIds: readonly SupervisorId[]
}

const maxSupervisors = 1_000
/** The deepest that any hierarchy can be set to be (`hierarchy_settings`). */
const deepestLevel = 100

/**
 * The input as lists, parents before their children, each with its place.
 * @throws {ValidationError} {LimitExceededError} {LevelLimitError} {NameTakenError} {AlreadyMemberError}
 */
export function parseHierarchy(input: SpawnHierarchyInput): HierarchyInput {
  assertSize(input.supervisors, ['input', 'supervisors'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const supervisors: HierarchyInput['supervisors'][number][] = []
  const teams: HierarchyInput['teams'][number][] = []
  const takeId = takeOnce((id, place) => new ValidationError(place, `the id ${id} is given twice`))

  const visitTeams = (given: readonly SpawnTeamInput[], supervisorId: SupervisorId, path: InputPath): void => {
    const takeName = takeOnce(twiceAs('by another team of the supervisor in this input'))
    for (const [i, each] of given.entries()) {
      const place = [...path, String(i)]
      const idPlace = [...place, 'id']
      const id = takeId(parseId(each.id, idPlace), idPlace)
      const team = { id, place, ...parseTeam(each, supervisorId, place) }
      takeName(team.name, [...place, 'name'])
      teams.push(team)
    }
  }
  const visit = (given: readonly SpawnNodeInput[], above: SupervisorId | null, path: InputPath): void => {
    const takeName = takeOnce(twiceAs('by a sibling in this input'))
    for (const [i, each] of given.entries()) {
      const place = [...path, String(i)]
      const idPlace = [...place, 'id']
      const id = takeId(parseId(each.id, idPlace), idPlace)
      const supervisor = { id, place, ...parseSupervisor(each, above, place) }
      takeName(supervisor.name, [...place, 'name'])
      supervisors.push(supervisor)
      visitTeams(each.teams ?? [], id, [...place, 'teams'])
      visit(each.children ?? [], id, [...place, 'children'])
    }
  }
  visit(input.supervisors, parentId, ['input', 'supervisors'])
  const rootIds = input.supervisors.map(({ id }, i) => parseId(id, ['input', 'supervisors', String(i), 'id']))
  return { parentId, rootIds, supervisors, teams }
}

/** Level by level, and before anything is parsed: what is nested too deeply must not be followed by recursion. */
function assertSize(roots: readonly SpawnNodeInput[], path: InputPath): void {
  let count = 0
  let levels = 0
  for (let level = roots; level.length > 0; level = level.flatMap(({ children }) => children ?? [])) {
    count += level.length
    levels++
  }
  assertWithinLimit('supervisors', maxSupervisors, count, path)
  assertLevelAllowed(levels - 1, deepestLevel, path)
}

/** Answers what it is given, each value once. */
function takeOnce(twice: (value: string, place: InputPath) => Error): (value: string, place: InputPath) => string {
  const taken = new Set<string>()
  return (value, place) => {
    if (taken.has(value)) throw twice(value, place)
    taken.add(value)
    return value
  }
}

function twiceAs(where: string): (name: string, place: InputPath) => Error {
  return (name, place) => new NameTakenError(name, where, null).at(place)
}
