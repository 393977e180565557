import type { SupervisorOrder, SupervisorStatus } from '../generated/graphql.ts'
import type { Row } from './Row.ts'

/** Statuses in order of urgency, as the server sorts them. */
export const statusOrder: readonly SupervisorStatus[] = ['FAILED', 'PAUSED', 'SPAWNING', 'ACTIVE', 'TERMINATED']

/** Compares rows as the server orders them. Rows with equal keys are ordered by id. */
export function compareRows(a: Row, b: Row, { field, direction }: SupervisorOrder): number {
  const difference = compareKeys(a, b, field) || compareCodePoints(a.id, b.id)
  return direction === 'DESC' ? -difference : difference
}

function compareKeys(a: Row, b: Row, field: SupervisorOrder['field']): number {
  switch (field) {
    case 'STATUS':
      return statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status)
    case 'STATUS_CHANGED_AT':
      return (a.statusChangedAt ?? 0) - (b.statusChangedAt ?? 0)
    default:
      return compareCodePoints(a.name, b.name)
  }
}

/** The order of names in the embedded PostgreSQL. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x === y) continue
    // surrogates stand for code points above all others
    const [xIsHigh, yIsHigh] = [isSurrogate(x), isSurrogate(y)]
    return xIsHigh === yIsHigh ? x - y : xIsHigh ? 1 : -1
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
