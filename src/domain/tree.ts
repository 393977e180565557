import { CycleError, LevelLimitError, ParentUnavailableError, type InputPath } from './errors.ts'
import type { SupervisorId, SupervisorStatus } from './glossary.ts'
import { acceptsAdditions } from './lifecycle.ts'

/** Highest value of the maximum level that `hierarchy_settings` accepts. */
export const highestMaxLevel = 100

/** Position of a supervisor in the tree. */
interface TreePosition {
  readonly id: SupervisorId
  readonly path: readonly SupervisorId[]
  readonly hierarchyLevel: number
}

interface Parent {
  readonly id: SupervisorId
  readonly status: SupervisorStatus
}

/**
 * Checks that supervisors can be added below a parent supervisor.
 * @param deepestLevel level of the deepest of these supervisors in its new position
 * @param hidden number of levels above the caller's subtree
 * @throws {ParentUnavailableError} if the parent supervisor is FAILED or TERMINATED
 * @throws {LevelLimitError} if `deepestLevel` exceeds `maxLevel`
 */
export function assertParentAccepts(parent: Parent, deepestLevel: number, maxLevel: number, hidden = 0): void {
  assertAcceptsAdditions(parent)
  assertLevelAllowed(deepestLevel, maxLevel, hidden)
}

/**
 * Checks that children, teams and members can be added to a supervisor.
 * @param path input path of the addition; needed if the input has several additions
 * @throws {ParentUnavailableError} if the supervisor is FAILED or TERMINATED
 */
export function assertAcceptsAdditions({ id, status }: Parent, path?: InputPath): void {
  if (acceptsAdditions(status)) return
  const error = new ParentUnavailableError(id, status)
  throw path ? error.at(path) : error
}

/**
 * @param hidden number of levels above the caller's subtree: the error does not count them
 * @param path input path of the supervisor at this level; needed if the input has several supervisors
 * @throws {LevelLimitError} if the level exceeds `maxLevel`
 */
export function assertLevelAllowed(level: number, maxLevel: number, hidden = 0, path?: InputPath): void {
  if (level <= maxLevel) return
  const error = new LevelLimitError(maxLevel - hidden, level - hidden)
  throw path ? error.at(path) : error
}

/**
 * Checks that a supervisor can move with its subtree below `parent`.
 * @param deepestLevel current level of the deepest supervisor in the subtree. TERMINATED supervisors count, because
 * they move too.
 * @param parent new parent supervisor; null makes the supervisor a root
 * @param hidden number of levels above the caller's subtree
 * @throws {CycleError} if `parent` is in the subtree
 * @throws {ParentUnavailableError} if `parent` is FAILED or TERMINATED
 * @throws {LevelLimitError} if a supervisor of the subtree would exceed `maxLevel`
 */
export function assertMovable(
  target: TreePosition,
  deepestLevel: number,
  parent: (TreePosition & Parent) | null,
  maxLevel: number,
  hidden = 0,
): void {
  if (parent === null) return
  if (parent.path.includes(target.id)) throw new CycleError(target.id)
  assertParentAccepts(parent, parent.hierarchyLevel + 1 + deepestLevel - target.hierarchyLevel, maxLevel, hidden)
}
