import type { Database } from '../db/database.ts'
import { makeDueRestarts } from '../db/queries/makeDueRestarts.ts'
import { beginSweepRound, failDead, findDead } from '../db/queries/sweepRounds.ts'
import { inTreeTransaction, lockHierarchy } from '../db/treeTransaction.ts'
import { sweeper } from '../domain/viewer.ts'
import { superviseFailures } from './superviseFailures.ts'

export interface SweepOptions {
  readonly db: Database
  readonly spawnTimeoutSeconds: number
  readonly intervalMs: number
}

export interface SweepRound extends SweepOptions {
  /** Whether this server goes on with what was too much for the round before. */
  readonly again: boolean
}

/** What a round came to. */
export interface Sweep {
  readonly failed: number
  readonly restarted: number
  /** Whether there is more to do at once. */
  readonly isFull: boolean
  /** Why the restarts that are due could not be made, once the dead were FAILED; null where they were. */
  readonly failure: unknown
}

/** As many as a transaction changes while everybody else waits. */
const limit = 1_000
/** As many as are looked at for it: of those in front, others may hold some. */
const foundLimit = 10 * limit
/** Whoever wants the hierarchy's lock meanwhile, be it shared, waits behind a round that does. */
const lockMs = 1_000

/**
 * One round: makes the dead FAILED, decides what follows, and makes the restarts that are due. Null where it was another
 * server's. All are judged at one moment, the database's when the round began, and again by the statement that makes them
 * FAILED.
 * @throws {UnavailableError} and then nothing has been changed, unless the connection broke at the commit
 */
export async function sweep({ db, spawnTimeoutSeconds, intervalMs, again }: SweepRound): Promise<Sweep | null> {
  const as = { db, viewer: sweeper }
  // a server that is stopped in the middle of a round lets others have the next one as soon as this
  const patience = { lockMs, idleMs: Math.min(Math.max(intervalMs, 1_000), 10_000) }
  // most rounds find nobody: the hierarchy's lock is taken only where there is something to change
  const found = await inTreeTransaction(as, { lock: 'none', patience }, async (tx) => {
    const turn = await beginSweepRound(tx, intervalMs, again)
    if (!turn) return null
    const judgement = { ...turn, spawnTimeoutSeconds }
    const dead = await findDead(tx, judgement, foundLimit)
    if (dead.length === 0) return { restartsAreDue: turn.restartsAreDue, failed: 0, isFull: false }
    await lockHierarchy(tx)
    const failed = await failDead(tx, dead, judgement, limit)
    await superviseFailures(tx, failed)
    return { restartsAreDue: true, failed: failed.length, isFull: failed.length === limit }
  })
  if (!found) return null
  const { restartsAreDue, failed, isFull } = found
  if (!restartsAreDue) return { failed, restarted: 0, isFull, failure: null }
  return inTreeTransaction(as, { lock: 'exclusive', patience }, (tx) => makeDueRestarts(tx, limit)).then(
    ({ taken, made }) => ({ failed, restarted: made, isFull: isFull || taken >= limit, failure: null }),
    (failure: unknown) => ({ failed, restarted: 0, isFull, failure }),
  )
}
