import { afterEach, expect } from 'vitest'
import { emptyDatabase } from '../database/emptyDatabase.ts'
import { withDatabase } from '../database/withDatabase.ts'
import { withServers } from '../process/serverProcess.ts'
import { type SweepingServer, withSweepingServers } from './sweepingServers.ts'

export const intervalMs = 1_000
/** The shortest interval that a config allows. A supervisor is unresponsive after three of them. */
export const heartbeatSeconds = 10
const unresponsiveAfterSeconds = 3 * heartbeatSeconds
/** Age of the last heartbeat between two reports: close to the limit, so that a late sweep would fail the supervisor. */
export const olderBySeconds = 25
export const size = { live: 100, unresponsive: 20 }

export const timesOf = (failures: Record<string, number>): string => JSON.stringify(failures)
export const never = (ids: readonly string[]): object => ({ '0 and 0': ids.length })
export const once = (ids: readonly string[]): object => ({ '1 and 1': ids.length })

/** Servers that sweep one database, and supervisors in it. Verifies the database after each test and empties it. */
export function withSweptSupervisors() {
  const db = withDatabase()
  const fleet = withSweepingServers(db, withServers(), intervalMs)
  afterEach(async () => {
    expect(await db.violations()).toEqual([])
    await emptyDatabase(db.pool)
  })

  /** Creates ACTIVE supervisors that have just reported. Their parent is PAUSED, so that its health is not monitored. */
  async function givenSupervisors(count: number): Promise<string[]> {
    const { rows } = await db.pool.query<{ id: string }>(
      `WITH top AS (
       INSERT INTO supervisors (name, status) VALUES (gen_random_uuid()::text, 'PAUSED') RETURNING id
     )
     INSERT INTO supervisors (parent_id, name, status, config, last_heartbeat)
     SELECT top.id, 's' || i, 'ACTIVE', jsonb_build_object('heartbeat_interval', $2::int), timezone('utc', now())
     FROM top, generate_series(1, $1) i RETURNING id`,
      [count, heartbeatSeconds],
    )
    return rows.map(({ id }) => id)
  }

  /** Moves the last heartbeat and the last status change of these supervisors into the past. */
  async function silence(ids: readonly string[], seconds = unresponsiveAfterSeconds): Promise<void> {
    await db.pool.query(
      `UPDATE supervisors SET last_heartbeat = t.then, status_changed_at = t.then
     FROM (SELECT timezone('utc', clock_timestamp()) - make_interval(secs => $2) AS then) t WHERE id = ANY ($1::uuid[])`,
      [ids, seconds],
    )
  }

  /**
   * Counts, for each supervisor, the events of its failure and the notifications of its parent: '1 and 1'. Returns the
   * number of supervisors with each such pair.
   */
  async function failures(ids: readonly string[]): Promise<Record<string, number>> {
    const { rows } = await db.pool.query<{ times: string; supervisors: number }>(
      `SELECT times, count(*)::int AS supervisors FROM (
       SELECT count(*) FILTER (WHERE e.type = 'SUPERVISOR_STATUS_CHANGED' AND e.after ->> 'status' = 'FAILED' AND e.actor = 'sweeper')
         || ' and ' || count(*) FILTER (WHERE e.type = 'CHILD_FAILED') AS times
       FROM unnest($1::uuid[]) AS s (id)
       LEFT JOIN supervisor_events e ON s.id = CASE e.type WHEN 'CHILD_FAILED' THEN (e.after ->> 'childId')::uuid ELSE e.supervisor_id END
       GROUP BY s.id) t GROUP BY times`,
      [ids],
    )
    return Object.fromEntries(rows.map(({ times, supervisors }) => [times, supervisors]))
  }
  const untilFailed = (ids: readonly string[]): Promise<void> =>
    expect.poll(() => failures(ids), { timeout: 20 * intervalMs, interval: 20 }).toEqual(once(ids))

  /** A server within a sweep that has found these unresponsive supervisors, blocked before it makes them FAILED. */
  async function givenBlockedSweep(
    unresponsive: readonly string[],
  ): Promise<{ server: SweepingServer; release: () => Promise<unknown> }> {
    const holder = await db.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(false)')
    await silence(unresponsive)
    return { server: await fleet.untilWaiting(), release: () => holder.query('COMMIT') }
  }

  return { db, fleet, givenSupervisors, silence, failures, untilFailed, givenBlockedSweep }
}
