import type { InputPath } from './errors.ts'
import type { SupervisorId, SupervisorStatus, TeamId } from './glossary.ts'
import { assertSameInput } from './idempotencyHash.ts'
import { isLive } from './lifecycle.ts'
import { supervisorNameTaken, teamNameTaken } from './names.ts'
import { assertAcceptsAdditions, assertLevelAllowed } from './tree.ts'
import { assertMayBeRoot, canSee, requireVisible, type Viewer } from './viewer.ts'

/** A supervisor or team that is to be there, and where in the input it is described. */
interface Wanted {
  readonly id: string
  readonly name: string
  readonly idempotencyHash: Buffer
  readonly place: InputPath
}
export interface WantedSupervisor extends Wanted {
  readonly parentId: SupervisorId | null
}
export interface WantedTeam extends Wanted {
  readonly supervisorId: SupervisorId
}

/** Each supervisor after its parent; no id, and no name beside its like, is there twice. */
export interface WantedHierarchy<S extends WantedSupervisor = WantedSupervisor, T extends WantedTeam = WantedTeam> {
  /** What the roots among the supervisors go below; null where they have no parent. */
  readonly parentId: SupervisorId | null
  readonly supervisors: readonly S[]
  readonly teams: readonly T[]
}

export interface PresentSupervisor {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly name: string
  readonly status: SupervisorStatus
  readonly path: readonly SupervisorId[]
  readonly idempotencyHash: Buffer | null
}
export interface PresentTeam {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly supervisorPath: readonly SupervisorId[]
  readonly name: string
  readonly idempotencyHash: Buffer | null
}

/** What has an id that is wanted, or a name where it is wanted, and the parent. */
export interface Present {
  readonly supervisors: readonly PresentSupervisor[]
  readonly teams: readonly PresentTeam[]
  readonly maxLevel: number
}

/** What is to be made, each after its parent. */
export interface HierarchyPlan<S, T> {
  /** Directly below what is there, or roots: where others may have been first. */
  readonly tops: readonly S[]
  readonly below: readonly S[]
  readonly teams: readonly T[]
}

/**
 * What is missing of a hierarchy. What is there by the same input stays as it is now, wherever that is.
 * @throws {ConflictError} {NotFoundError} {ParentUnavailableError} {NameTakenError} {LevelLimitError} with the place
 */
export function planHierarchy<S extends WantedSupervisor, T extends WantedTeam>(
  wanted: WantedHierarchy<S, T>,
  present: Present,
  viewer: Viewer,
): HierarchyPlan<S, T> {
  const byId = new Map(present.supervisors.map((each) => [each.id, each]))
  const { tops, below, levels } = planSupervisors(wanted, present, byId, viewer)
  return { tops, below, teams: planTeams(wanted.teams, present, byId, levels, viewer) }
}

function planSupervisors<S extends WantedSupervisor>(
  wanted: WantedHierarchy<S>,
  present: Present,
  byId: ReadonlyMap<SupervisorId, PresentSupervisor>,
  viewer: Viewer,
): { tops: S[]; below: S[]; levels: ReadonlyMap<SupervisorId, number> } {
  const live = present.supervisors.filter(({ status }) => isLive(status))
  const byName = new Map(live.map((each) => [nameKey(each.parentId, each.name), each]))
  const tops: S[] = []
  const below: S[] = []
  const levels = new Map<SupervisorId, number>() // of what is new
  let deepest: { level: number; place: InputPath } | undefined

  for (const each of wanted.supervisors) {
    const there = byId.get(each.id)
    if (there) {
      const visible = canSee(viewer, there.path)
      assertSameInput(
        { type: 'Supervisor', id: there.id },
        there.idempotencyHash,
        each.idempotencyHash,
        visible,
        idOf(each),
      )
      continue
    }
    const parentLevel = each.parentId === null ? undefined : levels.get(each.parentId)
    const level = (parentLevel ?? findLevelAbove(each, wanted.parentId, byId, viewer)) + 1
    levels.set(each.id, level)
    if (level > (deepest?.level ?? -1)) deepest = { level, place: each.place }
    if (parentLevel !== undefined) {
      below.push(each)
      continue
    }
    const namesake = byName.get(nameKey(each.parentId, each.name))
    if (namesake) throw supervisorNameTaken(each.name, each.parentId, namesake.id).at([...each.place, 'name'])
    tops.push(each)
  }
  if (deepest) assertLevelAllowed(deepest.level, present.maxLevel, deepest.place)
  return { tops, below, levels }
}

/** Of what is there already, and takes additions; -1 above roots. */
function findLevelAbove(
  each: WantedSupervisor,
  parentId: SupervisorId | null,
  byId: ReadonlyMap<SupervisorId, PresentSupervisor>,
  viewer: Viewer,
): number {
  const place = each.parentId === parentId ? ['input', 'parentId'] : each.place
  if (each.parentId === null) {
    assertMayBeRoot(viewer, place)
    return -1
  }
  const parent = requireVisible(byId.get(each.parentId), viewer, 'supervisor', each.parentId, place)
  assertAcceptsAdditions(parent, place)
  return parent.path.length - 1
}

function planTeams<T extends WantedTeam>(
  wanted: readonly T[],
  present: Present,
  supervisors: ReadonlyMap<SupervisorId, PresentSupervisor>,
  newSupervisors: ReadonlyMap<SupervisorId, unknown>,
  viewer: Viewer,
): T[] {
  const byId = new Map(present.teams.map((each) => [each.id, each]))
  const byName = new Map(present.teams.map((each) => [nameKey(each.supervisorId, each.name), each]))
  return wanted.filter((each) => {
    const there = byId.get(each.id)
    if (there) {
      const visible = canSee(viewer, there.supervisorPath)
      assertSameInput(
        { type: 'SupervisorTeam', id: there.id },
        there.idempotencyHash,
        each.idempotencyHash,
        visible,
        idOf(each),
      )
      return false
    }
    if (newSupervisors.has(each.supervisorId)) return true
    const supervisor = supervisors.get(each.supervisorId)
    if (supervisor) assertAcceptsAdditions(supervisor, each.place)
    const namesake = byName.get(nameKey(each.supervisorId, each.name))
    if (namesake) throw teamNameTaken(each.name, each.supervisorId, namesake.id).at([...each.place, 'name'])
    return true
  })
}

function idOf({ place }: Wanted): InputPath {
  return [...place, 'id']
}

function nameKey(above: string | null, name: string): string {
  return `${above ?? ''}/${name}`
}
