import type { Queryable } from './givenTree.ts'

/**
 * Everything that the tables hold, for comparing before with after. The transaction that wrote each row is part of it:
 * rows that were written again with what they held before differ too.
 */
export async function dumpTables(db: Queryable): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {}
  for (const table of ['supervisors', 'supervisor_teams', 'supervisor_team_members', 'hierarchy_settings']) {
    const { rows } = await db.query(`SELECT r.xmin::text AS writer, to_jsonb(r) AS row FROM ${table} r ORDER BY r.id`)
    dump[table] = rows
  }
  return dump
}
