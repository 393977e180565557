import type { Database } from '../db/database.ts'
import { applyDueRestarts, type AppliedRestarts } from '../db/queries/restarts.ts'
import { applyFailures, beginSweep, fetchUnresponsive, awaitSweepTurn } from '../db/queries/sweeps.ts'
import { inTreeTransaction, lockHierarchy, type Tx } from '../db/treeTransaction.ts'
import { sweeper } from '../domain/viewer.ts'
import { superviseFailures } from './superviseFailures.ts'

export interface SweepSettings {
  readonly db: Database
  /** How long a supervisor can be SPAWNING without a heartbeat. */
  readonly spawnTimeoutSeconds: number
  readonly intervalMs: number
}

export interface SweepOptions extends SweepSettings {
  /** Whether this server continues its last sweep, which was full or failed. */
  readonly again: boolean
}

/** The result of one sweep. */
export interface Sweep {
  /** Number of supervisors that became FAILED. */
  readonly failed: number
  /** Number of supervisors that were restarted. */
  readonly restarted: number
  /** Whether a limit was reached, and the next sweep must follow immediately. */
  readonly isFull: boolean
  /** The error that prevented the failures or the due restarts, after the sweep was recorded; null if there was none. */
  readonly failure: unknown
}

/** Largest number of supervisors that one transaction changes: other writers wait for it. */
const limit = 1_000
/** Largest number of candidates: other transactions can hold the rows of the first ones. */
const candidateLimit = 10 * limit
/** Short: a transaction that wants the hierarchy lock, even shared, queues behind a sweep that waits for it. */
const lockTimeoutMs = 1_000

/**
 * Runs one sweep: fails unresponsive supervisors, decides what follows, and performs due restarts. Null if another server
 * swept instead. All supervisors are judged at the same time: the database's time when the sweep began. The statement that fails
 * them checks them again.
 *
 * The sweep is recorded before it waits for the hierarchy lock: a transaction that holds that lock must not count as an outage.
 * @throws {UnavailableError} if the database was not available. Nothing was changed, unless the connection broke during the
 * commit
 */
export async function sweep({ db, spawnTimeoutSeconds, intervalMs, again }: SweepOptions): Promise<Sweep | null> {
  // when a server is stopped during a sweep, other servers can sweep again after this idle timeout
  const timeouts = { lockTimeoutMs, idleTimeoutMs: Math.min(Math.max(intervalMs, 1_000), 10_000) }
  const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    inTreeTransaction({ db, viewer: sweeper }, { lock: 'none', pool: 'supervision', timeouts }, work)
  /** Most sweeps change nothing: the hierarchy lock is taken only when there is something to change. */
  const change = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    inTransaction(async (tx) => {
      await awaitSweepTurn(tx)
      await lockHierarchy(tx)
      return work(tx)
    })

  const found = await inTransaction(async (tx) => {
    const turn = await beginSweep(tx, intervalMs, again)
    if (!turn) return null
    const criteria = { ...turn, spawnTimeoutSeconds }
    return { criteria, unresponsive: await fetchUnresponsive(tx, criteria, candidateLimit) }
  })
  if (!found) return null
  const { criteria, unresponsive } = found
  let failed = 0
  let restarts: AppliedRestarts = { taken: 0, made: 0 }
  let failure: unknown = null
  try {
    if (unresponsive.length > 0) {
      failed = await change(async (tx) => {
        const applied = await applyFailures(tx, unresponsive, criteria, limit)
        await superviseFailures(tx, applied)
        return applied.length
      })
    }
    if (unresponsive.length > 0 || criteria.restartsAreDue) {
      restarts = await change((tx) => applyDueRestarts(tx, limit))
    }
  } catch (error) {
    failure = error
  }
  return { failed, restarted: restarts.made, isFull: failed === limit || restarts.taken >= limit, failure }
}
