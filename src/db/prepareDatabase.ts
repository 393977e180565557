import pg from 'pg'
import { assertOwnSessions } from './assertOwnSessions.ts'
import { commandName } from './commandName.ts'
import { causeOfCode, findCause, type Cause } from './causes.ts'
import type { Database } from './database.ts'
import { migrateDeploy, MigrationError, pendingMigrations } from './migrate.ts'
import { defaultMigrationsDir, fetchHistory, incompatible, readMigrations } from './migrations.ts'
import { fetchCondition } from './queries/condition.ts'
import { withSession } from './session.ts'
import { errorCode } from './errorCode.ts'
import { originalOf } from './unavailable.ts'

export interface Preparation {
  readonly url: string
  /** True: apply pending migrations. False: refuse a database with pending migrations. */
  readonly migrate: boolean
  /** New maximum level of the hierarchy; undefined keeps the stored one. */
  readonly maxLevel: number | undefined
  /** True if no other process uses the database: a failed migration was then interrupted, and is retried. */
  readonly exclusive: boolean
}

/** The server cannot use the database, and waiting does not help: an operator must act. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError'
}

/**
 * Prepares a database for a server: checks its sessions, applies the migrations and sets the maximum level. Returns the names of
 * the applied migrations. Of several servers that start concurrently, one applies the migrations.
 * @throws {DatabaseRefusedError} if the database has a migration of a later version, with which this one must not run
 * @throws {DatabaseRefusedError} if migrations are pending and `migrate` is false
 * @throws {DatabaseRefusedError} if a supervisor is deeper than the maximum level
 * @throws {MigrationError} if a migration fails
 */
export async function prepareDatabase({ url, migrate, maxLevel, exclusive }: Preparation): Promise<string[]> {
  if (!exclusive) await assertOwnSessions(url)
  await assertServable(url)
  if (!migrate) {
    const pending = await pendingMigrations(url)
    if (pending.length > 0) {
      throw new DatabaseRefusedError(
        `MIGRATE is off, and these migrations are pending: ${pending.join(', ')}. Run ${commandName('migrate')}, or set MIGRATE=on.`,
      )
    }
  }
  const applied = migrate ? await migrateDeploy(url, undefined, { retryFailed: exclusive }) : []
  if (maxLevel !== undefined) await setMaxLevel(url, maxLevel)
  return applied
}

async function assertServable(url: string): Promise<void> {
  const migrations = await readMigrations(defaultMigrationsDir())
  const names = incompatible(migrations, await withSession(url, fetchHistory))
  if (names.length > 0) throw new DatabaseRefusedError(explainIncompatible(names))
}

export function explainIncompatible(names: readonly string[]): string {
  return `The database is too new for this version of the server: it has ${names.join(', ')}. Install the version that has this migration, or roll the migration back with that version.`
}

/** @throws {DatabaseRefusedError} if the role of the server lacks privileges in the migrated database */
export async function assertRights(db: Database): Promise<void> {
  const { missingRights } = await fetchCondition(db)
  if (missingRights === null) return
  const { reason, repair } = causeOfCode('42501')
  throw new DatabaseRefusedError(`${reason} ${repair ?? ''} (missing: ${missingRights})`)
}

/**
 * Decides whether a server that cannot use its database exits or waits. Returns the temporary cause; null for an unknown failure
 * of the network or the driver.
 * @throws {DatabaseRefusedError} with the cause and the remedy in one line, if waiting does not help or PostgreSQL reported an
 * unknown error
 * @throws {MigrationError} the error itself
 */
export function requireHealing(error: unknown): Cause | null {
  const original = originalOf(error)
  const cause = findCause(original) ?? (original instanceof MigrationError ? findMigrationCause(original) : undefined)
  if (cause && !cause.isFinal) return cause
  if (cause) throw new DatabaseRefusedError(`${cause.reason} ${cause.repair ?? ''} (${inOneLine(original)})`)
  if (original instanceof MigrationError || original instanceof DatabaseRefusedError) throw original
  if (original instanceof pg.DatabaseError)
    throw new DatabaseRefusedError(
      `The database refuses a statement of the server: ${inOneLine(original)} (${original.code ?? 'no code'})`,
    )
  return null
}

/** The engine of the migrations puts the error code of PostgreSQL into its message. */
function findMigrationCause({ message }: MigrationError): Cause | undefined {
  const [, code] = /Database error code: (\w{5})/.exec(message) ?? []
  const error = code === undefined ? new Error(message) : new pg.DatabaseError(message, message.length, 'error')
  return findCause(Object.assign(error, { code }))
}

function inOneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ')
}

/** The triggers of the settings table take the exclusive hierarchy lock and refuse a level that is too low. */
async function setMaxLevel(url: string, maxLevel: number): Promise<void> {
  try {
    await withSession(url, async (session) => {
      const { rows } = await session.query<{ max_level: number }>('SELECT max_level FROM hierarchy_settings')
      if (rows[0]?.max_level === maxLevel) return // even an UPDATE that changes nothing would wait for the hierarchy lock
      await session.query(`SET lock_timeout = '5s'`)
      await session.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel])
    })
  } catch (error) {
    if (error instanceof Error && errorCode(error) === '23514') {
      throw new DatabaseRefusedError(
        `HIERARCHY_MAX_LEVEL: expected at least the level of the deepest supervisor, got ${maxLevel} (${error.message})`,
      )
    }
    throw error
  }
}
