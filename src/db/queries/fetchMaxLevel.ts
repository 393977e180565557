import type { Queryable } from '../database.ts'

/** The deepest level that a supervisor can be at. */
export async function fetchMaxLevel(db: Queryable): Promise<number> {
  const [row] = await db.query<{ maxLevel: number }>('SELECT hierarchy_max_level() AS "maxLevel"')
  if (!row) throw new Error('hierarchy_max_level() gave no row')
  return row.maxLevel
}
