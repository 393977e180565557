import sql, { raw, type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import { ruleOf } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime, sweepLag } from './fragments/health.ts'
import { select } from './fragments/rowShape.ts'
import { ancestorRow, type AncestorRow, type SupervisorNode } from './rows.ts'
import { deleteOld, isLockedOut, latestTrouble } from './servers.ts'

/** A sweep that this server runs. Times are the database's texts: a `Date` has less precision. */
export interface SweepTurn {
  /** When the sweep began. All supervisors are judged at this time, however long the sweep takes. */
  readonly at: string
  /** Start of the grace period: before one heartbeat interval has passed since then, no supervisor is unresponsive. */
  readonly graceFrom: string | null
  /** The latest time at which a server could not receive or record heartbeats: a limited grace period follows (docs/adr/0014). */
  readonly troubledAt: string | null
  /** Whether a scheduled restart is due. */
  readonly restartsAreDue: boolean
}

/** An outage is at least three sweep intervals, and at least 15 seconds, without a sweep (docs/adr/0011). */
export function outageMs(intervalMs: number): number {
  return Math.max(3 * intervalMs, 15_000)
}

/** The advisory lock of the server that sweeps. */
const turnLock = raw('6014125522')

/**
 * Waits for the turn to sweep, at most for the lock timeout of the transaction, and keeps it until the transaction ends. It waits,
 * because a server that only looks whether a sweep is due has the turn for a moment too.
 */
export async function awaitSweepTurn(tx: Tx): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(${turnLock})`)
}

/**
 * Takes the turn to sweep until the transaction ends, and stores the time. Together, all servers run one sweep in each
 * interval. After an outage, and after trouble of a server, a grace period begins: supervisors have time to send a heartbeat.
 * @param again whether this server continues its last sweep
 * @returns null if another server sweeps now, or has swept less than an interval ago
 */
export async function beginSweep(tx: Tx, intervalMs: number, again: boolean): Promise<SweepTurn | null> {
  const outageSeconds = sql`${outageMs(intervalMs)} / 1000.0`
  const [turn] = await tx.query<SweepTurn>(
    sql`WITH turn AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(${turnLock}) AS ours, ${databaseTime} AS now,
          make_interval(secs => ${intervalMs} / 1000.0) AS pause
      ), gone AS (${deleteOld(sql`(SELECT now FROM turn WHERE ours)`)})
      UPDATE sweeper w SET last_round_at = t.now,
        -- where the clock was set back, the last sweep is in the future: without a new grace period the old one would last until then
        grace_from = CASE WHEN w.last_round_at > t.now - make_interval(secs => ${outageSeconds}) AND w.last_round_at <= t.now
          THEN w.grace_from ELSE t.now END
      FROM turn t
      WHERE t.ours AND (${again} OR coalesce(w.last_round_at NOT BETWEEN t.now - 0.8 * t.pause AND t.now, true))
      RETURNING t.now::text AS at, w.grace_from::text AS "graceFrom", ${latestTrouble(sql`t.now`)}::text AS "troubledAt",
        EXISTS (SELECT FROM supervisor_restarts r WHERE r.due_at <= t.now) AS "restartsAreDue"`,
  )
  return turn ?? null
}

/** Milliseconds since the last sweep of any server began; null if there was none yet. */
export async function fetchSweepLag(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ milliseconds: number | null }>(sql`SELECT ${sweepLag} AS milliseconds`)
  return row?.milliseconds ?? null
}

/** The criteria by which supervisors are found unresponsive. */
export interface SweepCriteria extends Pick<SweepTurn, 'at' | 'graceFrom' | 'troubledAt'> {
  readonly spawnTimeoutSeconds: number
}

const monitoredStatuses = raw(`'{${ruleOf('FAIL').from.join()}}'::text[]`)

/** Why supervisor `s` is unresponsive; null if it is not. All arguments are columns and parameters: PostgreSQL inlines it. */
function failureCause({ at, graceFrom, troubledAt, spawnTimeoutSeconds }: SweepCriteria): Sql {
  return sql`cause_of_failure(s.status, s.config, s.last_heartbeat, s.status_changed_at, ${graceFrom}::timestamp, ${troubledAt}::timestamp, ${spawnTimeoutSeconds}::int, ${at}::timestamp)`
}

/** Unresponsive supervisors in spawn order, at most `limit`. */
export async function fetchUnresponsive(tx: Tx, criteria: SweepCriteria, limit: number): Promise<SupervisorId[]> {
  const { at, spawnTimeoutSeconds } = criteria
  const rows = await tx.query<{ id: SupervisorId }>(
    sql`SELECT s.id FROM supervisors s
      WHERE s.status = ANY (${monitoredStatuses})
        -- excludes nearly all supervisors before health_state() is called, which cannot be inlined
        AND greatest(s.last_heartbeat, s.status_changed_at) <= ${at}::timestamp - make_interval(secs =>
          CASE s.status WHEN 'ACTIVE' THEN 3 * heartbeat_interval(s.config) ELSE ${spawnTimeoutSeconds}::int END)
        AND ${failureCause(criteria)} IS NOT NULL AND NOT ${isLockedOut(sql`${at}::timestamp`)}
      ORDER BY s.created_at, s.id LIMIT ${limit}`,
  )
  return rows.map(({ id }) => id)
}

/** A supervisor that a transaction has made FAILED. */
export type FailedSupervisor = Pick<SupervisorNode, 'id' | 'parentId' | 'path'>

/**
 * Makes supervisors FAILED that are still unresponsive, at most `limit`: a heartbeat can have arrived since they were found.
 * Supervisors whose row another transaction holds are left to a later sweep, so that the statement waits for no row lock.
 * @returns the failed supervisors in spawn order
 */
export function applyFailures(
  tx: Tx,
  ids: readonly SupervisorId[],
  criteria: SweepCriteria,
  limit: number,
): Promise<FailedSupervisor[]> {
  return tx.query<FailedSupervisor>(
    sql`WITH unresponsive AS MATERIALIZED (
        SELECT s.id, ${failureCause(criteria)} AS cause FROM supervisors s
        WHERE s.id = ANY (${ids}::uuid[]) AND s.status = ANY (${monitoredStatuses}) AND ${failureCause(criteria)} IS NOT NULL
        ORDER BY s.created_at, s.id LIMIT ${limit}
        FOR NO KEY UPDATE SKIP LOCKED -- skipped rows do not count towards the limit
      ), failed AS (
        UPDATE supervisors s SET status = ${ruleOf('FAIL').to}, status_reason = u.cause FROM unresponsive u WHERE s.id = u.id
        RETURNING s.id, s.parent_id, s.path, s.created_at
      )
      SELECT id, parent_id AS "parentId", path FROM failed ORDER BY created_at, id`,
  )
}

/** Rows in any order; unknown ids have no row. */
export function fetchAncestors(tx: Tx, ids: readonly SupervisorId[]): Promise<AncestorRow[]> {
  return tx.query<AncestorRow>(sql`${select(ancestorRow)} WHERE s.id = ANY (${ids}::uuid[])`)
}
