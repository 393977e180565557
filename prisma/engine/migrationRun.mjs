// Makes each migration record its end in its own transaction. A migration without an end was therefore certainly rolled back.
import { setTimeout as sleep } from 'node:timers/promises'
import process from 'node:process'
import pg from 'pg'

/** Key of the advisory lock that the transaction of a migration holds. While another session holds it, no migration runs. */
export const MIGRATION_RUN_LOCK = 72707370

/**
 * Text in the column `logs` of a migration that was started here and has not ended. After a failure, Prisma replaces it
 * with the error.
 */
export const MIGRATION_MARK =
  'Started in one transaction that also records its end. If the migration has no end and no error, it was rolled back.'

/** Begins the error of a migration that PostgreSQL rolled back because other transactions held its locks. */
export const LOCKS_MISSING = 'The migration did not receive its locks'

/**
 * How long a migration waits for a lock before it starts again, in milliseconds. It is shorter than PostgreSQL's `deadlock_timeout`
 * of 1 s: where a migration and a transaction wait for each other, the migration gives up, and no client notices.
 */
const LOCK_WAIT_MS = 200
const PAUSE_MS = 100
/** How long a migration starts again, in milliseconds: longer than the transactions of servers, and no more than a rollout allows. */
const DEADLINE_MS = 120_000

/**
 * Runs the script of a migration. While servers use the tables, it starts again until it has all its locks. PostgreSQL has then
 * rolled it back, because it is one transaction. After the deadline, it fails with the last error.
 * @param {string} script of {@link scriptsOf}
 * @param {(script: string) => Promise<void>} run
 * @param {number} [deadlineMs]
 */
export async function runWithLocks(script, run, deadlineMs = DEADLINE_MS) {
  const bounded = fitsIntoTransaction(script)
    ? `SELECT set_config('lock_timeout', '${LOCK_WAIT_MS}', true);\n${script}`
    : script
  const startedAt = performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      await run(bounded)
      return
    } catch (error) {
      if (bounded === script || !isLockFailure(error)) throw error
      if (performance.now() - startedAt >= deadlineMs) throw explain(error, deadlineMs)
      if (attempt === 1)
        process.stderr.write(
          `The migration waits for a lock (${error.message}). It tries again for up to ${deadlineMs / 1_000} s.\n`,
        )
      await sleep(PAUSE_MS)
    }
  }
}

/**
 * Adds to PostgreSQL's error what an operator can do. The class and code of the error remain.
 * @param {pg.DatabaseError} error
 * @param {number} deadlineMs
 */
function explain(error, deadlineMs) {
  error.message += `. ${LOCKS_MISSING} within ${deadlineMs / 1_000} s (lock_timeout ${LOCK_WAIT_MS} ms), and was rolled back. End the transactions that hold them, which pg_locks and pg_stat_activity show, and retry.`
  return error
}

/**
 * @param {unknown} error a lock timeout, or a deadlock
 * @returns {error is pg.DatabaseError}
 */
function isLockFailure(error) {
  return error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01')
}

/**
 * Returns the two scripts that apply a migration: the first one marks its row in the history, the second one is the migration.
 * A migration that cannot run in one transaction is returned unchanged, and receives no mark.
 * @param {string} script
 * @param {string} history the history table, quoted
 * @returns {string[]}
 */
export function scriptsOf(script, history) {
  if (!fitsIntoTransaction(script)) return [script]
  const unfinished = `${history} SET %s WHERE finished_at IS NULL AND rolled_back_at IS NULL`
  const mark = unfinished.replace('%s', `logs = '${MIGRATION_MARK}'`)
  const end = unfinished.replace('%s', 'finished_at = now(), logs = NULL')
  return [`UPDATE ${mark}`, `SELECT pg_advisory_xact_lock(${MIGRATION_RUN_LOCK});\n${script}\n;UPDATE ${end}`]
}

/** @param {string} script */
function fitsIntoTransaction(script) {
  const statements = script.replaceAll(/--.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return !/\bCONCURRENTLY\b|(^|;)\s*(VACUUM\b|(BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|ABORT)\s*;)/i.test(statements)
}
