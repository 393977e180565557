import type { HealthState, SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { healthState, missedHeartbeats } from './health.ts'

export interface HealthRow {
  readonly id: SupervisorId
  readonly state: HealthState
  readonly missedHeartbeats: number
  readonly lastHeartbeat: Date | null
  /** When the next heartbeat is expected; null where none is. */
  readonly dueAt: Date | null
  readonly intervalSeconds: number
}

/** Health now, by the database's clock and its one definition. */
export function fetchHealth(db: Queryable, ids: readonly SupervisorId[]): Promise<HealthRow[]> {
  return db.query<HealthRow>(
    `SELECT s.id, s.last_heartbeat AS "lastHeartbeat", heartbeat_interval(s.config) AS "intervalSeconds", ${healthState} AS state,
       CASE WHEN ${healthState} = 'NOT_MONITORED' THEN 0 ELSE ${missedHeartbeats} END AS "missedHeartbeats",
       CASE WHEN ${healthState} <> 'NOT_MONITORED'
         THEN greatest(s.last_heartbeat, s.status_changed_at) + make_interval(secs => heartbeat_interval(s.config)) END AS "dueAt"
     FROM supervisors s WHERE s.id = ANY ($1::uuid[])`,
    [ids],
  )
}
