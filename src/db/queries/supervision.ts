import type { SupervisorId } from '../../domain/glossary.ts'
import type { JsonObject } from '../../domain/input.ts'
import { automaticallyRestarted } from '../../domain/lifecycle.ts'
import type { PlannedRestart, Report } from '../../domain/supervision.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime } from './health.ts'
import { belowPath } from './subtree.ts'

/** A supervisor above one that failed, and what its config says of restarts. */
export interface OverseerRow {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly config: JsonObject
  readonly incarnation: number
}

export function fetchOverseers(tx: Tx, ids: readonly SupervisorId[]): Promise<OverseerRow[]> {
  return tx.query<OverseerRow>(
    `SELECT s.id, s.parent_id AS "parentId", jsonb_build_object('restart', s.config -> 'restart') AS config, s.incarnation
     FROM supervisors s WHERE s.id = ANY ($1::uuid[])`,
    [ids],
  )
}

/** What is asked of one overseer: how many restarts its present incarnation has decided within the last so many seconds. */
export interface RestartPeriod {
  readonly id: SupervisorId
  readonly incarnation: number
  readonly withinSeconds: number
}

/**
 * From the record, which no server's restart forgets. What was decided exactly as long ago as the period counts still, as
 * in OTP. What a clock that was ahead has dated later than now does not, and neither does what is decided until that
 * moment comes: a restart too many is seen, one too few leaves somebody FAILED for as long.
 */
export async function countRestarts(
  tx: Tx,
  periods: readonly RestartPeriod[],
): Promise<ReadonlyMap<SupervisorId, number>> {
  const rows = await tx.query<{ id: SupervisorId; count: number }>(
    `SELECT p.id, (
       SELECT count(*) FROM supervisor_events e
       WHERE e.supervisor_id = p.id AND e.type = 'CHILD_FAILED'
         AND e.after ->> 'decision' = 'RESTART' AND e.after ->> 'incarnation' = p.incarnation::text
         AND e.at <= p.now
         -- moments never fall along the sequence: what comes before the first of the period need not be read
         AND e.sequence >= (SELECT f.sequence FROM supervisor_events f WHERE f.at >= p.since ORDER BY f.at, f.sequence LIMIT 1)
     )::int AS count
     FROM (
       SELECT id, incarnation, now, now - make_interval(secs => seconds) AS since
       FROM unnest($1::uuid[], $2::int[], $3::int[]) AS p (id, incarnation, seconds),
         -- rounded as moments on the record are: none of them is later than the present one
         (SELECT ${databaseTime}::timestamp(3) AS now) t
     ) p`,
    [
      periods.map(({ id }) => id),
      periods.map(({ incarnation }) => incarnation),
      periods.map(({ withinSeconds }) => withinSeconds),
    ],
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}

/** The live children of each parent, in the order in which they were spawned. */
export async function fetchLiveChildren(
  tx: Tx,
  parentIds: readonly SupervisorId[],
): Promise<ReadonlyMap<SupervisorId, readonly SupervisorId[]>> {
  const rows = await tx.query<{ parentId: SupervisorId; ids: SupervisorId[] }>(
    `SELECT s.parent_id AS "parentId", array_agg(s.id ORDER BY s.created_at, s.id) AS ids
     FROM supervisors s WHERE s.parent_id = ANY ($1::uuid[]) AND s.status <> 'TERMINATED' GROUP BY s.parent_id`,
    [parentIds],
  )
  return new Map(rows.map(({ parentId, ids }) => [parentId, ids]))
}

/** Puts reports on the record, in their order, and answers their sequences. What was written before is on it first. */
export async function recordReports(tx: Tx, reports: readonly Report[]): Promise<readonly string[]> {
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE')
  const rows = await tx.query<{ sequence: string }>(
    `SELECT record_supervision(r.type, r.told, r.facts, r.cause_type, r.cause_of)::text AS sequence
     FROM unnest($1::text[], $2::uuid[], $3::jsonb[], $4::text[], $5::uuid[]) WITH ORDINALITY AS r (type, told, facts, cause_type, cause_of, n)
     ORDER BY r.n`,
    [
      reports.map(({ type }) => type),
      reports.map(({ supervisorId }) => supervisorId),
      reports.map(({ facts }) => JSON.stringify(facts)),
      reports.map(({ causeType }) => causeType),
      reports.map(({ causeOf }) => causeOf),
    ],
  )
  return rows.map(({ sequence }) => sequence)
}

/**
 * Keeps restarts until they are due; of several of the same supervisor, the earliest. A supervisor that is restarted with
 * all below it is followed by these, level by level, before the next one has its turn.
 */
export async function planRestarts(
  tx: Tx,
  restarts: readonly PlannedRestart[],
  sequences: readonly string[],
): Promise<void> {
  await tx.query(
    `WITH turns AS (
       SELECT s.id, s.incarnation, p.reason, p.caused_by,
         p.stagger * (row_number() OVER (PARTITION BY p.overseer ORDER BY p.n, s.hierarchy_level, s.created_at, s.id) - 1) AS seconds
       FROM unnest($1::uuid[], $2::boolean[], $3::uuid[], $4::int[], $5::text[], $6::bigint[]) WITH ORDINALITY
         AS p (id, with_subtree, overseer, stagger, reason, caused_by, n)
       JOIN supervisors top ON top.id = p.id
       CROSS JOIN LATERAL (
         SELECT top.id, top.incarnation, top.status, top.hierarchy_level, top.created_at
         UNION ALL
         SELECT s.id, s.incarnation, s.status, s.hierarchy_level, s.created_at FROM supervisors s WHERE p.with_subtree AND ${belowPath('top.path')}
       ) s
       WHERE s.status = ANY ($7::text[])
     )
     INSERT INTO supervisor_restarts AS kept (supervisor_id, incarnation, due_at, reason, caused_by)
     SELECT DISTINCT ON (t.id) t.id, t.incarnation, decided.at + make_interval(secs => t.seconds), t.reason, t.caused_by
     FROM turns t CROSS JOIN (SELECT ${databaseTime} AS at) decided
     ORDER BY t.id, t.seconds
     ON CONFLICT (supervisor_id) DO UPDATE SET incarnation = excluded.incarnation, reason = excluded.reason, caused_by = excluded.caused_by,
       due_at = excluded.due_at
     WHERE kept.incarnation <> excluded.incarnation OR kept.due_at > excluded.due_at`,
    [
      restarts.map(({ id }) => id),
      restarts.map(({ withSubtree }) => withSubtree),
      restarts.map(({ overseerId }) => overseerId),
      restarts.map(({ staggerSeconds }) => staggerSeconds),
      restarts.map(({ reason }) => reason),
      restarts.map(({ report }) => sequences[report]),
      automaticallyRestarted,
    ],
  )
}

/** Which of these await a restart that was decided before, and would have it if it were their turn. */
export async function findAwaitingRestart(tx: Tx, ids: readonly SupervisorId[]): Promise<ReadonlySet<SupervisorId>> {
  const rows = await tx.query<{ id: SupervisorId }>(
    `SELECT s.id FROM supervisors s JOIN supervisor_restarts r ON r.supervisor_id = s.id AND r.incarnation = s.incarnation
     WHERE s.id = ANY ($1::uuid[]) AND s.status = ANY ($2::text[])`,
    [ids, automaticallyRestarted],
  )
  return new Set(rows.map(({ id }) => id))
}
