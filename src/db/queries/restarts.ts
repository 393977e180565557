import sql from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import { automaticallyRestarted, ruleOf } from '../../domain/lifecycle.ts'
import type { PlannedRestart } from '../../domain/supervision.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime } from './fragments/health.ts'
import { belowPath } from './fragments/subtree.ts'

/**
 * Schedules restarts. A supervisor that is restarted with its subtree comes first, then its descendants level by level, then
 * the next supervisor. Where a supervisor has several scheduled restarts, the earliest is kept.
 * @param sequences the sequences of the reports that decided the restarts
 */
export async function insertScheduledRestarts(
  tx: Tx,
  restarts: readonly PlannedRestart[],
  sequences: readonly string[],
): Promise<void> {
  await tx.query(
    sql`WITH turns AS (
        SELECT s.id, s.incarnation, p.reason, p.caused_by,
          p.stagger * (row_number() OVER (PARTITION BY p.parent ORDER BY p.n, s.hierarchy_level, s.created_at, s.id) - 1) AS seconds
        FROM unnest(
          ${restarts.map(({ id }) => id)}::uuid[],
          ${restarts.map(({ withSubtree }) => withSubtree)}::boolean[],
          ${restarts.map(({ parentId }) => parentId)}::uuid[],
          ${restarts.map(({ staggerSeconds }) => staggerSeconds)}::int[],
          ${restarts.map(({ reason }) => reason)}::text[],
          ${restarts.map(({ report }) => sequences[report])}::bigint[]
        ) WITH ORDINALITY AS p (id, with_subtree, parent, stagger, reason, caused_by, n)
        JOIN supervisors top ON top.id = p.id
        CROSS JOIN LATERAL (
          SELECT top.id, top.incarnation, top.status, top.hierarchy_level, top.created_at
          UNION ALL
          SELECT s.id, s.incarnation, s.status, s.hierarchy_level, s.created_at FROM supervisors s
          WHERE p.with_subtree AND ${belowPath(sql`top.path`)}
        ) s
        WHERE s.status = ANY (${automaticallyRestarted}::text[])
      )
      INSERT INTO supervisor_restarts AS kept (supervisor_id, incarnation, due_at, reason, caused_by)
      SELECT DISTINCT ON (t.id) t.id, t.incarnation, decided.at + make_interval(secs => t.seconds), t.reason, t.caused_by
      FROM turns t CROSS JOIN (SELECT ${databaseTime} AS at) decided
      ORDER BY t.id, t.seconds
      ON CONFLICT (supervisor_id) DO UPDATE SET incarnation = excluded.incarnation, reason = excluded.reason, caused_by = excluded.caused_by,
        due_at = excluded.due_at
      WHERE kept.incarnation <> excluded.incarnation OR kept.due_at > excluded.due_at`,
  )
}

/** Which of these supervisors have a scheduled restart that is still valid for their status and incarnation. */
export async function fetchAwaitingRestart(tx: Tx, ids: readonly SupervisorId[]): Promise<ReadonlySet<SupervisorId>> {
  const rows = await tx.query<{ id: SupervisorId }>(
    sql`SELECT s.id FROM supervisors s
      JOIN supervisor_restarts r ON r.supervisor_id = s.id AND r.incarnation = s.incarnation
      WHERE s.id = ANY (${ids}::uuid[]) AND s.status = ANY (${automaticallyRestarted}::text[])`,
  )
  return new Set(rows.map(({ id }) => id))
}

export interface RestartPeriod {
  readonly id: SupervisorId
  readonly incarnation: number
  readonly withinSeconds: number
}

/**
 * Counts the restarts that each supervisor's current incarnation has decided for its children within the last
 * `withinSeconds`. The counts come from the event log: they survive a restart of the server.
 *
 * A restart that was decided exactly `withinSeconds` ago counts, as in Erlang/OTP. An event can be dated in the future, by a
 * clock that was ahead. It does not count until that time: an additional restart is visible, while an escalation too many
 * leaves supervisors FAILED.
 */
export async function fetchRestartCounts(
  tx: Tx,
  periods: readonly RestartPeriod[],
): Promise<ReadonlyMap<SupervisorId, number>> {
  const rows = await tx.query<{ id: SupervisorId; count: number }>(
    sql`SELECT p.id, (
        SELECT count(*) FROM supervisor_events e
        WHERE e.supervisor_id = p.id AND e.type = 'CHILD_FAILED'
          AND e.after ->> 'decision' = 'RESTART' AND e.after ->> 'incarnation' = p.incarnation::text
          AND e.at <= p.now
          -- times never decrease along the sequence: earlier events need not be read
          AND e.sequence >= (SELECT first_event_not_before(p.since))
      )::int AS count
      FROM (
        SELECT id, incarnation, now, now - make_interval(secs => seconds) AS since
        FROM unnest(
          ${periods.map(({ id }) => id)}::uuid[],
          ${periods.map(({ incarnation }) => incarnation)}::int[],
          ${periods.map(({ withinSeconds }) => withinSeconds)}::int[]
        ) AS p (id, incarnation, seconds),
          -- rounded as the times of events are: no event so far is later than now
          (SELECT ${databaseTime}::timestamp(3) AS now) t
      ) p`,
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}

export interface AppliedRestarts {
  /** Number of scheduled restarts that were removed. */
  readonly taken: number
  /** Number of supervisors that were restarted. */
  readonly made: number
}

/**
 * Performs and removes the restarts that are due, at most `limit`: the earliest first, then parents before children, then in
 * spawn order.
 *
 * A scheduled restart is removed without a restart if the supervisor has been restarted, paused or terminated since.
 * The same applies if its incarnation is the largest integer: it would block all others forever. A supervisor whose row another transaction
 * holds is left to a later sweep, so that the statement waits for no row lock.
 */
export async function applyDueRestarts(tx: Tx, limit: number): Promise<AppliedRestarts> {
  const taken = await tx.query<{ id: SupervisorId; incarnation: number; reason: string }>(
    sql`WITH due AS MATERIALIZED (
        SELECT r.supervisor_id AS id, r.incarnation, r.reason, r.due_at, set_config('app.due_restarts', 'true', true)
        FROM supervisor_restarts r WHERE r.due_at <= ${databaseTime}
      ), locked AS MATERIALIZED (
        SELECT d.* FROM due d JOIN supervisors s ON s.id = d.id
        ORDER BY d.due_at, s.hierarchy_level, s.created_at, s.id LIMIT ${limit}
        FOR NO KEY UPDATE OF s SKIP LOCKED -- skipped rows do not count towards the limit
      )
      SELECT id, incarnation, reason FROM locked
      UNION ALL
      (SELECT d.id, d.incarnation, d.reason FROM due d WHERE NOT EXISTS (SELECT FROM supervisors s WHERE s.id = d.id) LIMIT ${limit})`,
  )
  const ids = taken.map(({ id }) => id)
  const incarnations = taken.map(({ incarnation }) => incarnation)
  const reasons = taken.map(({ reason }) => reason)
  const made = await tx.query(
    sql`UPDATE supervisors s
      SET status = ${ruleOf('RESTART').to}, status_reason = d.reason, incarnation = s.incarnation + 1, heartbeat_sequence = NULL
      FROM unnest(${ids}::uuid[], ${incarnations}::int[], ${reasons}::text[]) AS d (id, incarnation, reason)
      WHERE s.id = d.id AND s.incarnation = d.incarnation AND s.incarnation < 2147483647
        AND s.status = ANY (${automaticallyRestarted}::text[])
      RETURNING s.id`,
  )
  // the triggers that write the events look up the causes in supervisor_restarts: they must run before the DELETE
  await tx.query(sql`SET CONSTRAINTS ALL IMMEDIATE`)
  await tx.query(sql`DELETE FROM supervisor_restarts WHERE supervisor_id = ANY (${ids}::uuid[])`)
  return { taken: taken.length, made: made.length }
}
