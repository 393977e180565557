import type { EffectiveStatus } from '../generated/graphql.ts'
import type { Row } from './Row.ts'

export interface Effective {
  readonly status: EffectiveStatus
  /** The nearest ancestor that blocks the supervisor, if it is known. */
  readonly blockedBy: Row | null
}

/** The status of a row that takes its ancestors into account, from what the dashboard knows of them. */
export function effectiveStatusOf(row: Row, rows: ReadonlyMap<string, Row>): Effective {
  if (row.status !== 'SPAWNING' && row.status !== 'ACTIVE') return { status: row.status, blockedBy: null }
  let top = row
  for (let id = row.parentId; id != null; id = top.parentId) {
    const parent = rows.get(id)
    if (!parent) break
    if (parent.status === 'PAUSED' || parent.status === 'FAILED') return { status: 'BLOCKED', blockedBy: parent }
    top = parent
  }
  // only the server knows whether something above the known rows blocks the supervisor
  const isBlocked = top.parentId === null && top.health !== null ? top.wasBlocked : row.wasBlocked
  return { status: isBlocked ? 'BLOCKED' : row.status, blockedBy: null }
}
