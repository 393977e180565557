import type { Context } from '../../context.ts'
import type { StaffingCounts } from '../../db/queries/counts.ts'
import {
  healthStates,
  supervisorStatuses,
  type HealthState,
  type SupervisorId,
  type SupervisorStatus,
} from '../../domain/glossary.ts'
import { parseId, reservedId } from '../../domain/input.ts'
import { hiddenLevels } from '../../domain/visibility.ts'
import { findSupervisor } from '../node/findNode.ts'

export interface HierarchyStats {
  readonly supervisors: number
  readonly byStatus: readonly { readonly status: SupervisorStatus; readonly count: number }[]
  readonly byHealth: readonly { readonly state: HealthState; readonly count: number }[]
  readonly maxLevel: number
  readonly computedAt: Date
  /** Runs a separate statement, so it is called only if the client selects one of these counts. */
  staffing(): Promise<StaffingCounts>
}

/**
 * Counts the supervisors of a subtree, or all that the caller can see.
 * @param within root of the subtree. All counts are 0 if it does not exist or the caller cannot see it.
 * @throws {ValidationError} if `within` is not a UUID
 */
export async function fetchStats(within: string | null | undefined, ctx: Context): Promise<HierarchyStats> {
  return fetchSubtreeStats(
    within == null ? ctx.viewer.within : await visibleRoot(parseId(within, ['within']), ctx),
    ctx,
  )
}

/**
 * Counts the supervisors of a subtree.
 * @param root a supervisor that the caller can see; null counts every supervisor
 */
export async function fetchSubtreeStats(root: SupervisorId | null, ctx: Context): Promise<HierarchyStats> {
  const counts = await ctx.loaders.supervisorCounts.load({ root })
  return {
    supervisors: counts.supervisors,
    byStatus: supervisorStatuses.map((status) => ({ status, count: counts.byStatus[status] ?? 0 })),
    byHealth: healthStates.map((state) => ({ state, count: counts.byHealth[state] ?? 0 })),
    maxLevel: counts.supervisors === 0 ? 0 : counts.maxLevel - hiddenLevels(ctx.viewer, counts.path ?? []),
    computedAt: counts.computedAt,
    staffing: () => ctx.loaders.staffingCounts.load({ root }),
  }
}

/** Replaces an id that the caller cannot see: the counts must not differ from those of an id that does not exist. */
async function visibleRoot(id: SupervisorId, ctx: Context): Promise<SupervisorId> {
  if (ctx.viewer.within === null || (await findSupervisor(id, ctx, 0))) return id
  return reservedId
}
