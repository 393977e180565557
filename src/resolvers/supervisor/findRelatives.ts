import type { Context } from '../../context.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { EffectiveStatus } from '../../domain/glossary.ts'
import { canBeBlocked } from '../../domain/lifecycle.ts'
import { hiddenLevels, visibleParentId, visiblePath } from '../../domain/visibility.ts'
import { findSupervisor } from '../node/findNode.ts'

/** Null for a root, and for the top of the caller's subtree. */
export async function findParent(
  supervisor: SupervisorRow,
  ctx: Context,
  columns?: ColumnSet,
): Promise<SupervisorRow | null> {
  const parentId = visibleParentId(ctx.viewer, supervisor)
  return parentId === null ? null : findSupervisor(parentId, ctx, columns)
}

/** Level below the top of the caller's subtree, or below the root. */
export function visibleLevel({ hierarchyLevel, path }: SupervisorRow, { viewer }: Context): number {
  return hierarchyLevel - hiddenLevels(viewer, path)
}

/** The root, or the topmost ancestor that the caller can see. */
export async function findRoot(supervisor: SupervisorRow, ctx: Context, columns?: ColumnSet): Promise<SupervisorRow> {
  const [rootId = supervisor.id] = visiblePath(ctx.viewer, supervisor.path)
  return (await findSupervisor(rootId, ctx, columns)) ?? supervisor
}

/** Visible ancestors; the root is first. */
export async function findAncestors(
  supervisor: SupervisorRow,
  ctx: Context,
  columns?: ColumnSet,
): Promise<SupervisorRow[]> {
  const ids = visiblePath(ctx.viewer, supervisor.path).slice(0, -1)
  const ancestors = await Promise.all(ids.map((id) => findSupervisor(id, ctx, columns)))
  return ancestors.filter((ancestor) => ancestor !== null)
}

/** Nearest ancestor that blocks the supervisor; null if there is none, or the caller cannot see it. */
export async function findBlocker(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorRow | null> {
  if (ctx.viewer.within === null) return findNearestBlocker(supervisor, ctx)
  // the other columns of a blocker outside must not count towards the limits of the request
  const blocker = await findNearestBlocker(supervisor, ctx, 0)
  const isVisible = blocker && visiblePath(ctx.viewer, supervisor.path).includes(blocker.id)
  return isVisible ? findSupervisor(blocker.id, ctx) : null
}

/** BLOCKED even if the caller cannot see the ancestor that blocks the supervisor. */
export async function fetchEffectiveStatus(supervisor: SupervisorRow, ctx: Context): Promise<EffectiveStatus> {
  return (await findNearestBlocker(supervisor, ctx, 0)) ? 'BLOCKED' : supervisor.status
}

/** The top of the caller's subtree costs the same statement whether or not it is a root. */
async function findNearestBlocker(
  { id, parentId, status }: SupervisorRow,
  ctx: Context,
  columns?: ColumnSet,
): Promise<SupervisorRow | null> {
  const canHaveBlocker = canBeBlocked(status) && (parentId !== null || id === ctx.viewer.within)
  return canHaveBlocker ? ctx.loaders.blockerOf.load(id, columns) : null
}
