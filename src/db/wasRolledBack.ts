import type pg from 'pg'
import { LOCKS_MISSING, MIGRATION_MARK, MIGRATION_RUN_LOCK } from '../../prisma/engine/migrationRun.mjs'

/**
 * Whether an interrupted migration was certainly rolled back: it was started, has no end, and its process was killed or did not receive its locks. The session
 * must hold the migration lock. First waits for a transaction that PostgreSQL still executes for the killed process.
 *
 * The migration was rolled back if one of these conditions is met:
 *
 * - It has the mark of this project's engine: it would have recorded its end in the same transaction.
 * - It has the error of the engine for locks that other transactions held too long.
 * - It is the first migration, and nothing that it creates exists.
 */
export async function wasRolledBack(session: pg.Client, name: string): Promise<boolean> {
  await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_RUN_LOCK])
  await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_RUN_LOCK])
  const { rows } = await session.query<{ logs: string | null; isOnly: boolean }>(
    `SELECT m.logs, NOT EXISTS (SELECT FROM _prisma_migrations o WHERE o.id <> m.id AND o.rolled_back_at IS NULL)
        AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
          AND c.relname <> '_prisma_migrations') AS "isOnly"
      FROM _prisma_migrations m WHERE m.migration_name = $1 AND m.finished_at IS NULL AND m.rolled_back_at IS NULL`,
    [name],
  )
  return rows.every(({ logs, isOnly }) =>
    logs === null ? isOnly : logs === MIGRATION_MARK || logs.includes(LOCKS_MISSING),
  )
}
