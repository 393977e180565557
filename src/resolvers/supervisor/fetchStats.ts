import type { Context } from '../../context.ts'
import type { CountedScope, SubtreeCounts } from '../../db/queries/counts.ts'
import { parseMaxAge, type CountSet } from '../../domain/counts.ts'
import {
  healthStates,
  supervisorStatuses,
  type HealthState,
  type SupervisorId,
  type SupervisorStatus,
} from '../../domain/glossary.ts'
import { parseId, reservedId } from '../../domain/input.ts'
import { canSee } from '../../domain/viewer.ts'
import { hiddenLevels } from '../../domain/visibility.ts'
import { findSupervisor } from '../node/findNode.ts'

/** The counts of a subtree, as the caller can see it. Those of groups that were not asked for are not right. */
export interface HierarchyStats extends Pick<
  SubtreeCounts,
  'supervisors' | 'maxLevel' | 'teams' | 'activeMemberships' | 'activeAgents' | 'computedAt'
> {
  readonly byStatus: readonly { readonly status: SupervisorStatus; readonly count: number }[]
  readonly byHealth: readonly { readonly state: HealthState; readonly count: number }[]
}

export interface StatsRequest {
  readonly groups: CountSet
  /** As the client sent it. */
  readonly maxAgeSeconds: number | null | undefined
  /** Largest age for clients that sent none, in seconds. */
  readonly defaultMaxAgeSeconds: number
}

/**
 * Counts a subtree, or everything that the caller can see.
 * @param within root of the subtree. All counts are 0 if it does not exist or the caller cannot see it.
 * @throws {ValidationError} if `within` is not a UUID, or the age is out of range
 */
export async function fetchStats(
  within: string | null | undefined,
  request: StatsRequest,
  ctx: Context,
): Promise<HierarchyStats> {
  const root = within == null ? ctx.viewer.within : await visibleRoot(parseId(within, ['within']), ctx)
  return fetchSubtreeStats(root, request, ctx)
}

/**
 * Counts a subtree.
 * @param root a supervisor that the caller can see; null counts everything
 * @throws {ValidationError} if the age is out of range
 */
export async function fetchSubtreeStats(
  root: SupervisorId | null,
  { groups, maxAgeSeconds, defaultMaxAgeSeconds }: StatsRequest,
  ctx: Context,
): Promise<HierarchyStats> {
  const maxAgeMs = parseMaxAge(maxAgeSeconds, defaultMaxAgeSeconds)
  const { byStatus = {}, byHealth = {}, path, ...counts } = await loadVisibleCounts({ root, groups, maxAgeMs }, ctx)
  return {
    ...counts,
    byStatus: supervisorStatuses.map((status) => ({ status, count: byStatus[status] ?? 0 })),
    byHealth: healthStates.map((state) => ({ state, count: byHealth[state] ?? 0 })),
    maxLevel: counts.supervisors === 0 ? 0 : counts.maxLevel - hiddenLevels(ctx.viewer, path ?? []),
  }
}

/**
 * Loads counts that are not older than `maxAgeMs`. Counts of a time at which the subtree was outside the caller's subtree contain
 * what the caller could not see then: they are computed again.
 */
async function loadVisibleCounts(
  key: CountedScope & { readonly groups: CountSet },
  { viewer, loaders }: Context,
): Promise<SubtreeCounts> {
  const isVisible = ({ path }: SubtreeCounts): boolean => path === null || canSee(viewer, path)
  const counts = await loaders.subtreeCounts.load(key)
  if (isVisible(counts)) return counts
  const current = await loaders.subtreeCounts.load({ ...key, maxAgeMs: 0 })
  return isVisible(current) ? current : loaders.subtreeCounts.load({ ...key, root: reservedId })
}

/** Replaces an id that the caller cannot see: the counts must not differ from those of an id that does not exist. */
async function visibleRoot(id: SupervisorId, ctx: Context): Promise<SupervisorId> {
  if (ctx.viewer.within === null || (await findSupervisor(id, ctx, 0))) return id
  return reservedId
}
