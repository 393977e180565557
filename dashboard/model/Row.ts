import type { HealthState, PathFragment, RowFragment, SupervisorStatus } from '../generated/graphql.ts'

/** A supervisor as the dashboard knows it. A change replaces the whole object. */
export interface Row {
  readonly id: string
  readonly name: string
  /** Null for a root; undefined if it is not known. */
  readonly parentId: string | null | undefined
  readonly level: number
  readonly status: SupervisorStatus
  readonly statusReason: string | null
  /** Milliseconds since 1970; null for an ancestor of which only the name and the status are known. */
  readonly statusChangedAt: number | null
  readonly version: number
  readonly incarnation: number
  readonly childCount: number
  readonly health: Health | null
  /** Whether an ancestor blocked the supervisor when it was read: used if the ancestors are not known. */
  readonly wasBlocked: boolean
}

export interface Health {
  readonly state: HealthState
  /** Milliseconds since 1970, by the clock of the server; null if the supervisor is not monitored. */
  readonly dueAt: number | null
  readonly intervalMs: number
  /** `performance.now()` when the request was sent that read it. */
  readonly readAt: number
}

export function rowOf(read: RowFragment, parentId: string | null | undefined, readAt: number): Row {
  const { id, name, status, statusReason, statusChangedAt, version, incarnation, childCount, effectiveStatus } = read
  return {
    id,
    name,
    parentId,
    level: read.hierarchyLevel,
    status,
    statusReason,
    statusChangedAt: Date.parse(statusChangedAt),
    version,
    incarnation,
    childCount,
    health: healthOf(read, readAt),
    wasBlocked: effectiveStatus === 'BLOCKED',
  }
}

/** The row of an ancestor, of which only the name and the status are read. */
export function ancestorRow(
  { id, name, status, version, hierarchyLevel }: PathFragment['ancestors'][number],
  parentId: string | null,
): Row {
  return {
    id,
    name,
    parentId,
    level: hierarchyLevel,
    status,
    statusReason: null,
    statusChangedAt: null,
    version,
    incarnation: 0,
    childCount: 0,
    health: null,
    wasBlocked: false,
  }
}

export function healthOf({ health: { state, dueAt, intervalSeconds } }: RowFragment, readAt: number): Health {
  return { state, dueAt: dueAt == null ? null : Date.parse(dueAt), intervalMs: intervalSeconds * 1_000, readAt }
}

/** Health that was read longer ago, in milliseconds, is not trusted to have become worse: heartbeats write no event. */
const trustedMs = 12_000

export type DerivedHealth = { readonly state: HealthState | 'STALE'; readonly dueInMs: number | null }

/**
 * The health now. It becomes LATE and UNRESPONSIVE by time alone, so it is derived from the time at which the next heartbeat is
 * due. STALE: a heartbeat is due, and the supervisor has not been read for a while.
 */
export function deriveHealth(row: Row, now: number, clock: number): DerivedHealth {
  const { health, status } = row
  if (health === null) return { state: 'STALE', dueInMs: null }
  if (status === 'PAUSED' || status === 'TERMINATED') return { state: 'NOT_MONITORED', dueInMs: null }
  const dueInMs = health.dueAt === null ? null : health.dueAt - now
  if (status === 'SPAWNING' || dueInMs === null) return { state: 'UNKNOWN', dueInMs: null }
  if (dueInMs > 0) return { state: health.state === 'UNKNOWN' ? 'UNKNOWN' : 'HEALTHY', dueInMs }
  if (clock - health.readAt > trustedMs) return { state: 'STALE', dueInMs: null }
  const missed = 1 + Math.floor(-dueInMs / health.intervalMs)
  if (missed >= 3) return { state: 'UNRESPONSIVE', dueInMs }
  return { state: health.state === 'UNKNOWN' ? 'UNKNOWN' : 'LATE', dueInMs }
}
