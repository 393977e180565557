import pg from 'pg'
import { openEngineThread } from '../../prisma/engine/thread.mjs'
import { EngineError, type Engine } from '../../prisma/engine/engine.mjs'
import {
  NO_FILTERS,
  asMigrationList,
  defaultMigrationsDir,
  fetchHistory,
  isIncompatible,
  readMigrations,
  unapplied,
  type Migration,
} from './migrations.ts'
import { MigrationError } from './MigrationError.ts'
import { assertNoneRuns, countRunningServers } from './runningServers.ts'
import { MIGRATION_LOCK, withSession } from './session.ts'
import { wasRolledBack } from './wasRolledBack.ts'

export { EngineError, MigrationError }

export interface MigrateOptions {
  /** Longest wait for another process that migrates, in milliseconds. Default: 120,000. */
  lockWaitMs?: number
  /**
   * Retry a migration that failed earlier, once, regardless of the cause. Safe only if a killed process is the only possible cause,
   * and the migration has no statements that run outside transactions. A migration that was certainly rolled back is retried
   * in any case. Default: false.
   */
  retryFailed?: boolean
}

/**
 * Does the work of `prisma migrate deploy` in this process: applies the pending migrations, each in a transaction, and
 * records them in Prisma's history. Of several concurrent processes one applies the migrations. The others wait for it
 * and then have nothing to apply.
 *
 * @returns the names of the migrations that this call applied
 * @throws {MigrationError} if a migration fails, failed earlier, or another process holds the lock for too long
 * @throws {MigrationError} if servers run that a pending migration is incompatible with
 */
export async function migrateDeploy(
  url: string,
  migrationsDir = defaultMigrationsDir(),
  { lockWaitMs = 120_000, retryFailed = false }: MigrateOptions = {},
): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir)
  return withSession(url, async (session) => {
    const isDone = async (): Promise<boolean> => unapplied(migrations, await fetchHistory(session)).length === 0
    if (await isDone()) return []
    await takeMigrationLock(session, lockWaitMs)
    const pending = unapplied(migrations, await fetchHistory(session))
    if (pending.length === 0) return []
    const unsafe = pending.filter(isIncompatible)
    if (unsafe.length > 0)
      assertNoneRuns(await countRunningServers(session), `and cannot run with ${unsafe.join(', ')}`)
    // this session holds the lock for the engine, whose own wait would end after ten seconds
    const engine = await openEngineThread({ url, lockIsHeld: true })
    try {
      const mayRetry = async (failed: string): Promise<boolean> => retryFailed || wasRolledBack(session, failed)
      return await applyMigrations(engine, migrationsDir, migrations, mayRetry)
    } finally {
      await engine.close()
    }
  })
}

/**
 * The names of the migrations that `migrateDeploy` would apply. Writes nothing and takes no lock. The database may
 * never have been migrated.
 */
export async function pendingMigrations(url: string, migrationsDir = defaultMigrationsDir()): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir)
  return unapplied(migrations, await withSession(url, fetchHistory))
}

/** Waits until no other process migrates. The session holds the lock until it ends. */
async function takeMigrationLock(session: pg.Client, lockWaitMs: number): Promise<void> {
  try {
    await session.query(`SET lock_timeout = ${Math.max(1, Math.round(lockWaitMs))}`)
    await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
  } catch (error) {
    throw explainLockTimeout(error, lockWaitMs)
  }
}

/** Turns PostgreSQL's lock timeout (55P03) into a MigrationError; returns any other error unchanged. */
export function explainLockTimeout(error: unknown, lockWaitMs: number): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== '55P03') return error
  const message = `another process has held the migration lock of this database for ${lockWaitMs} ms (advisory lock ${MIGRATION_LOCK}): wait until it ends, and retry`
  return new MigrationError(message, 'P1002', { cause: error })
}

async function applyMigrations(
  engine: Engine,
  dir: string,
  migrations: readonly Migration[],
  mayRetry: (failed: string) => Promise<boolean>,
): Promise<string[]> {
  const migrationsList = await asMigrationList(dir, migrations)
  try {
    const output = await engine.call('applyMigrations', { migrationsList, filters: NO_FILTERS })
    return output.appliedMigrationNames
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const failed = error.code === 'P3009' ? /The `([^`]+)` migration started/.exec(error.message)?.[1] : undefined
    if (failed === undefined) throw new MigrationError(error.message, error.code, { cause: error })
    if (!(await mayRetry(failed))) {
      const advice = `Repair the database, then run: npx prisma migrate resolve --rolled-back ${failed}`
      throw new MigrationError(`${error.message.trim()}\n${advice}`, error.code, { cause: error })
    }
    await engine.call('markMigrationRolledBack', { migrationName: failed })
    return applyMigrations(engine, dir, migrations, () => Promise.resolve(false))
  }
}
