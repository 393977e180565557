import type { SupervisorStatus } from '../generated/graphql.ts'
import { textOf, type FeedEvent, type Fields } from './FeedEvent.ts'
import type { Row } from './Row.ts'

/** The row after the event. The event changes versioned fields only; the health is read. */
export function patchRow(row: Row, { version, after }: FeedEvent): Row {
  const fields = after ?? {}
  const changedAt = timeOf(fields.statusChangedAt)
  return {
    ...row,
    version,
    name: textOf(fields.name) ?? row.name,
    status: (textOf(fields.status) as SupervisorStatus | null) ?? row.status,
    statusReason: 'statusReason' in fields ? textOf(fields.statusReason) : row.statusReason,
    statusChangedAt: changedAt ?? row.statusChangedAt,
    incarnation: numberOf(fields.incarnation) ?? row.incarnation,
    level: numberOf(fields.hierarchyLevel) ?? row.level,
    parentId: 'parentId' in fields ? textOf(fields.parentId) : row.parentId,
    health: patchHealth(row, fields, changedAt),
  }
}

/** A change of status counts as a sign of life: the next heartbeat is due one interval after it. */
function patchHealth({ health, status }: Row, fields: Fields, changedAt: number | null): Row['health'] {
  if (health === null || changedAt === null) return health
  const next = textOf(fields.status) ?? status
  const isMonitored = next === 'ACTIVE' || next === 'SPAWNING'
  const dueAt = isMonitored ? Math.max(health.dueAt ?? 0, changedAt + health.intervalMs) : null
  return { ...health, dueAt, state: next === 'ACTIVE' ? 'HEALTHY' : isMonitored ? 'UNKNOWN' : 'NOT_MONITORED' }
}

/** The row of a supervisor that the event created. */
export function spawnedRow({ supervisorId, version, after }: FeedEvent): Row | null {
  const name = textOf(after?.name)
  if (!after || name === null) return null
  return {
    id: supervisorId,
    name,
    parentId: textOf(after.parentId),
    level: numberOf(after.hierarchyLevel) ?? 0,
    status: (textOf(after.status) as SupervisorStatus | null) ?? 'SPAWNING',
    statusReason: textOf(after.statusReason),
    statusChangedAt: timeOf(after.statusChangedAt),
    version,
    incarnation: numberOf(after.incarnation) ?? 1,
    childCount: 0,
    health: null,
    wasBlocked: false,
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(time) ? null : time
}
