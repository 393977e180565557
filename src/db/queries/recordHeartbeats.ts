import type { Heartbeat } from '../../domain/heartbeat.ts'
import { supervisorStatuses, type SupervisorId, type SupervisorStatus } from '../../domain/glossary.ts'
import { blocksDescendants, canBeBlocked } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'
import { databaseTime } from './health.ts'

/** A heartbeat, and the subtree that is all its sender may report for (null: everything). */
export interface SentHeartbeat extends Heartbeat {
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
 * Records heartbeats in one statement, and answers each, in their order: null where the sender sees no such supervisor.
 * Rows are locked in the order of their ids, so that statements which overlap never wait for each other in a circle; with
 * `skipLocked` nobody is waited for, and what somebody else holds is answered by null too. Of several heartbeats for one
 * supervisor each is judged after those before it.
 *
 * `last_heartbeat`, `health_metrics` and `heartbeat_sequence` are in no index and raise no version: the updates are HOT.
 */
export async function recordHeartbeats(
  db: Queryable,
  heartbeats: readonly SentHeartbeat[],
  skipLocked: boolean,
): Promise<(HeartbeatRow | null)[]> {
  const rows = await db.query<HeartbeatRow & { n: number }>(
    `WITH locked AS MATERIALIZED (
       SELECT s.id, s.path, s.status, s.version, s.incarnation, s.heartbeat_sequence, heartbeat_interval(s.config) AS seconds,
         greatest(s.last_heartbeat, s.status_changed_at) AS alive_at
       FROM supervisors s WHERE s.id = ANY ($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE ${skipLocked ? 'SKIP LOCKED' : ''}
     ), current AS (
       SELECT h.n, h.sequence, h.metrics, l.*, l.status <> 'TERMINATED' AND coalesce(h.incarnation = l.incarnation, true) AS is_current
       FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::jsonb[], $5::uuid[]) WITH ORDINALITY AS h (id, incarnation, sequence, metrics, within, n)
       JOIN locked l ON l.id = h.id
       WHERE h.within IS NULL OR h.within = ANY (l.path)
     ), judged AS MATERIALIZED (
       SELECT c.*, c.is_current AND coalesce(c.sequence > greatest(c.heartbeat_sequence, max(c.sequence) FILTER (WHERE c.is_current) OVER earlier), true) AS accepted
       FROM current c WINDOW earlier AS (PARTITION BY c.id ORDER BY c.n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     ), recorded AS (
       UPDATE supervisors s
       SET last_heartbeat = ${databaseTime}, health_metrics = coalesce(j.metrics, s.health_metrics),
         heartbeat_sequence = coalesce(j.sequence, s.heartbeat_sequence)
       FROM (
         SELECT id, max(sequence) AS sequence, (array_agg(metrics ORDER BY n DESC) FILTER (WHERE metrics IS NOT NULL))[1] AS metrics
         FROM judged WHERE accepted GROUP BY id
       ) j
       WHERE s.id = j.id
       RETURNING s.id, s.last_heartbeat
     ), blocked AS MATERIALIZED (
       SELECT DISTINCT l.id
       FROM locked l CROSS JOIN LATERAL unnest(trim_array(l.path, 1)) above (id) JOIN supervisors a ON a.id = above.id
       WHERE l.status = ANY ($6::text[]) AND a.status = ANY ($7::text[])
     )
     SELECT j.n::int, j.status, j.version, j.incarnation, j.accepted, b.id IS NOT NULL AS blocked,
       coalesce(r.last_heartbeat, j.alive_at) + make_interval(secs => j.seconds) AS "dueAt"
     FROM judged j LEFT JOIN recorded r ON r.id = j.id LEFT JOIN blocked b ON b.id = j.id`,
    [
      heartbeats.map(({ supervisorId }) => supervisorId),
      heartbeats.map(({ incarnation }) => incarnation),
      heartbeats.map(({ sequence }) => sequence),
      heartbeats.map(({ metrics }) => metrics && JSON.stringify(metrics)),
      heartbeats.map(({ within }) => within),
      supervisorStatuses.filter(canBeBlocked),
      supervisorStatuses.filter(blocksDescendants),
    ],
    // planned for a few heartbeats, it would take some 5 times as long for a thousand
    { prepared: false },
  )
  const answers = heartbeats.map((): HeartbeatRow | null => null)
  for (const { n, ...row } of rows) answers[n - 1] = row
  return answers
}
