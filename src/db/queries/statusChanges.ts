import sql, { empty } from 'sql-template-tag'
import type { ChildPolicy, Scope, SupervisorId } from '../../domain/glossary.ts'
import { highestIncarnation, ruleOf, type TransitionRule } from '../../domain/lifecycle.ts'
import type { Tx } from '../treeTransaction.ts'
import { belowPath, isWithin } from './fragments/subtree.ts'
import type { SupervisorNode, SupervisorRow } from './rows.ts'

export interface TransitionOrder {
  readonly rule: TransitionRule
  /** Changed before the others, if the rule allows it: its event is the cause of their events. */
  readonly target: SupervisorNode
  readonly scope: Scope
  /** The version that the target must have; null: any version. */
  readonly expectedVersion: number | null
  readonly reason: string | null
}

/**
 * Changes the status of a supervisor, or of all supervisors of its subtree from whose state the rule allows it, in one statement.
 * @returns how many supervisors changed. A target with another version than expected is left out.
 */
export async function applyTransition(
  tx: Tx,
  { rule, target, scope, expectedVersion, reason }: TransitionOrder,
): Promise<number> {
  const status = sql`status = ${rule.to}, status_reason = ${reason}`
  const changes = rule.nextIncarnation
    ? sql`${status}, incarnation = s.incarnation + 1, heartbeat_sequence = NULL`
    : status
  const allowsIt = sql`s.status = ANY (${rule.from}::text[])
    ${rule.nextIncarnation ? sql`AND s.incarnation < ${highestIncarnation}` : empty}`
  const others = sql`, others AS (
      UPDATE supervisors s SET ${changes}
      FROM (SELECT count(*) FROM target) first
      WHERE ${belowPath(sql`${target.path}::uuid[]`)} AND ${allowsIt}
      RETURNING s.id
    )`
  const isSubtree = scope === 'SUBTREE'
  const [row] = await tx.query<{ count: number }>(
    sql`WITH target AS (
        UPDATE supervisors s SET ${changes}
        WHERE s.id = ${target.id}::uuid AND ${allowsIt} AND s.version = coalesce(${expectedVersion}, s.version)
        RETURNING s.id
      )${isSubtree ? others : empty}
      SELECT (SELECT count(*) FROM target)::int ${isSubtree ? sql`+ (SELECT count(*) FROM others)::int` : empty} AS count`,
  )
  return row?.count ?? 0
}

export interface TerminationOrder {
  readonly target: SupervisorNode
  readonly policy: ChildPolicy
  /** The version that the target must have; null: any version. */
  readonly expectedVersion: number | null
  readonly reason: string | null
}

/**
 * Terminates a live supervisor, with CASCADE its live descendants too, and moves its live children with REPARENT, in one statement.
 * A child can thus take a name that the target frees, and no child is live below a TERMINATED parent when the statement ends.
 * Triggers end the memberships. The target is changed first: its event is the cause of all others.
 * @returns how many supervisors were terminated; 0, and nothing was written, where the target has another version
 */
export async function applyTermination(
  tx: Tx,
  { target, policy, expectedVersion, reason }: TerminationOrder,
): Promise<number> {
  const isBelow = policy === 'CASCADE' ? belowPath(sql`${target.path}::uuid[]`) : sql`false`
  const isReparented = policy === 'REPARENT' ? sql`s.parent_id = ${target.id}::uuid` : sql`false`
  const [row] = await tx.query<{ count: number }>(
    sql`WITH target AS (
        UPDATE supervisors SET status = 'TERMINATED', status_reason = ${reason}
        WHERE id = ${target.id}::uuid AND status <> 'TERMINATED' AND version = coalesce(${expectedVersion}, version) RETURNING id
      ), others AS (
        UPDATE supervisors s SET status = 'TERMINATED', status_reason = ${reason} FROM target
        WHERE ${isBelow} AND s.status <> 'TERMINATED' RETURNING s.id
      ), counted AS (
        SELECT (SELECT count(*) FROM target)::int + (SELECT count(*) FROM others)::int AS count
      ), reparented AS (
        UPDATE supervisors s SET parent_id = ${target.parentId} FROM counted, target
        WHERE ${isReparented} AND s.status <> 'TERMINATED'
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
 * @param within supervisors outside this subtree count as unknown: they may have left it since they reported
 * @returns all of the supervisors that exist, as they are now
 */
export function applyActivations(
  tx: Tx,
  reporting: readonly ReportingSupervisor[],
  within: SupervisorId | null,
): Promise<ActivatedRow[]> {
  const { from, to } = ruleOf('ACTIVATE')
  const ids = reporting.map(({ id }) => id)
  const incarnations = reporting.map(({ incarnation }) => incarnation)
  return tx.query<ActivatedRow>(
    sql`WITH reporting AS (
        SELECT * FROM unnest(${ids}::uuid[], ${incarnations}::int[]) AS r (id, incarnation)
      ), activated AS (
        UPDATE supervisors s SET status = ${to}, status_reason = NULL FROM reporting r
        WHERE s.id = r.id AND s.incarnation = r.incarnation AND s.status = ANY (${from}::text[]) AND ${isWithin(within)}
        RETURNING s.id, s.status, s.version
      )
      SELECT s.id, coalesce(a.status, s.status) AS status, coalesce(a.version, s.version) AS version, s.incarnation
      FROM reporting r JOIN supervisors s ON s.id = r.id AND ${isWithin(within)} LEFT JOIN activated a ON a.id = s.id`,
  )
}
