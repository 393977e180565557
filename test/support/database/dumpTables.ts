import type { Queryable } from './givenTree.ts'

const keys = {
  supervisors: 'id',
  supervisor_teams: 'id',
  supervisor_team_members: 'id',
  hierarchy_settings: 'id',
  supervisor_events: 'sequence',
  supervisor_restarts: 'supervisor_id',
  api_tokens: 'id',
}

/**
 * Reads all rows of the tables, to compare them before and after an operation. Each row includes the transaction that
 * wrote it, so that a row that was written again with the same values also differs.
 */
export async function dumpTables(db: Queryable): Promise<Record<string, unknown[]>> {
  const dump: Record<string, unknown[]> = {}
  for (const [table, key] of Object.entries(keys)) {
    const { rows } = await db.query(
      `SELECT r.xmin::text AS writer, to_jsonb(r) AS row FROM ${table} r ORDER BY r.${key}`,
    )
    dump[table] = rows
  }
  return dump
}
