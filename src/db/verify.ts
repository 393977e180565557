import { withSession } from './session.ts'

/** A row that violates an invariant of the hierarchy. */
export interface Violation {
  tableName: string
  /** Null if the whole table violates the invariant. */
  rowId: string | null
  invariant: string
  detail: string
}

/**
 * The violations that the SQL function `verify_hierarchy()` finds. It checks the rows themselves and does not rely on
 * triggers or constraints. Empty if all invariants hold.
 */
export async function findViolations(url: string): Promise<Violation[]> {
  return withSession(url, async (session) => {
    const { rows } = await session.query<Violation>(
      `SELECT table_name AS "tableName", row_id AS "rowId", invariant, detail
       FROM verify_hierarchy() ORDER BY 1, 3, 2`,
    )
    return rows
  })
}
