import { withSession } from './session.ts'

/** A row that breaks an invariant of the hierarchy. */
export interface Violation {
  tableName: string
  /** Null where it is the table that breaks it, not one row. */
  rowId: string | null
  invariant: string
  detail: string
}

/** What the SQL function `verify_hierarchy()` finds, without trusting triggers or constraints: empty on a sound database. */
export async function findViolations(url: string): Promise<Violation[]> {
  return withSession(url, async (session) => {
    const { rows } = await session.query<Violation>(
      `SELECT table_name AS "tableName", row_id AS "rowId", invariant, detail
       FROM verify_hierarchy() ORDER BY 1, 3, 2`,
    )
    return rows
  })
}
