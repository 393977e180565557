import sql, { empty } from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import { ruleOf, type TransitionRule } from '../../domain/lifecycle.ts'
import type { TerminationPlan } from '../../domain/termination.ts'
import type { Tx } from '../treeTransaction.ts'
import type { SupervisorRow } from './rows.ts'

export interface TransitionOrder {
  readonly rule: TransitionRule
  /** Changed before the others, if it is one of `ids`: its event is the cause of their events. */
  readonly target: SupervisorId
  /** The version that the target must have; null: any version. */
  readonly expectedVersion: number | null
  /** The supervisors to change, with or without the target. */
  readonly ids: readonly SupervisorId[]
  readonly reason: string | null
}

/**
 * Changes the status of supervisors in one statement.
 * @returns how many supervisors changed. A supervisor that no longer exists or no longer allows the transition is left out,
 * and so is a target with another version than expected.
 */
export async function applyTransition(
  tx: Tx,
  { rule, target, expectedVersion, ids, reason }: TransitionOrder,
): Promise<number> {
  const status = sql`status = ${rule.to}, status_reason = ${reason}`
  const changes = rule.nextIncarnation
    ? sql`${status}, incarnation = s.incarnation + 1, heartbeat_sequence = NULL`
    : status
  const allowsIt = sql`s.id = ANY (${ids}::uuid[]) AND s.status = ANY (${rule.from}::text[])
    ${rule.nextIncarnation ? sql`AND s.incarnation < 2147483647` : empty}`
  const [row] = await tx.query<{ count: number }>(
    sql`WITH target AS (
        UPDATE supervisors s SET ${changes}
        WHERE s.id = ${target}::uuid AND ${allowsIt} AND s.version = coalesce(${expectedVersion}, s.version)
        RETURNING s.id
      ), others AS (
        UPDATE supervisors s SET ${changes}
        FROM (SELECT count(*) FROM target) first
        WHERE s.id <> ${target}::uuid AND ${allowsIt}
        RETURNING s.id
      )
      SELECT (SELECT count(*) FROM target)::int + (SELECT count(*) FROM others)::int AS count`,
  )
  return row?.count ?? 0
}

/**
 * Terminates live supervisors, ends the memberships of their teams, and moves the target's children, in one statement. A
 * child can thus take a name that the target frees, and no child is live below a TERMINATED parent when the statement ends.
 * The target is changed first: its event is the cause of all others.
 * @param expectedVersion the version that the target must have; null: any version
 * @returns how many supervisors were terminated; 0, and nothing was written, where the target has another version
 */
export async function applyTermination(
  tx: Tx,
  { terminated: [target, ...others], reparented }: TerminationPlan,
  newParentId: SupervisorId | null,
  reason: string | null,
  expectedVersion: number | null,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`WITH target AS (
        UPDATE supervisors SET status = 'TERMINATED', status_reason = ${reason}
        WHERE id = ${target}::uuid AND status <> 'TERMINATED' AND version = coalesce(${expectedVersion}, version) RETURNING id
      ), others AS (
        UPDATE supervisors s SET status = 'TERMINATED', status_reason = ${reason} FROM target
        WHERE s.id = ANY (${others}::uuid[]) AND s.status <> 'TERMINATED' RETURNING s.id
      ), counted AS (
        SELECT (SELECT count(*) FROM target)::int + (SELECT count(*) FROM others)::int AS count
      ), ended AS (
        UPDATE supervisor_team_members m SET left_at = greatest(m.joined_at, timezone('utc', statement_timestamp()))
        FROM supervisor_teams t, counted, target
        WHERE t.supervisor_id = ANY (${target}::uuid || ${others}::uuid[]) AND m.team_id = t.id AND m.left_at IS NULL
      ), reparented AS (
        UPDATE supervisors s SET parent_id = ${newParentId} FROM counted, target WHERE s.id = ANY (${reparented}::uuid[])
      )
      SELECT count FROM counted`,
  )
  return row?.count ?? 0
}

/** A supervisor whose process has sent its first heartbeat, and the incarnation that the process was started as. */
export interface ReportingSupervisor {
  readonly id: SupervisorId
  readonly incarnation: number
}

export type ActivatedRow = Pick<SupervisorRow, 'id' | 'status' | 'version' | 'incarnation'>

/**
 * Makes SPAWNING supervisors ACTIVE if they still have the reported incarnation.
 * @returns all of the supervisors that exist, as they are now
 */
export function applyActivations(tx: Tx, reporting: readonly ReportingSupervisor[]): Promise<ActivatedRow[]> {
  const { from, to } = ruleOf('ACTIVATE')
  const ids = reporting.map(({ id }) => id)
  const incarnations = reporting.map(({ incarnation }) => incarnation)
  return tx.query<ActivatedRow>(
    sql`WITH reporting AS (
        SELECT * FROM unnest(${ids}::uuid[], ${incarnations}::int[]) AS r (id, incarnation)
      ), activated AS (
        UPDATE supervisors s SET status = ${to}, status_reason = NULL FROM reporting r
        WHERE s.id = r.id AND s.incarnation = r.incarnation AND s.status = ANY (${from}::text[])
        RETURNING s.id, s.status, s.version
      )
      SELECT s.id, coalesce(a.status, s.status) AS status, coalesce(a.version, s.version) AS version, s.incarnation
      FROM reporting r JOIN supervisors s ON s.id = r.id LEFT JOIN activated a ON a.id = s.id`,
  )
}
