import type { Heartbeat } from '../../domain/heartbeat.ts'
import { supervisorStatuses, type SupervisorId, type SupervisorStatus } from '../../domain/glossary.ts'
import { blocksDescendants, canBeBlocked } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'

/** A heartbeat, and the subtree that is all its sender may report for (null: everything). */
export interface SentHeartbeat {
  readonly heartbeat: Heartbeat
  readonly within: SupervisorId | null
}

/** The supervisor of a heartbeat, as it was when that was judged. */
export interface HeartbeatRow {
  readonly status: SupervisorStatus
  readonly version: number
  readonly incarnation: number
  /** Whether the heartbeat was recorded: it is of the current incarnation, not older than others, and there is somebody to live. */
  readonly accepted: boolean
  /** Whether a PAUSED or FAILED ancestor holds it up. */
  readonly blocked: boolean
  readonly dueAt: Date
}

/**
 * Records heartbeats in one statement, and answers each, in their order: null where the sender sees no such supervisor, or
 * somebody else holds its row. Nobody is waited for: so it takes no connection for long, and is part of no deadlock. Of
 * several heartbeats for one supervisor each is judged after those before it.
 *
 * `last_heartbeat`, `health_metrics` and `heartbeat_sequence` are in no index and raise no version: the updates are HOT.
 * The commit does not wait for the disk (docs/adr/0012).
 */
export async function recordHeartbeats(
  db: Queryable,
  sent: readonly SentHeartbeat[],
): Promise<(HeartbeatRow | null)[]> {
  const rows = await db.query<HeartbeatRow & { n: number }>(statement, [
    sent.map(({ heartbeat }) => heartbeat.supervisorId),
    sent.map(({ heartbeat }) => heartbeat.incarnation),
    sent.map(({ heartbeat }) => heartbeat.sequence),
    sent.map(({ heartbeat }) => heartbeat.metrics),
    sent.map(({ within }) => within),
    supervisorStatuses.filter(canBeBlocked),
    supervisorStatuses.filter(blocksDescendants),
  ])
  const answers = sent.map((): HeartbeatRow | null => null)
  for (const row of rows) answers[row.n - 1] = row
  return answers
}

/** The same for all that is written, and for what is answered. */
const moment = `timezone('utc', statement_timestamp())::timestamp(3)`
// The arrays are subqueries to the planner, which looks into parameters: it would plan anew for every few heartbeats, which
// takes longer than to run. No CTE is joined: for any number it would be by nested loops.
const canWait = `ANY ((SELECT $6::text[])::text[])`
const makesWait = `ANY ((SELECT $7::text[])::text[])`
/** True; once for the statement, and for its transaction only. */
const commitsSoon = `(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL`

const statement = `
  WITH locked AS MATERIALIZED (
    SELECT h.n, h.incarnation AS reported, h.sequence, h.metrics, s.id, s.path, s.status, s.version, s.incarnation, s.heartbeat_sequence,
      heartbeat_interval(s.config) AS seconds, greatest(s.last_heartbeat, s.status_changed_at) AS alive_at
    FROM unnest((SELECT $1::uuid[]), (SELECT $2::int[]), (SELECT $3::bigint[]), (SELECT $4::jsonb[]), (SELECT $5::uuid[]))
      WITH ORDINALITY AS h (id, incarnation, sequence, metrics, within, n)
    JOIN supervisors s ON s.id = h.id
    WHERE ${commitsSoon} AND (h.within IS NULL OR h.within = ANY (s.path))
    FOR NO KEY UPDATE OF s SKIP LOCKED
  ), current AS (
    SELECT l.*, l.status <> 'TERMINATED' AND coalesce(l.reported = l.incarnation, true) AS is_current FROM locked l
  ), judged AS MATERIALIZED (
    SELECT c.*, c.is_current AND coalesce(c.sequence > greatest(c.heartbeat_sequence, max(c.sequence) FILTER (WHERE c.is_current) OVER earlier), true) AS accepted
    FROM current c WINDOW earlier AS (PARTITION BY c.id ORDER BY c.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ), recorded AS (
    UPDATE supervisors s
    SET last_heartbeat = ${moment}, health_metrics = coalesce(j.metrics, s.health_metrics),
      heartbeat_sequence = coalesce(j.sequence, s.heartbeat_sequence)
    FROM (
      SELECT id, max(sequence) AS sequence, (array_agg(metrics ORDER BY n DESC) FILTER (WHERE metrics IS NOT NULL))[1] AS metrics
      FROM judged WHERE accepted GROUP BY id
    ) j
    WHERE s.id = j.id
  ), blockers AS MATERIALIZED (
    SELECT a.id FROM supervisors a
    WHERE a.status = ${makesWait}
      AND a.id IN (SELECT unnest(trim_array(l.path, 1)) FROM locked l WHERE l.status = ${canWait})
  )
  SELECT j.n::int, j.status, j.version, j.incarnation, j.accepted,
    j.status = ${canWait} AND EXISTS (SELECT FROM blockers)
      AND EXISTS (SELECT FROM unnest(trim_array(j.path, 1)) above (id) WHERE above.id IN (SELECT id FROM blockers)) AS blocked,
    CASE WHEN bool_or(j.accepted) OVER (PARTITION BY j.id) THEN ${moment} ELSE j.alive_at END
      + make_interval(secs => j.seconds) AS "dueAt"
  FROM judged j`
