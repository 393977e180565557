import { CycleError, LevelLimitError, ParentUnavailableError, type InputPath } from './errors.ts'
import type { SupervisorId, SupervisorStatus } from './glossary.ts'
import { acceptsAdditions } from './lifecycle.ts'

/** A place in the tree. */
export interface Place {
  readonly id: SupervisorId
  readonly path: readonly SupervisorId[]
  readonly hierarchyLevel: number
}

interface Parent {
  readonly id: SupervisorId
  readonly status: SupervisorStatus
}

/**
 * Whether supervisors can be put under a parent.
 * @param deepestLevel the level of the deepest of these supervisors, once they are there
 * @throws {ParentUnavailableError} {LevelLimitError}
 */
export function assertParentAccepts(parent: Parent, deepestLevel: number, maxLevel: number): void {
  assertAcceptsAdditions(parent)
  assertLevelAllowed(deepestLevel, maxLevel)
}

/**
 * Whether children, teams and members can be added to a supervisor.
 * @param path the place in the input that asks for it; needed if there are several such places
 * @throws {ParentUnavailableError} if the supervisor is FAILED or TERMINATED
 */
export function assertAcceptsAdditions({ id, status }: Parent, path?: InputPath): void {
  if (acceptsAdditions(status)) return
  const error = new ParentUnavailableError(id, status)
  throw path ? error.at(path) : error
}

/**
 * @param path the place in the input that asks for this level; needed if there are several such places
 * @throws {LevelLimitError} if the level is deeper than `maxLevel`
 */
export function assertLevelAllowed(level: number, maxLevel: number, path?: InputPath): void {
  if (level <= maxLevel) return
  const error = new LevelLimitError(maxLevel, level)
  throw path ? error.at(path) : error
}

/**
 * Whether a supervisor can be moved under `parent` (null: become a root), with a subtree that reaches down to
 * `deepestLevel` where it is now. TERMINATED supervisors count too: they move along.
 * @throws {CycleError} {ParentUnavailableError} {LevelLimitError}
 */
export function assertMovable(
  target: Place,
  deepestLevel: number,
  parent: (Place & Parent) | null,
  maxLevel: number,
): void {
  if (parent === null) return
  if (parent.path.includes(target.id)) throw new CycleError(target.id)
  assertParentAccepts(parent, parent.hierarchyLevel + 1 + deepestLevel - target.hierarchyLevel, maxLevel)
}
