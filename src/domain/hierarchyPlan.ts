import type { InputPath } from './errors.ts'
import type { SupervisorId, SupervisorStatus, TeamId } from './glossary.ts'
import { assertSameInput } from './idempotencyHash.ts'
import { isLive } from './lifecycle.ts'
import { placeKey, supervisorNameTaken, teamNameTaken } from './names.ts'
import { assertAcceptsAdditions, assertLevelAllowed } from './tree.ts'
import { assertMayBeRoot, canSee, canSeeParent, requireVisible, type Viewer } from './viewer.ts'
import { hiddenLevels } from './visibility.ts'

/** A supervisor or team that the input describes. */
interface Wanted {
  readonly id: string
  readonly name: string
  readonly idempotencyHash: Buffer
  /** Path of the description in the input. */
  readonly inputPath: InputPath
}
export interface WantedSupervisor extends Wanted {
  readonly parentId: SupervisorId | null
}
export interface WantedTeam extends Wanted {
  readonly supervisorId: SupervisorId
}

/**
 * The hierarchy that the input describes. Each supervisor comes after its parent supervisor. No id occurs twice, and no
 * name twice among siblings or among the teams of a supervisor.
 */
export interface WantedHierarchy<S extends WantedSupervisor = WantedSupervisor, T extends WantedTeam = WantedTeam> {
  /** Existing supervisor below which the hierarchy is added; null if its topmost supervisors are roots. */
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

/**
 * Existing rows that the plan depends on: the parent supervisor, and every row with an id or name that the input uses.
 */
export interface Present {
  readonly supervisors: readonly PresentSupervisor[]
  readonly teams: readonly PresentTeam[]
  readonly maxLevel: number
}

/** Rows to create. Each supervisor comes after its parent supervisor. */
export interface HierarchyPlan<S, T> {
  /** Roots, and supervisors below an existing parent. Another request can create the same ones at the same time. */
  readonly topmost: readonly S[]
  /** Supervisors below a supervisor that the plan creates. */
  readonly nested: readonly S[]
  readonly teams: readonly T[]
}

/**
 * Plans the supervisors and teams of a hierarchy that do not exist yet. An object that the same input created earlier
 * stays unchanged, even if it has moved since. Every error carries the input path of its cause.
 * @throws {ConflictError} if an id is taken by an object that another input created
 * @throws {NotFoundError} if a parent supervisor does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if a supervisor that gets children or teams is FAILED or TERMINATED
 * @throws {NameTakenError} if a name is taken by an existing sibling or team
 * @throws {LevelLimitError} if a new supervisor would exceed the maximum level
 */
export function planHierarchy<S extends WantedSupervisor, T extends WantedTeam>(
  wanted: WantedHierarchy<S, T>,
  present: Present,
  viewer: Viewer,
): HierarchyPlan<S, T> {
  const byId = new Map(present.supervisors.map((each) => [each.id, each]))
  const { topmost, nested, levels } = planSupervisors(wanted, present, byId, viewer)
  return { topmost, nested, teams: planTeams(wanted.teams, present, byId, levels, viewer) }
}

function planSupervisors<S extends WantedSupervisor>(
  wanted: WantedHierarchy<S>,
  present: Present,
  byId: ReadonlyMap<SupervisorId, PresentSupervisor>,
  viewer: Viewer,
): { topmost: S[]; nested: S[]; levels: ReadonlyMap<SupervisorId, number> } {
  const live = present.supervisors.filter(({ status }) => isLive(status))
  const byName = new Map(live.map((each) => [placeKey(each.parentId, each.name), each]))
  const topmost: S[] = []
  const nested: S[] = []
  const levels = new Map<SupervisorId, number>() // of new supervisors only
  let deepest: { level: number; inputPath: InputPath } | undefined

  for (const each of wanted.supervisors) {
    const existing = byId.get(each.id)
    if (existing) {
      assertSameInput(
        { type: 'Supervisor', id: existing.id },
        existing.idempotencyHash,
        canSeeParent(viewer, byId.get(each.parentId ?? '')) ? each.idempotencyHash : null,
        canSee(viewer, existing.path),
        idPathOf(each),
      )
      continue
    }
    const parentLevel = each.parentId === null ? undefined : levels.get(each.parentId)
    const level = (parentLevel ?? requireParentLevel(each, wanted.parentId, byId, viewer)) + 1
    levels.set(each.id, level)
    if (level > (deepest?.level ?? -1)) deepest = { level, inputPath: each.inputPath }
    if (parentLevel !== undefined) {
      nested.push(each)
      continue
    }
    const namesake = byName.get(placeKey(each.parentId, each.name))
    if (namesake) throw supervisorNameTaken(each.name, each.parentId, namesake.id).at([...each.inputPath, 'name'])
    topmost.push(each)
  }
  // every visible path has the same number of hidden levels
  const visible = present.supervisors.find(({ path }) => canSee(viewer, path))
  const hidden = visible ? hiddenLevels(viewer, visible.path) : 0
  if (deepest) assertLevelAllowed(deepest.level, present.maxLevel, hidden, deepest.inputPath)
  return { topmost, nested, levels }
}

/**
 * Level of the existing parent supervisor, which has to accept additions; -1 for a new root.
 * @param parentId the `parentId` of the whole input, which is the input path of an error about it
 */
function requireParentLevel(
  each: WantedSupervisor,
  parentId: SupervisorId | null,
  byId: ReadonlyMap<SupervisorId, PresentSupervisor>,
  viewer: Viewer,
): number {
  const path = each.parentId === parentId ? ['input', 'parentId'] : each.inputPath
  if (each.parentId === null) {
    assertMayBeRoot(viewer, path)
    return -1
  }
  const parent = requireVisible(byId.get(each.parentId), viewer, 'supervisor', each.parentId, path)
  assertAcceptsAdditions(parent, path)
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
  const byName = new Map(present.teams.map((each) => [placeKey(each.supervisorId, each.name), each]))
  return wanted.filter((each) => {
    const existing = byId.get(each.id)
    if (existing) {
      const isVisible = canSee(viewer, existing.supervisorPath)
      assertSameInput(
        { type: 'SupervisorTeam', id: existing.id },
        existing.idempotencyHash,
        canSeeParent(viewer, supervisors.get(each.supervisorId)) ? each.idempotencyHash : null,
        isVisible,
        idPathOf(each),
      )
      return false
    }
    if (newSupervisors.has(each.supervisorId)) return true
    const supervisor = supervisors.get(each.supervisorId)
    if (supervisor) assertAcceptsAdditions(supervisor, each.inputPath)
    const namesake = byName.get(placeKey(each.supervisorId, each.name))
    if (namesake) throw teamNameTaken(each.name, each.supervisorId, namesake.id).at([...each.inputPath, 'name'])
    return true
  })
}

function idPathOf({ inputPath }: Wanted): InputPath {
  return [...inputPath, 'id']
}
