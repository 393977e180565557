import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { databaseTime } from './fragments/health.ts'

/** Report of one server. */
export interface ServerReport {
  /** Random id of the process. */
  readonly id: string
  /** Milliseconds since the server was last unable to record heartbeats, or stalled; null if that never happened. */
  readonly troubleAgeMs: number | null
  /** Supervisors whose heartbeats were refused because another transaction held their rows. */
  readonly lockedOut: readonly SupervisorId[]
}

/** A server without a report for this time is lost: it crashed, is paused, or cannot reach the database. */
const lostAfter = sql`interval '15 seconds'`
/** How long a lost server counts as trouble. The limit exists because the server may never return. */
const lostFor = sql`interval '2 minutes'`
/** Always true. The commit may be asynchronous, because a report that is lost in a crash of PostgreSQL is soon repeated. */
const commitsAsynchronously = sql`(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL`

/** Records that a server runs, and its trouble. A server that was lost counts as in trouble until this report. */
export async function reportServer(db: Queryable, { id, troubleAgeMs, lockedOut }: ServerReport): Promise<void> {
  await db.query(
    sql`INSERT INTO hierarchy_servers AS s (id, seen_at, troubled_at, locked_out)
      SELECT ${id}::uuid, t.now, t.now - make_interval(secs => ${troubleAgeMs}::float8 / 1000), ${lockedOut}::uuid[]
      FROM (SELECT ${databaseTime} AS now) t WHERE ${commitsAsynchronously}
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, locked_out = excluded.locked_out,
        troubled_at = CASE WHEN s.seen_at < excluded.seen_at - ${lostAfter} THEN excluded.seen_at
          -- where the clock was set back, earlier trouble is in the future
          ELSE greatest(least(s.troubled_at, excluded.seen_at), excluded.troubled_at) END`,
  )
}

/** Records that a server has shut down: it is not lost. Its earlier trouble still counts. */
export async function reportStop(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE hierarchy_servers SET stopped_at = ${databaseTime} WHERE id = ${id}::uuid`)
}

/** The latest time before `at` at which a server could not receive or record heartbeats; null if there was none. */
export function latestTrouble(at: Sql): Sql {
  const isLost = sql`h.stopped_at IS NULL AND h.seen_at <= ${at} - ${lostAfter}`
  return sql`(SELECT max(greatest(h.troubled_at, CASE WHEN ${isLost} THEN least(${at}, h.seen_at + ${lostFor}) END))
    FROM hierarchy_servers h)`
}

/** Condition: a server could not record heartbeats of supervisor `s` because its row was locked. */
export function isLockedOut(at: Sql): Sql {
  return sql`EXISTS (SELECT FROM hierarchy_servers h WHERE s.id = ANY (h.locked_out) AND h.seen_at > ${at} - ${lostFor})`
}

/** Statement that deletes servers whose last report is more than an hour old. */
export function deleteOld(at: Sql): Sql {
  return sql`DELETE FROM hierarchy_servers h WHERE h.seen_at < ${at} - interval '1 hour'`
}
