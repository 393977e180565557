import type { Database } from '../db/database.ts'
import { applyDueRestarts } from '../db/queries/restarts.ts'
import { applyFailures, beginSweep, fetchUnresponsive } from '../db/queries/sweeps.ts'
import { inTreeTransaction, lockHierarchy } from '../db/treeTransaction.ts'
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
  /** The error that prevented the due restarts after the failures were committed; null if there was none. */
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
 * @throws {UnavailableError} if the database was not available. Nothing was changed, unless the connection broke during the
 * commit
 */
export async function sweep({ db, spawnTimeoutSeconds, intervalMs, again }: SweepOptions): Promise<Sweep | null> {
  const as = { db, viewer: sweeper }
  // when a server is stopped during a sweep, other servers can sweep again after this idle timeout
  const timeouts = { lockTimeoutMs, idleTimeoutMs: Math.min(Math.max(intervalMs, 1_000), 10_000) }
  // most sweeps change nothing: the hierarchy lock is taken only when there is something to change
  const found = await inTreeTransaction(as, { lock: 'none', timeouts }, async (tx) => {
    const turn = await beginSweep(tx, intervalMs, again)
    if (!turn) return null
    const criteria = { ...turn, spawnTimeoutSeconds }
    const unresponsive = await fetchUnresponsive(tx, criteria, candidateLimit)
    if (unresponsive.length === 0) return { restartsAreDue: turn.restartsAreDue, failed: 0, isFull: false }
    await lockHierarchy(tx)
    const failed = await applyFailures(tx, unresponsive, criteria, limit)
    await superviseFailures(tx, failed)
    return { restartsAreDue: true, failed: failed.length, isFull: failed.length === limit }
  })
  if (!found) return null
  const { restartsAreDue, failed, isFull } = found
  if (!restartsAreDue) return { failed, restarted: 0, isFull, failure: null }
  return inTreeTransaction(as, { lock: 'exclusive', timeouts }, (tx) => applyDueRestarts(tx, limit)).then(
    ({ taken, made }) => ({ failed, restarted: made, isFull: isFull || taken >= limit, failure: null }),
    (failure: unknown) => ({ failed, restarted: 0, isFull, failure }),
  )
}
