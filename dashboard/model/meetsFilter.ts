import type { SupervisorFilter } from '../generated/graphql.ts'
import type { Row } from './Row.ts'

/**
 * Whether a row meets a filter, from what the dashboard knows: the server decides when the list is read the next time. The health is
 * not compared, because it changes without an event.
 */
export function meetsFilter(row: Row, filter: SupervisorFilter, rows: ReadonlyMap<string, Row>): boolean {
  const { nameContains, status, within, minLevel, maxLevel } = filter
  if (status == null ? row.status === 'TERMINATED' : !status.includes(row.status)) return false
  if (nameContains != null && !row.name.toLowerCase().includes(nameContains.trim().toLowerCase())) return false
  if (minLevel != null && row.level < minLevel) return false
  if (maxLevel != null && row.level > maxLevel) return false
  return within == null || isWithin(row, String(within), rows)
}

function isWithin(row: Row, top: string, rows: ReadonlyMap<string, Row>): boolean {
  for (let at: Row | undefined = row; at; at = at.parentId == null ? undefined : rows.get(at.parentId))
    if (at.id === top) return true
  return false
}
