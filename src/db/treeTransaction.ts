import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import type { Viewer } from '../domain/viewer.ts'
import { explainConstraint } from './constraints.ts'
import { isStalePlan, runScript, runStatement, type Database, type Queryable } from './database.ts'
import { asContended, asUnavailable, asUncertain, errorCode } from './unavailable.ts'

/** An open transaction. No loader may be called inside of one: it would wait for a connection of the other pool. */
export interface Tx extends Queryable {
  readonly transaction: true
}

export interface TreeTransactionOptions {
  /**
   * `shared` for what adds below a supervisor, `exclusive` for what changes a subtree. `none` for what changes one row of
   * which the tree's shape does not depend: the row's own lock, or a compare-and-set, keeps it as it was read.
   */
  readonly lock: 'shared' | 'exclusive' | 'none'
  /** Kept with every change that the transaction makes. */
  readonly reason?: string | null
  /** The id of the row that the transaction is about: on the record, its change is the cause of those made after it. */
  readonly target?: string
  /** Less patience than the pool's sessions have. */
  readonly patience?: Patience
}

export interface Patience {
  /** How long a statement may wait for a lock, of whatever kind. */
  readonly lockMs: number
  /** How long the transaction may idle between statements before PostgreSQL ends it. */
  readonly idleMs: number
}

const maxAttempts = 5

/**
 * Runs `work` in a transaction whose first statement takes the hierarchy's lock: what `work` reads stays true until it
 * has written. A deadlock or serialization failure runs the whole of it again: five attempts, four retries.
 * @throws {UnavailableError} when no connection or lock could be had in time, or others got in the way each time
 * @throws {DomainError} what `work` throws, or what a constraint that it ran into means
 */
export async function inTreeTransaction<T>(
  { db, viewer }: { readonly db: Database; readonly viewer: Viewer },
  options: TreeTransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(db, viewer, options, work)
    } catch (error) {
      if (!isRetryable(error)) throw explainConstraint(error)
      if (attempt === maxAttempts) throw asContended(error)
      db.options.onRetry(error, attempt)
      await sleep(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/** For a transaction that began without the hierarchy's lock, has locked no row of it, and finds that it has something to change. */
export async function lockHierarchy(tx: Tx): Promise<void> {
  await tx.query('SELECT lock_hierarchy(true)')
}

async function attemptTransaction<T>(
  db: Database,
  viewer: Viewer,
  { lock, reason, target, patience }: TreeTransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await db.treePool.connect().catch((error: unknown) => {
    throw asUnavailable(error)
  })
  const tx: Tx = {
    transaction: true,
    query: (text, values) => runStatement(client, db.options.onStatement, text, values),
  }
  let broken = false
  try {
    await tx.query('BEGIN ISOLATION LEVEL READ COMMITTED') // whatever the database's default
    await tx.query(openings[lock], [
      viewer.actor,
      reason ?? '',
      target ?? '',
      patience?.lockMs.toString() ?? null,
      patience?.idleMs.toString() ?? null,
    ])
    const result = await work(tx)
    await runScript(client, db.options.onStatement, commit).catch((error: unknown) => {
      throw asUncertain(error)
    })
    return result
  } catch (error) {
    // closing a connection rolls back too, and does not wait for an answer from one that may be lost; nor is one kept
    // whose prepared statements a migration has overtaken
    broken = !isRefusal(error)
    if (!broken) await client.query('ROLLBACK').catch(() => (broken = true))
    throw error
  } finally {
    client.release(broken)
  }
}

/** A deadlock, a serialization failure, or a statement that was prepared before a migration. */
function isRetryable(error: unknown): error is Error {
  return error instanceof Error && (['40P01', '40001'].includes(errorCode(error)) || isStalePlan(error))
}

/** The rules said no, ours or the database's: the connection is as good as before. */
function isRefusal(error: unknown): boolean {
  if (error instanceof UnavailableError) return false
  return error instanceof DomainError || (error instanceof Error && /^(23|40)/.test(errorCode(error)))
}

/**
 * The events are written first, which would else happen within the COMMIT, where no time-out applies. In one message, since
 * the feed's lock is held from then on.
 */
const commit = 'SET CONSTRAINTS ALL IMMEDIATE; COMMIT'

/** For this transaction; null leaves it as it is. */
const setTimeoutTo = (name: string, value: string): string =>
  `set_config('${name}', coalesce(${value}, current_setting('${name}')), true)`
/** Who and why, for the triggers that keep the record, and the lock: one statement, and later ones see what it waited for. */
const configure = `SELECT set_config('app.actor', $1, true), set_config('app.reason', $2, true), set_config('app.target', $3, true),
  ${setTimeoutTo('lock_timeout', '$4')}, ${setTimeoutTo('idle_in_transaction_session_timeout', '$5')}`
const openings = {
  none: configure,
  shared: `${configure}, lock_hierarchy(false)`,
  exclusive: `${configure}, lock_hierarchy(true)`,
} as const
