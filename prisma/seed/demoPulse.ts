import type pg from 'pg'
import { missionControl } from './fleet/missionControl.ts'
import { planFleetRows } from './planFleetRows.ts'

/**
 * Reports for the demonstration fleet, which has no processes: what is ACTIVE stays as late as it was loaded, until
 * somebody restarts or changes it. To be called every few seconds; does nothing where there is no such fleet.
 */
export async function beatForDemoFleet(pool: pg.Pool): Promise<void> {
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
