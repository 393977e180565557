import type { Context } from '../../context.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { EffectiveStatus } from '../../domain/glossary.ts'
import { canBeBlocked } from '../../domain/lifecycle.ts'
import { findSupervisor } from '../node/findNode.ts'

/** The visible part of the path: it starts at the root of the caller's subtree. */
function visiblePath(supervisor: SupervisorRow, ctx: Context): readonly string[] {
  return ctx.viewer.within === null
    ? supervisor.path
    : supervisor.path.slice(supervisor.path.indexOf(ctx.viewer.within))
}

/** Null for a root, and if the caller cannot see the parent supervisor. */
export async function findParent(
  supervisor: SupervisorRow,
  ctx: Context,
  columns?: ColumnSet,
): Promise<SupervisorRow | null> {
  return supervisor.parentId === null ? null : findSupervisor(supervisor.parentId, ctx, columns)
}

/** The root, or the topmost ancestor that the caller can see. */
export async function findRoot(supervisor: SupervisorRow, ctx: Context, columns?: ColumnSet): Promise<SupervisorRow> {
  const [rootId = supervisor.id] = visiblePath(supervisor, ctx)
  return (await findSupervisor(rootId, ctx, columns)) ?? supervisor
}

/** Visible ancestors; the root is first. */
export async function findAncestors(
  supervisor: SupervisorRow,
  ctx: Context,
  columns?: ColumnSet,
): Promise<SupervisorRow[]> {
  const ids = visiblePath(supervisor, ctx).slice(0, -1)
  const ancestors = await Promise.all(ids.map((id) => findSupervisor(id, ctx, columns)))
  return ancestors.filter((ancestor) => ancestor !== null)
}

/** Nearest ancestor that blocks the supervisor; null if there is none, or the caller cannot see it. */
export async function findBlocker(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorRow | null> {
  const blocker = await findNearestBlocker(supervisor, ctx)
  return blocker && visiblePath(supervisor, ctx).includes(blocker.id) ? blocker : null
}

/** BLOCKED even if the caller cannot see the ancestor that blocks the supervisor. */
export async function fetchEffectiveStatus(supervisor: SupervisorRow, ctx: Context): Promise<EffectiveStatus> {
  return (await findNearestBlocker(supervisor, ctx)) ? 'BLOCKED' : supervisor.status
}

async function findNearestBlocker(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorRow | null> {
  return canBeBlocked(supervisor.status) && supervisor.parentId !== null
    ? ctx.loaders.blockerOf.load(supervisor.id)
    : null
}
