import pg from 'pg'
import { openEngineThread } from '../../prisma/engine/thread.mjs'
import { EngineError, type Engine } from '../../prisma/engine/engine.mjs'
import {
  NO_FILTERS,
  asMigrationList,
  defaultMigrationsDir,
  fetchHistory,
  readMigrations,
  unapplied,
  type Migration,
} from './migrations.ts'
import { MIGRATION_LOCK, withSession } from './session.ts'

/**
 * A migration that could not be applied. `code` is Prisma's: P3018 where PostgreSQL refused one (the message has its
 * name and PostgreSQL's error), P3009 where one failed earlier.
 */
export class MigrationError extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
    this.code = code
  }
}

export interface MigrateOptions {
  /** How long to wait for another process that migrates. */
  lockWaitMs?: number
  /**
   * Try a migration again that failed earlier, once. Right where it can have failed only by its process being killed:
   * PostgreSQL then undid all of it, unless it commits itself or has statements that run outside transactions.
   */
  retryFailed?: boolean
}

/**
 * `prisma migrate deploy` within this process: applies what is pending, each migration in a transaction, and keeps
 * Prisma's history. Of several processes at once one applies, and the others wait for it and find nothing to do.
 *
 * @returns the names of the migrations that this call applied
 * @throws MigrationError
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
    if (await isDone()) return []
    // this session keeps the lock: the engine's own wait for it would end after ten seconds
    const engine = await openEngineThread({ url, lockIsHeld: true })
    try {
      return await applyMigrations(engine, migrationsDir, migrations, retryFailed)
    } finally {
      await engine.close()
    }
  })
}

/**
 * The migrations that `migrateDeploy` would apply. Writes nothing, waits for nothing, and takes a database that was never
 * migrated.
 */
export async function pendingMigrations(url: string, migrationsDir = defaultMigrationsDir()): Promise<string[]> {
  const migrations = await readMigrations(migrationsDir)
  return unapplied(migrations, await withSession(url, fetchHistory))
}

/** Waits until no other process migrates; the lock is held until the session ends. */
async function takeMigrationLock(session: pg.Client, lockWaitMs: number): Promise<void> {
  try {
    await session.query(`SET lock_timeout = ${Math.max(1, Math.round(lockWaitMs))}`)
    await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
  } catch (error) {
    throw explainLockTimeout(error, lockWaitMs)
  }
}

/** 55P03 said in words; any other error as it is. */
export function explainLockTimeout(error: unknown, lockWaitMs: number): unknown {
  if (!(error instanceof pg.DatabaseError) || error.code !== '55P03') return error
  const message = `another process has been changing this database's schema for ${lockWaitMs} ms (advisory lock ${MIGRATION_LOCK}): let it end, and try again`
  return new MigrationError(message, 'P1002', { cause: error })
}

async function applyMigrations(
  engine: Engine,
  dir: string,
  migrations: readonly Migration[],
  retryFailed: boolean,
): Promise<string[]> {
  const migrationsList = await asMigrationList(dir, migrations)
  try {
    const output = await engine.call('applyMigrations', { migrationsList, filters: NO_FILTERS })
    return output.appliedMigrationNames
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const failed = error.code === 'P3009' ? /The `([^`]+)` migration started/.exec(error.message)?.[1] : undefined
    if (failed === undefined) throw new MigrationError(error.message, error.code, { cause: error })
    if (!retryFailed) {
      const advice = `Mend what it left, then run: npx prisma migrate resolve --rolled-back ${failed}`
      throw new MigrationError(`${error.message.trim()}\n${advice}`, error.code, { cause: error })
    }
    await engine.call('markMigrationRolledBack', { migrationName: failed })
    return applyMigrations(engine, dir, migrations, false)
  }
}
