import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { databaseTime } from './fragments/health.ts'

/** What a server reports of itself. */
export interface ServerReport {
  /** Random id of the process. */
  readonly id: string
  /** Milliseconds since the server last could not write heartbeats, or was stalled; null if that never happened. */
  readonly troubleAgeMs: number | null
  /** Supervisors whose heartbeats could not be written because another transaction held their rows. */
  readonly lockedOut: readonly SupervisorId[]
}

/** A server without a report for this time is lost: it is stopped, cut off from the database, or stalled. */
const lostAfter = sql`interval '15 seconds'`
/** How long a lost server counts as trouble: it may never come back. */
const lostFor = sql`interval '2 minutes'`
/** Always true: a report that a crash of PostgreSQL loses is soon repeated. */
const commitsAsynchronously = sql`(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL`

/** Records that a server runs, and its trouble. A server that had not reported for long was in trouble until now. */
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

/** Records that a server stopped in order: it is not lost. Its trouble still matters. */
export async function reportStop(db: Queryable, id: string): Promise<void> {
  await db.query(sql`UPDATE hierarchy_servers SET stopped_at = ${databaseTime} WHERE id = ${id}::uuid`)
}

/** The latest time before `at` when a server could not take or write heartbeats; null if there was none. */
export function latestTrouble(at: Sql): Sql {
  const isLost = sql`h.stopped_at IS NULL AND h.seen_at <= ${at} - ${lostAfter}`
  return sql`(SELECT max(greatest(h.troubled_at, CASE WHEN ${isLost} THEN least(${at}, h.seen_at + ${lostFor}) END))
    FROM hierarchy_servers h)`
}

/** Condition: a server could not write heartbeats of supervisor `s` because its row was locked. */
export function isLockedOut(at: Sql): Sql {
  return sql`EXISTS (SELECT FROM hierarchy_servers h WHERE s.id = ANY (h.locked_out) AND h.seen_at > ${at} - ${lostFor})`
}

/** Statement that deletes servers that stopped or were lost long ago. */
export function deleteOld(at: Sql): Sql {
  return sql`DELETE FROM hierarchy_servers h WHERE h.seen_at < ${at} - interval '1 hour'`
}
