import { insertReports } from '../db/queries/events.ts'
import { fetchAwaitingRestart, fetchRestartCounts, insertScheduledRestarts } from '../db/queries/restarts.ts'
import type { AncestorRow } from '../db/queries/rows.ts'
import { fetchLiveChildren } from '../db/queries/supervisors.ts'
import { fetchAncestors, type FailedSupervisor } from '../db/queries/sweeps.ts'
import type { Tx } from '../db/treeTransaction.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { readRestartPolicy } from '../domain/restartPolicy.ts'
import { planSupervision, selectNotifiedAncestors, type Ancestor } from '../domain/supervision.ts'

/**
 * Reports failures to the parent supervisors, and schedules restarts or escalates by their restart policies. The number of
 * statements does not depend on the number of failures.
 * @param tx a transaction that holds the exclusive hierarchy lock, and has made these supervisors FAILED
 * @param failed in spawn order
 */
export async function superviseFailures(tx: Tx, failed: readonly FailedSupervisor[]): Promise<void> {
  const ancestorIds = new Set(failed.flatMap(({ path }) => path.slice(0, -1)))
  if (ancestorIds.size === 0) return
  const ancestors = await withPolicies(tx, await fetchAncestors(tx, [...ancestorIds]))
  const needsChildren = (id: SupervisorId) => (ancestors.get(id)?.policy?.strategy ?? 'one_for_one') !== 'one_for_one'
  const notified = [...selectNotifiedAncestors(failed, ancestors)]
  const children = await fetchLiveChildren(tx, notified.filter(needsChildren))
  const awaiting = await fetchAwaitingRestart(tx, [...failed.map(({ id }) => id), ...notified])

  const { reports, restarts } = planSupervision(failed, ancestors, awaiting, (id) => {
    const ids = children.get(id)
    if (!ids) throw new Error(`Expected the children of supervisor ${id} to be loaded.`)
    return ids
  })
  const sequences = await insertReports(tx, reports)
  await insertScheduledRestarts(tx, restarts, sequences)
}

/** Adds the restart policies, and how many restarts each ancestor has decided within its period. */
async function withPolicies(tx: Tx, rows: readonly AncestorRow[]): Promise<ReadonlyMap<SupervisorId, Ancestor>> {
  const ancestors = rows.map((row) => ({ ...row, policy: readRestartPolicy(row.config) }))
  const periods = ancestors.flatMap(({ id, incarnation, policy }) =>
    policy ? [{ id, incarnation, withinSeconds: policy.withinSeconds }] : [],
  )
  const counts = await fetchRestartCounts(tx, periods)
  return new Map(ancestors.map((each) => [each.id, { ...each, restarts: counts.get(each.id) ?? 0 }]))
}
