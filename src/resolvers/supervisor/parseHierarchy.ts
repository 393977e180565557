import { ValidationError, type InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { WantedHierarchy, WantedSupervisor, WantedTeam } from '../../domain/hierarchyPlan.ts'
import { notNil, parseId, parseOptionalId } from '../../domain/input.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { assertLevelAllowed, highestMaxLevel } from '../../domain/tree.ts'
import type { NewSupervisor } from '../../db/queries/supervisors.ts'
import { claimOnce, duplicateName } from '../claimOnce.ts'
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
  /** Ids of the topmost supervisors, in the order of the input. */
  readonly rootIds: readonly SupervisorId[]
}

const maxSupervisors = 1_000
const maxTeams = 5_000
const maxMembers = 20_000

/**
 * Flattens the input into lists of supervisors and teams with their input paths. Parent supervisors come before their
 * children.
 * @throws {ValidationError} if a field is malformed, or an id occurs twice
 * @throws {LimitExceededError} if there are more than 1,000 supervisors, 5,000 teams or 20,000 members, or more than 1,000
 * members in a team
 * @throws {LevelLimitError} if the input has more than 101 levels
 * @throws {NameTakenError} if a name occurs twice among siblings, or among the teams of a supervisor
 * @throws {AlreadyMemberError} if an agent occurs twice in a team
 */
export function parseHierarchy(input: SpawnHierarchyInput): HierarchyInput {
  assertSize(input.supervisors, ['input', 'supervisors'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const supervisors: HierarchyInput['supervisors'][number][] = []
  const teams: HierarchyInput['teams'][number][] = []
  const claimId = claimOnce(
    (id, path) => new ValidationError(path, `expected a different id for each object, got ${id} twice.`),
  )

  const visitTeams = (given: readonly SpawnTeamInput[], supervisorId: SupervisorId, path: InputPath): void => {
    const claimName = claimOnce(duplicateName('by another team of the supervisor in this input'))
    for (const [i, each] of given.entries()) {
      const inputPath = [...path, String(i)]
      const idPath = [...inputPath, 'id']
      const id = claimId(parseId(each.id, idPath), idPath)
      const team = { id, inputPath, ...parseTeam(each, supervisorId, inputPath) }
      claimName(team.name, [...inputPath, 'name'])
      teams.push(team)
    }
  }
  const visit = (given: readonly SpawnNodeInput[], parent: SupervisorId | null, path: InputPath): void => {
    const claimName = claimOnce(duplicateName('by a sibling in this input'))
    for (const [i, each] of given.entries()) {
      const inputPath = [...path, String(i)]
      const idPath = [...inputPath, 'id']
      const id = claimId(notNil(parseId(each.id, idPath), idPath), idPath)
      const supervisor = { id, inputPath, ...parseSupervisor(each, parent, inputPath) }
      claimName(supervisor.name, [...inputPath, 'name'])
      supervisors.push(supervisor)
      visitTeams(each.teams ?? [], id, [...inputPath, 'teams'])
      visit(each.children ?? [], id, [...inputPath, 'children'])
    }
  }
  visit(input.supervisors, parentId, ['input', 'supervisors'])
  const rootIds = input.supervisors.map(({ id }, i) => parseId(id, ['input', 'supervisors', String(i), 'id']))
  return { parentId, rootIds, supervisors, teams }
}

/**
 * Counts level by level, without recursion, before anything is parsed: the recursive parsing of a deeply nested input
 * would overflow the stack.
 */
function assertSize(roots: readonly SpawnNodeInput[], path: InputPath): void {
  const count = { supervisors: 0, teams: 0, members: 0 }
  let levels = 0
  for (let level = roots; level.length > 0; level = level.flatMap(({ children }) => children ?? [])) {
    const teams = level.flatMap((each) => each.teams ?? [])
    count.supervisors += level.length
    count.teams += teams.length
    for (const { members } of teams) count.members += members?.length ?? 0
    levels++
  }
  assertWithinLimit('supervisors', maxSupervisors, count.supervisors, path)
  assertWithinLimit('teams', maxTeams, count.teams, path)
  assertWithinLimit('members', maxMembers, count.members, path)
  assertLevelAllowed(levels - 1, highestMaxLevel, 0, path)
}
