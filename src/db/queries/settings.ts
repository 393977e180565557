import sql from 'sql-template-tag'
import type { Queryable } from '../database.ts'

/** The deepest level that a supervisor can have. */
export async function fetchMaxLevel(db: Queryable): Promise<number> {
  const [row] = await db.query<{ maxLevel: number }>(sql`SELECT hierarchy_max_level() AS "maxLevel"`)
  if (!row) throw new Error('Expected one row from hierarchy_max_level(), got none.')
  return row.maxLevel
}
