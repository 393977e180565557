import sql from 'sql-template-tag'
import { countGroups } from '../../domain/counts.ts'
import { healthStates, supervisorStatuses, type HealthState, type SupervisorStatus } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { fetchSubtreeCounts } from './counts.ts'

/** Counts over the whole hierarchy, with an entry for each status and each health state. */
export interface FleetCounts {
  readonly byStatus: Readonly<Record<SupervisorStatus, number>>
  readonly byHealth: Readonly<Record<HealthState, number>>
  /** Failures that were escalated within the last hour. */
  readonly escalations: number
}

/** Counts the fleet for the metrics, in two statements. The counts by status may be 15 s old. */
export async function fetchFleetCounts(db: Queryable): Promise<FleetCounts> {
  const [counts] = await fetchSubtreeCounts(
    db,
    [{ root: null, maxAgeMs: 15_000 }],
    countGroups.supervisors | countGroups.health,
  )
  const [row] = await db.query<{ escalations: number }>(
    sql`SELECT count(*)::int AS escalations FROM supervisor_events
      WHERE type = 'FAILURE_ESCALATED' AND at > timezone('utc', statement_timestamp()) - interval '1 hour'`,
  )
  return {
    byStatus: zeroFilled(supervisorStatuses, counts?.byStatus),
    byHealth: zeroFilled(healthStates, counts?.byHealth),
    escalations: row?.escalations ?? 0,
  }
}

function zeroFilled<Key extends string>(
  keys: readonly Key[],
  counts: Partial<Record<Key, number>> = {},
): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, counts[key] ?? 0])) as Record<Key, number> // each key has an entry
}
