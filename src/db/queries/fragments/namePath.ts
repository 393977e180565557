import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../../domain/glossary.ts'

/**
 * Condition: supervisor `s` has this path of names, from a root to itself. Its ancestors are live, so that each name is found in the
 * unique index.
 * @param boundary the supervisor at which paths begin, for a caller that is limited to its subtree
 */
export function hasNamePath(names: readonly string[], boundary: SupervisorId | undefined): Sql {
  const [top = '', ...below] = names
  const place = boundary === undefined ? sql`s.parent_id IS NULL` : sql`s.id = ${boundary}::uuid`
  let condition = sql`${place} AND s.name = ${top}::text`
  for (const name of below) {
    // a scalar subquery is computed once, before the scan
    condition = sql`s.parent_id = (SELECT s.id FROM supervisors s WHERE ${condition} AND s.status <> 'TERMINATED') AND s.name = ${name}::text`
  }
  return condition
}
