import sql from 'sql-template-tag'
import type { Queryable } from '../database.ts'
import { incompatible, type HistoryEntry, type Migration } from '../migrations.ts'

/** The applied migrations that this version does not have, and must not run with. */
export async function fetchIncompatible(db: Queryable, known: readonly Migration[]): Promise<string[]> {
  const history = await db.query<Pick<HistoryEntry, 'name' | 'finished'>>(
    sql`SELECT migration_name AS name, finished_at IS NOT NULL AS finished
      FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  )
  return incompatible(known, history)
}
