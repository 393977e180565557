import sql from 'sql-template-tag'
import type { Heartbeat } from '../../domain/heartbeat.ts'
import { supervisorStatuses, type SupervisorId } from '../../domain/glossary.ts'
import { blocksDescendants, canBeBlocked, endsProcess } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'
import { dueAt } from './fragments/health.ts'
import type { SupervisorRow } from './rows.ts'

/** A heartbeat, and the only subtree that its sender can report for (null: the whole hierarchy). */
export interface SentHeartbeat {
  readonly heartbeat: Heartbeat
  readonly within: SupervisorId | null
}

/** The supervisor of a heartbeat, as it was when the heartbeat was judged. */
export interface HeartbeatRow extends Pick<SupervisorRow, 'status' | 'version' | 'incarnation'> {
  /** Whether the heartbeat was recorded: its incarnation is current, its sequence is the highest, and its process may continue. */
  readonly accepted: boolean
  /** Whether the supervisor is blocked by a PAUSED or FAILED ancestor. */
  readonly blocked: boolean
  readonly dueAt: Date
}

/** The time of the statement, written to the rows and used in the results. */
const now = sql`timezone('utc', statement_timestamp())::timestamp(3)`
/** Always true. Turns off synchronous commit for this transaction only, once for the statement. */
const commitsAsynchronously = sql`(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL`
const blockedStatuses = supervisorStatuses.filter(canBeBlocked)
const endedStatuses = supervisorStatuses.filter(endsProcess)
const blockingStatuses = supervisorStatuses.filter(blocksDescendants)

/**
 * Records heartbeats in one statement. Several heartbeats of one supervisor are judged in the order given.
 *
 * The statement waits for no row lock: it keeps its connection only for a short time, and cannot take part in a deadlock. It writes
 * only columns that are in no index and do not increase the version, so the updates are HOT. The commit does not wait for the
 * disk (docs/adr/0012).
 *
 * Every array is a subquery. The planner looks into array parameters, and would plan anew for each batch size: planning takes
 * longer than execution. No CTE is joined: the planner would use nested loops for any number of rows.
 * @returns a result for each heartbeat, in order; null if the sender sees no such supervisor, or another transaction holds
 * the row lock
 */
export async function recordHeartbeats(
  db: Queryable,
  sent: readonly SentHeartbeat[],
): Promise<(HeartbeatRow | null)[]> {
  const canBeBlocked = sql`ANY ((SELECT ${blockedStatuses}::text[])::text[])`
  const rows = await db.query<HeartbeatRow & { n: number }>(sql`
    WITH locked AS MATERIALIZED (
      SELECT h.n, h.incarnation AS reported, h.sequence, h.metrics, s.id, s.path, s.status, s.version, s.incarnation, s.heartbeat_sequence,
        heartbeat_interval(s.config) AS seconds, greatest(s.last_heartbeat, s.status_changed_at) AS alive_at
      FROM unnest(
        (SELECT ${sent.map(({ heartbeat }) => heartbeat.supervisorId)}::uuid[]),
        (SELECT ${sent.map(({ heartbeat }) => heartbeat.incarnation)}::int[]),
        (SELECT ${sent.map(({ heartbeat }) => heartbeat.sequence)}::bigint[]),
        (SELECT ${sent.map(({ heartbeat }) => heartbeat.metrics)}::jsonb[]),
        (SELECT ${sent.map(({ within }) => within)}::uuid[])
      ) WITH ORDINALITY AS h (id, incarnation, sequence, metrics, within, n)
      JOIN supervisors s ON s.id = h.id
      WHERE ${commitsAsynchronously} AND (h.within IS NULL OR h.within = ANY (s.path))
      FOR NO KEY UPDATE OF s SKIP LOCKED
    ), current AS (
      SELECT l.*, l.status <> ALL ((SELECT ${endedStatuses}::text[])::text[]) AND coalesce(l.reported = l.incarnation, true) AS is_current FROM locked l
    ), judged AS MATERIALIZED (
      SELECT c.*, c.is_current AND coalesce(c.sequence > greatest(c.heartbeat_sequence, max(c.sequence) FILTER (WHERE c.is_current) OVER earlier), true) AS accepted
      FROM current c WINDOW earlier AS (PARTITION BY c.id ORDER BY c.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), recorded AS (
      UPDATE supervisors s
      SET last_heartbeat = ${now}, health_metrics = coalesce(j.metrics, s.health_metrics),
        heartbeat_sequence = coalesce(j.sequence, s.heartbeat_sequence)
      FROM (
        SELECT id, max(sequence) AS sequence, (array_agg(metrics ORDER BY n DESC) FILTER (WHERE metrics IS NOT NULL))[1] AS metrics
        FROM judged WHERE accepted GROUP BY id
      ) j
      WHERE s.id = j.id
    ), blockers AS MATERIALIZED (
      SELECT a.id FROM supervisors a
      WHERE a.status = ANY ((SELECT ${blockingStatuses}::text[])::text[])
        AND a.id IN (SELECT unnest(trim_array(l.path, 1)) FROM locked l WHERE l.status = ${canBeBlocked})
    )
    SELECT j.n::int, j.status, j.version, j.incarnation, j.accepted,
      j.status = ${canBeBlocked} AND EXISTS (SELECT FROM blockers)
        AND EXISTS (SELECT FROM unnest(trim_array(j.path, 1)) above (id) WHERE above.id IN (SELECT id FROM blockers)) AS blocked,
      ${dueAt(sql`CASE WHEN bool_or(j.accepted) OVER (PARTITION BY j.id) THEN ${now} ELSE j.alive_at END`, sql`j.seconds`)} AS "dueAt"
    FROM judged j`)
  const answers = sent.map((): HeartbeatRow | null => null)
  for (const row of rows) answers[row.n - 1] = row
  return answers
}

/** Whether the sender of each heartbeat can see its supervisor, whether or not another transaction holds the row lock. */
export async function fetchVisibility(db: Queryable, sent: readonly SentHeartbeat[]): Promise<boolean[]> {
  const rows = await db.query<{ n: number }>(
    sql`SELECT h.n::int
      FROM unnest(${sent.map(({ heartbeat }) => heartbeat.supervisorId)}::uuid[], ${sent.map(({ within }) => within)}::uuid[])
        WITH ORDINALITY AS h (id, within, n)
      JOIN supervisors s ON s.id = h.id
      WHERE h.within IS NULL OR h.within = ANY (s.path)`,
  )
  const found = new Set(rows.map(({ n }) => n - 1))
  return sent.map((_, i) => found.has(i))
}
