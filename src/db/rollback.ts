import { join } from 'node:path'
import type pg from 'pg'
import { MigrationError, explainLockTimeout } from './migrate.ts'
import { defaultMigrationsDir, fetchHistory, isUnchanged, readIfExists, type HistoryEntry } from './migrations.ts'
import { assertNoneRuns, countRunningServers } from './runningServers.ts'
import { MIGRATION_LOCK, withSession } from './session.ts'

/** What a rollback would do. */
export interface RollbackPlan {
  /** Name of the newest applied migration. */
  readonly name: string
  /** The first comment of its down.sql, which says what data is lost. */
  readonly loss: string
  readonly runningServers: number
}

export interface RollbackOptions {
  /** Roll back only this migration, as planned. Default: the newest one. */
  expected?: string
  /** Roll back although servers run. Default: false. */
  force?: boolean
  /** Longest wait for another process that migrates, in milliseconds. Default: 60,000. */
  lockWaitMs?: number
}

/**
 * Reads what `rollback` would do, and changes nothing.
 * @throws {MigrationError} as `rollback`
 */
export async function planRollback(url: string, migrationsDir = defaultMigrationsDir()): Promise<RollbackPlan> {
  return withSession(url, async (session) => {
    const newest = newestApplied(await fetchHistory(session))
    const [loss = ''] = /^(--.*\n)+/.exec(await readDown(newest, migrationsDir)) ?? []
    return {
      name: newest.name,
      loss:
        loss.replaceAll(/^-- ?/gm, '').replaceAll('\n', ' ').trim() || 'Its down.sql does not say which data is lost.',
      runningServers: await countRunningServers(session),
    }
  })
}

/**
 * Undoes the newest applied migration: runs its down.sql and updates Prisma's history in one transaction, under Prisma's
 * migration lock. The migration is then pending, and `migrate deploy` applies it again. If this function throws, the
 * database is unchanged, unless the error says that down.sql ended the transaction.
 *
 * @returns the name of the migration
 * @throws {MigrationError} if no migration is applied, a migration has failed, or the newest one is not the expected one
 * @throws {MigrationError} if servers run, which may need what the migration made
 * @throws {MigrationError} if down.sql is missing, or migration.sql is not the applied version, so down.sql may not fit
 * @throws {MigrationError} if down.sql ended the transaction in which it ran
 * @throws {pg.DatabaseError} if down.sql fails
 */
export async function rollback(
  url: string,
  migrationsDir = defaultMigrationsDir(),
  { lockWaitMs = 60_000, expected, force = false }: RollbackOptions = {},
): Promise<string> {
  return withSession(url, async (session) => {
    await session.query('BEGIN')
    await takeLock(session, lockWaitMs)
    const newest = newestApplied(await fetchHistory(session))
    if (expected !== undefined && newest.name !== expected)
      throw new MigrationError(
        `expected ${expected} to be the newest migration, found ${newest.name}: retry`,
        undefined,
      )
    if (!force) assertNoneRuns(await countRunningServers(session), 'and may need what the migration made')
    const down = await readDown(newest, migrationsDir)
    const transaction = await transactionId(session)
    await session.query(down)
    if ((await transactionId(session)) !== transaction) {
      throw new MigrationError(
        `down.sql of ${newest.name} ended the transaction in which it ran: its effects remain, but the history still lists the migration as applied. Remove COMMIT and ROLLBACK from down.sql, and repair this database by hand`,
        undefined,
      )
    }
    await session.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = $1', [newest.id])
    await session.query('COMMIT')
    return newest.name
  })
}

async function takeLock(session: pg.Client, lockWaitMs: number): Promise<void> {
  try {
    await session.query(`SET LOCAL lock_timeout = ${Math.max(1, Math.round(lockWaitMs))}`)
    await session.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await session.query('SET LOCAL lock_timeout = DEFAULT')
  } catch (error) {
    throw explainLockTimeout(error, lockWaitMs)
  }
}

function newestApplied(history: readonly HistoryEntry[]): HistoryEntry {
  const failed = history.find((entry) => !entry.finished)
  if (failed) {
    throw new MigrationError(
      `migration ${failed.name} has failed: repair the database, then run: npx prisma migrate resolve --rolled-back ${failed.name}`,
      'P3009',
    )
  }
  const newest = history.at(-1)
  if (!newest) throw new MigrationError('nothing to roll back: no migration is applied to this database', undefined)
  return newest
}

async function readDown(migration: HistoryEntry, dir: string): Promise<string> {
  const at = join(dir, migration.name)
  const sql = await readIfExists(join(at, 'migration.sql'))
  if (sql === undefined) {
    throw new MigrationError(
      `${join(at, 'migration.sql')} does not exist, but this migration is applied to the database: restore the file first`,
      undefined,
    )
  }
  if (!isUnchanged(migration, sql)) {
    throw new MigrationError(
      `${join(at, 'migration.sql')} is not the applied version (its checksum differs), so its down.sql may not fit: restore the applied version first`,
      undefined,
    )
  }
  const down = await readIfExists(join(at, 'down.sql'))
  if (down === undefined) {
    throw new MigrationError(
      `${migration.name} cannot be rolled back: ${join(at, 'down.sql')} does not exist`,
      undefined,
    )
  }
  return down
}

async function transactionId(session: pg.Client): Promise<string | undefined> {
  const { rows } = await session.query<{ id: string }>('SELECT pg_current_xact_id()::text AS id')
  return rows[0]?.id
}
