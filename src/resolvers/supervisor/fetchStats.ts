import type { Context } from '../../context.ts'
import type { StaffingCounts } from '../../db/queries/counts.ts'
import {
  healthStates,
  supervisorStatuses,
  type HealthState,
  type SupervisorId,
  type SupervisorStatus,
} from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { findSupervisor } from '../node/findNode.ts'

export interface HierarchyStats {
  readonly supervisors: number
  readonly byStatus: readonly { readonly status: SupervisorStatus; readonly count: number }[]
  readonly byHealth: readonly { readonly state: HealthState; readonly count: number }[]
  readonly maxLevel: number
  readonly computedAt: Date
  /** A statement of its own, run when one of its counts is selected. */
  staffing(): Promise<StaffingCounts>
}

/**
 * Counts of a subtree, or of all that the viewer sees.
 * @throws {ValidationError} for an id that is no UUID
 */
export async function fetchStats(within: string | null | undefined, ctx: Context): Promise<HierarchyStats> {
  return fetchSubtreeStats(within == null ? ctx.viewer.within : await scopeOf(parseId(within, ['within']), ctx), ctx)
}

/** Counts of the subtree of a supervisor that the viewer sees; null for everything. */
export async function fetchSubtreeStats(root: SupervisorId | null, ctx: Context): Promise<HierarchyStats> {
  const counts = await ctx.loaders.supervisorCounts.load({ root })
  return {
    supervisors: counts.supervisors,
    byStatus: supervisorStatuses.map((status) => ({ status, count: counts.byStatus[status] ?? 0 })),
    byHealth: healthStates.map((state) => ({ state, count: counts.byHealth[state] ?? 0 })),
    maxLevel: counts.maxLevel,
    computedAt: counts.computedAt,
    staffing: () => ctx.loaders.staffingCounts.load({ root }),
  }
}

/** Somebody else's subtree is as empty as that of an id that nobody has. */
async function scopeOf(id: SupervisorId, ctx: Context): Promise<SupervisorId> {
  if (ctx.viewer.within === null || (await findSupervisor(id, ctx))) return id
  return nobody
}

const nobody = '00000000-0000-0000-0000-000000000000'
