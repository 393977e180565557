import type pg from 'pg'
import { MigrationError } from './MigrationError.ts'

/** Servers report every 2 s. One without a report for 15 s has crashed, is paused, or cannot reach the database. */
export async function countRunningServers(session: pg.Client): Promise<number> {
  const { rows: tables } = await session.query(`SELECT WHERE to_regclass('hierarchy_servers') IS NOT NULL`)
  if (tables.length === 0) return 0 // an earlier migration
  const { rows } = await session.query<{ running: number }>(
    `SELECT count(*)::int AS running FROM hierarchy_servers
     WHERE stopped_at IS NULL AND seen_at > timezone('utc', clock_timestamp()) - interval '15 seconds'`,
  )
  return rows[0]?.running ?? 0
}

/**
 * @param why the rest of the sentence that begins with the number of servers
 * @throws {MigrationError} if servers run
 */
export function assertNoneRuns(running: number, why: string): void {
  if (running === 0) return
  throw new MigrationError(
    `${describeServers(running)} this database, ${why}. Stop all servers and retry. A server that was killed counts for 15 s.`,
    undefined,
  )
}

/** As in `1 server uses`. */
export function describeServers(running: number): string {
  return running === 1 ? '1 server uses' : `${running} servers use`
}
