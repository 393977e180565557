import {
  countRestarts,
  fetchLiveChildren,
  fetchOverseers,
  findAwaitingRestart,
  planRestarts,
  recordReports,
  type OverseerRow,
} from '../db/queries/supervision.ts'
import type { Tx } from '../db/treeTransaction.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { readRestartPolicy } from '../domain/restartPolicy.ts'
import { findTold, planSupervision, type Overseer } from '../domain/supervision.ts'

/** A supervisor that this transaction has made FAILED. */
export interface FailedSupervisor {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly path: readonly SupervisorId[]
}

/**
 * Tells the parents of supervisors that have just failed, and decides what follows by the policies above them. Takes a
 * transaction that holds the hierarchy's lock, and as many statements for one failure as for a thousand.
 * @param failed in the order in which they were spawned
 */
export async function superviseFailures(tx: Tx, failed: readonly FailedSupervisor[]): Promise<void> {
  const above = new Set(failed.flatMap(({ path }) => path.slice(0, -1)))
  if (above.size === 0) return
  const overseers = await withRestarts(tx, await fetchOverseers(tx, [...above]))
  const needsChildren = (id: SupervisorId) => (overseers.get(id)?.policy?.strategy ?? 'one_for_one') !== 'one_for_one'
  const told = [...findTold(failed, overseers)]
  const children = await fetchLiveChildren(tx, told.filter(needsChildren))
  const awaiting = await findAwaitingRestart(tx, [...failed.map(({ id }) => id), ...told])

  const { reports, restarts } = planSupervision(failed, overseers, awaiting, (id) => {
    const ids = children.get(id)
    if (!ids) throw new Error(`the children of ${id} were not read`)
    return ids
  })
  const sequences = await recordReports(tx, reports)
  await planRestarts(tx, restarts, sequences)
}

async function withRestarts(tx: Tx, rows: readonly OverseerRow[]): Promise<ReadonlyMap<SupervisorId, Overseer>> {
  const known = rows.map((row) => ({ ...row, policy: readRestartPolicy(row.config) }))
  const periods = known.flatMap(({ id, incarnation, policy }) =>
    policy ? [{ id, incarnation, withinSeconds: policy.withinSeconds }] : [],
  )
  const restarts = await countRestarts(tx, periods)
  return new Map(known.map((each) => [each.id, { ...each, restarts: restarts.get(each.id) ?? 0 }]))
}
