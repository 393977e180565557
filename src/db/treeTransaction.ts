import { setTimeout as sleep } from 'node:timers/promises'
import sql, { empty, raw, type Sql } from 'sql-template-tag'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import { idsIn } from '../domain/facts.ts'
import { endStatement, type Trace } from '../domain/trace.ts'
import type { Viewer } from '../domain/viewer.ts'
import { explainConstraint } from './constraints.ts'
import { isStalePlan, runScript, runStatement, type Database, type Queryable, type StatementEvent } from './database.ts'
import { errorCode } from './errorCode.ts'
import type { PoolName } from './pools.ts'
import { asContended, asUnavailable, asUncertain, originalOf, withEffect } from './unavailable.ts'

/** An open transaction. Do not call a loader inside: it would wait for a connection of the other pool. */
export interface Tx extends Queryable {
  readonly transaction: true
  /** Waits longer for the next statements and the commit, after a statement has raised PostgreSQL's timeout to this value. */
  raiseTimeout(timeoutMs: number): void
}

export interface TreeTransactionOptions {
  /**
   * The hierarchy lock: `shared` to add below a supervisor, `exclusive` to change a subtree. `none` to change one row that the
   * shape of the tree does not depend on: a row lock, or a compare-and-set, protects that row.
   */
  readonly lock: 'shared' | 'exclusive' | 'none'
  /** The reason in the events of this transaction. */
  readonly reason?: string | null
  /** The id of the row that the transaction is about: the event of its change is the cause of the events after it. */
  readonly target?: string
  /** The pool of the connection. Default: `tree`, or `row` without the lock. */
  readonly pool?: PoolName
  /** Shorter timeouts than those of the pool. */
  readonly timeouts?: TransactionTimeouts
}

export interface TransactionTimeouts {
  /** How long a statement can wait for a lock. */
  readonly lockTimeoutMs: number
  /** How long the transaction can be idle between statements before PostgreSQL ends it. */
  readonly idleTimeoutMs: number
}

export interface TransactionScope {
  readonly db: Database
  readonly viewer: Viewer
  /** Counts the commit, so that a later error does not state that nothing was changed. */
  readonly outcome?: { noteCommit(): void }
  /** The request of the transaction. */
  readonly trace?: Trace | null
}

const maxAttempts = 5

/**
 * Runs `work` in a transaction. Its first statement takes the hierarchy lock, so that what `work` reads stays valid until the
 * transaction ends. After a deadlock or a serialization failure, the whole transaction is retried: at most five attempts.
 * @throws {UnavailableError} if no connection or lock was available in time, or all attempts failed. It says whether the
 * transaction may have been committed, and has the ids in the result of `work` then
 * @throws {DomainError} the error that `work` throws, or that a violated constraint means
 */
export async function inTreeTransaction<T>(
  scope: TransactionScope,
  options: TreeTransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await attemptTransaction(scope, options, work)
      scope.outcome?.noteCommit()
      return result
    } catch (error) {
      const original = originalOf(error)
      if (!isRetryable(original)) throw withEffect(explainConstraint(error, scope.viewer), 'NONE')
      if (attempt === maxAttempts) throw withEffect(asContended(original), 'NONE')
      scope.db.options.onRetry(original, attempt)
      await sleep(Math.random() * 20 * 2 ** attempt)
    }
  }
}

/**
 * The lock for a change of one row of a team, or of a membership. Where the caller sees only a subtree, the supervisor of the
 * row must not leave it between the check and the change: the shared lock excludes moves.
 */
export function rowLockFor({ within }: Viewer): 'none' | 'shared' {
  return within === null ? 'none' : 'shared'
}

/** Takes the exclusive hierarchy lock in a transaction that began without it. The transaction must not hold a row lock yet. */
export async function lockHierarchy(tx: Tx): Promise<void> {
  await tx.query(sql`SELECT lock_hierarchy(true)`)
}

async function attemptTransaction<T>(
  { db, viewer, trace }: TransactionScope,
  options: TreeTransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const pool = options.pool ?? (options.lock === 'none' ? 'row' : 'tree')
  const client = await db.pools[pool].connect().catch((error: unknown) => {
    db.faults.note({ text: 'connect', error })
    throw asUnavailable(error)
  })
  db.faults.note({ text: 'connect', error: undefined })
  const span = trace?.span
  const onStatement = span
    ? (statement: StatementEvent): void => {
        db.options.onStatement?.(statement)
        endStatement(span, statement)
      }
    : db.options.onStatement
  let timeoutMs: number | undefined
  const tx: Tx = {
    transaction: true,
    query: (statement, how) => runStatement(client, onStatement, statement, { ...how, timeoutMs }),
    raiseTimeout: (raisedMs) => (timeoutMs = raisedMs),
  }
  let broken = false
  try {
    await tx.query(sql`BEGIN ISOLATION LEVEL READ COMMITTED`) // independent of the default of the database
    await tx.query(opening(viewer, options, trace))
    const result = await work(tx)
    await runScript(client, onStatement, commit, timeoutMs).catch((error: unknown) => {
      throw asUncertain(error, undefined, idsIn(result))
    })
    return result
  } catch (error) {
    // Closing the connection also rolls back, without waiting for a response over a connection that may be lost. A connection
    // with prepared statements from before a migration must not be reused.
    broken = !isRefusal(error)
    if (!broken) await client.query('ROLLBACK').catch(() => (broken = true))
    throw error
  } finally {
    client.release(broken)
  }
}

/** Whether an error is a deadlock, a serialization failure, or a statement that was prepared before a migration. */
function isRetryable(error: unknown): error is Error {
  return error instanceof Error && (['40P01', '40001'].includes(errorCode(error)) || isStalePlan(error))
}

/** Whether a domain rule or a constraint refused the change, or a retry is due: the connection can be reused. */
function isRefusal(error: unknown): boolean {
  const original = originalOf(error)
  if (original instanceof UnavailableError) return false
  return original instanceof DomainError || (original instanceof Error && /^(23|40)/.test(errorCode(original)))
}

/**
 * Deferred triggers, which write the events, run before COMMIT: inside COMMIT no timeout would apply to them. Both statements are
 * one message, because the lock of the event log is held in between.
 */
const commit = 'SET CONSTRAINTS ALL IMMEDIATE; COMMIT'

const lockStatements = {
  none: empty,
  shared: sql`, lock_hierarchy(false)`,
  exclusive: sql`, lock_hierarchy(true)`,
} as const

/**
 * Sets what the triggers write to the events, sets the timeouts, and takes the lock. It is one statement: the next statement
 * sees what was committed while this one waited.
 */
function opening(
  { actor, onBehalfOf }: Viewer,
  { lock, reason, target, timeouts }: TreeTransactionOptions,
  trace: Trace | null | undefined,
): Sql {
  const setting = (name: string, milliseconds: number | undefined): Sql =>
    sql`set_config(${raw(`'${name}'`)}, coalesce(${milliseconds?.toString() ?? null}, current_setting(${raw(`'${name}'`)})), true)`
  return sql`SELECT set_config('app.actor', ${actor}, true),
    set_config('app.on_behalf_of', ${onBehalfOf ?? ''}, true), set_config('app.trace_id', ${trace?.traceId ?? ''}, true),
    set_config('app.reason', ${reason ?? ''}, true), set_config('app.target', ${target ?? ''}, true), ${setting('lock_timeout', timeouts?.lockTimeoutMs)},
    ${setting('idle_in_transaction_session_timeout', timeouts?.idleTimeoutMs)}${lockStatements[lock]}`
}
