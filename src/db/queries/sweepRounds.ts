import type { SupervisorId } from '../../domain/glossary.ts'
import { ruleOf } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime } from './health.ts'

/** A round that is this server's to make. Its moments are in the words of the database, of which a `Date` would lose some. */
export interface SweepTurn {
  /** When it began: the one moment at which everybody is judged, however long it takes. */
  readonly at: string
  /** Nobody is dead before one interval from then on. */
  readonly graceFrom: string | null
  /** Whether a restart that was decided before is to be made by now. */
  readonly restartsAreDue: boolean
}

/** Three intervals without a round are an outage; fifteen seconds at the least (docs/adr/0011). */
export function outageMs(intervalMs: number): number {
  return Math.max(3 * intervalMs, 15_000)
}

/**
 * Takes the turn, until the end of the transaction, and puts on record when. Null where another server has it, or has
 * just had it: all of them together make one round in each interval. After an outage everybody is given time to report.
 */
export async function beginSweepRound(tx: Tx, intervalMs: number, again: boolean): Promise<SweepTurn | null> {
  const [turn] = await tx.query<SweepTurn>(
    `WITH turn AS MATERIALIZED (
       SELECT pg_try_advisory_xact_lock(6014125522) AS ours, ${databaseTime} AS now, make_interval(secs => $1 / 1000.0) AS pause
     )
     UPDATE sweeper w SET last_round_at = t.now,
       -- a clock that was set back has seen later rounds than now, and would have everybody spared until it is there again
       grace_from = CASE WHEN w.last_round_at > t.now - make_interval(secs => $3 / 1000.0) AND w.last_round_at <= t.now THEN w.grace_from ELSE t.now END
     FROM turn t
     WHERE t.ours AND ($2 OR coalesce(w.last_round_at NOT BETWEEN t.now - 0.8 * t.pause AND t.now, true))
     RETURNING t.now::text AS at, w.grace_from::text AS "graceFrom",
       EXISTS (SELECT FROM supervisor_restarts r WHERE r.due_at <= t.now) AS "restartsAreDue"`,
    [intervalMs, again, outageMs(intervalMs)],
  )
  return turn ?? null
}

/** How long ago the last round began, whoever made it; null where there was none yet. */
export async function fetchSweepLag(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ milliseconds: number | null }>(
    `SELECT extract(epoch FROM ${databaseTime} - w.last_round_at)::float8 * 1000 AS milliseconds FROM sweeper w`,
  )
  return row?.milliseconds ?? null
}

/** By which a supervisor is found dead. */
export interface Judgement extends Pick<SweepTurn, 'at' | 'graceFrom'> {
  readonly spawnTimeoutSeconds: number
}

const at = '$1::timestamp'
// inlined, since all that is given to it are columns and parameters: not a call for each supervisor
const causeOfDeath = `cause_of_death(s.status, s.config, s.last_heartbeat, s.status_changed_at, $2::timestamp, $3::int, ${at})`
const judged = `'{${ruleOf('FAIL').from.join()}}'::text[]`
const judgedBy = ({ at, graceFrom, spawnTimeoutSeconds }: Judgement): unknown[] => [at, graceFrom, spawnTimeoutSeconds]

/** Those that are dead, the first `limit` of them. */
export async function findDead(tx: Tx, judgement: Judgement, limit: number): Promise<SupervisorId[]> {
  const rows = await tx.query<{ id: SupervisorId }>(
    `SELECT s.id FROM supervisors s
     WHERE s.status = ANY (${judged})
       -- what nearly all of them are spared by, before health_state() is called, which cannot be inlined
       AND greatest(s.last_heartbeat, s.status_changed_at)
         <= ${at} - make_interval(secs => CASE s.status WHEN 'ACTIVE' THEN 3 * heartbeat_interval(s.config) ELSE $3 END)
       AND ${causeOfDeath} IS NOT NULL
     ORDER BY s.created_at, s.id LIMIT $4`,
    [...judgedBy(judgement), limit],
  )
  return rows.map(({ id }) => id)
}

export interface DeadSupervisor {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly path: readonly SupervisorId[]
}

/**
 * Makes FAILED those of them that are dead still, the first `limit`: a heartbeat may have come meanwhile. Rows that others
 * hold are left to a later round, so that nobody waits for them. In the order of spawning.
 */
export function failDead(
  tx: Tx,
  ids: readonly SupervisorId[],
  judgement: Judgement,
  limit: number,
): Promise<DeadSupervisor[]> {
  return tx.query<DeadSupervisor>(
    `WITH dead AS MATERIALIZED (
       SELECT s.id, ${causeOfDeath} AS cause FROM supervisors s
       WHERE s.id = ANY ($4::uuid[]) AND s.status = ANY (${judged}) AND ${causeOfDeath} IS NOT NULL
       ORDER BY s.created_at, s.id LIMIT $5
       FOR NO KEY UPDATE SKIP LOCKED -- those that were skipped do not count for the limit
     ), failed AS (
       UPDATE supervisors s SET status = '${ruleOf('FAIL').to}', status_reason = d.cause FROM dead d WHERE s.id = d.id
       RETURNING s.id, s.parent_id, s.path, s.created_at
     )
     SELECT id, parent_id AS "parentId", path FROM failed ORDER BY created_at, id`,
    [...judgedBy(judgement), ids, limit],
  )
}
