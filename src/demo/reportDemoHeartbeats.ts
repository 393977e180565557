import type pg from 'pg'
import { missionControl } from './fleet/missionControl.ts'
import { planFleetRows } from './planFleetRows.ts'

/**
 * Records heartbeats for the demonstration fleet, which has no supervisor processes. Call it every few seconds.
 *
 * Each ACTIVE supervisor keeps the health that it had when it was loaded. A supervisor that was restarted or has left
 * ACTIVE since is not touched, and a later heartbeat is never overwritten. Without the fleet it does nothing.
 */
export async function reportDemoHeartbeats(pool: pg.Pool): Promise<void> {
  await pool.query(
    `UPDATE supervisors s SET last_heartbeat = greatest(s.last_heartbeat, timezone('utc', now()) - f.age * interval '1 second')
     FROM unnest($1::uuid[], $2::int[], $3::int[]) AS f (id, incarnation, age)
     WHERE s.id = f.id AND s.incarnation = f.incarnation AND s.status = 'ACTIVE'`,
    [
      reporting.map(({ id }) => id),
      reporting.map(({ incarnation }) => incarnation),
      reporting.map(({ heartbeat_age }) => heartbeat_age),
    ],
  )
}

const reporting = planFleetRows(missionControl).supervisors.filter(({ heartbeat_age }) => heartbeat_age !== null)
