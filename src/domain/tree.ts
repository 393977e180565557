import { CycleError, LevelLimitError, ParentUnavailableError } from './errors.ts'
import type { SupervisorId, SupervisorStatus } from './glossary.ts'
import { acceptsAdditions } from './lifecycle.ts'

/** A place in the tree. */
export interface Place {
  readonly id: SupervisorId
  readonly path: readonly SupervisorId[]
  readonly hierarchyLevel: number
}

/**
 * Whether a supervisor can be put under `parent` (null: become a root), with a subtree that reaches down to
 * `deepestLevel` where it is now. TERMINATED supervisors count too: they move along.
 * @throws {CycleError} {ParentUnavailableError} {LevelLimitError}
 */
export function assertMovable(
  target: Place,
  deepestLevel: number,
  parent: (Place & { readonly status: SupervisorStatus }) | null,
  maxLevel: number,
): void {
  if (parent === null) return
  if (parent.path.includes(target.id)) throw new CycleError(target.id)
  if (!acceptsAdditions(parent.status)) throw new ParentUnavailableError(parent.id, parent.status)
  const deepest = parent.hierarchyLevel + 1 + deepestLevel - target.hierarchyLevel
  if (deepest > maxLevel) throw new LevelLimitError(maxLevel, deepest)
}
