import { migrateDeploy, pendingMigrations } from './migrate.ts'
import { withSession } from './session.ts'
import { errorCode } from './unavailable.ts'

export interface Preparation {
  readonly url: string
  /** Apply pending migrations; else refuse where there are any. */
  readonly migrate: boolean
  /** Set the hierarchy's maximum level. */
  readonly maxLevel: number | undefined
  /** Nobody else can have begun a migration that failed, so that it may be tried again. */
  readonly exclusive: boolean
}

/** The database is not fit to serve, and waiting will not make it so: an operator has to act. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError'
}

/**
 * Makes a database fit to serve; says which migrations were applied. Of several servers at once, one applies them.
 * @throws {DatabaseRefusedError} for pending migrations that are not to be applied, and for supervisors deeper than the
 * maximum level; other errors as they come
 */
export async function prepareDatabase({ url, migrate, maxLevel, exclusive }: Preparation): Promise<string[]> {
  if (!migrate) {
    const pending = await pendingMigrations(url)
    if (pending.length > 0) {
      throw new DatabaseRefusedError(
        `MIGRATE is off, and the database lacks ${pending.join(', ')}. Run npm run db:migrate, or set MIGRATE=on.`,
      )
    }
  }
  const applied = migrate ? await migrateDeploy(url, undefined, { retryFailed: exclusive }) : []
  if (maxLevel !== undefined) await setMaxLevel(url, maxLevel)
  return applied
}

/** The triggers take the exclusive lock, and look for deeper supervisors. */
async function setMaxLevel(url: string, maxLevel: number): Promise<void> {
  try {
    await withSession(url, async (session) => {
      const { rows } = await session.query<{ max_level: number }>('SELECT max_level FROM hierarchy_settings')
      if (rows[0]?.max_level === maxLevel) return // also an UPDATE of no row would wait for the lock, and stall others
      await session.query(`SET lock_timeout = '5s'`)
      await session.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel])
    })
  } catch (error) {
    if (error instanceof Error && errorCode(error) === '23514') {
      throw new DatabaseRefusedError(
        `HIERARCHY_MAX_LEVEL: expected at least the level of the deepest supervisor, was given ${maxLevel}. (${error.message})`,
      )
    }
    throw error
  }
}
