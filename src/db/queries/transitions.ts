import type { SupervisorId } from '../../domain/glossary.ts'
import type { TransitionRule } from '../../domain/lifecycle.ts'
import type { Tx } from '../treeTransaction.ts'

export interface TransitionOrder {
  readonly rule: TransitionRule
  /** Changed before all others, if it is among them: its event is the cause of theirs. */
  readonly target: SupervisorId
  /** Of the target; null: whatever it is. */
  readonly expectedVersion: number | null
  /** Those to change, the target among them or not. */
  readonly ids: readonly SupervisorId[]
  readonly reason: string | null
}

/**
 * Changes the status of supervisors, in one statement, and says of how many: fewer than asked for where one has no such
 * transition any more, or is gone, or the target is at another version.
 */
export async function applyTransition(
  tx: Tx,
  { rule, target, expectedVersion, ids, reason }: TransitionOrder,
): Promise<number> {
  const changes = rule.nextIncarnation
    ? 'status = $4, status_reason = $5, incarnation = s.incarnation + 1, heartbeat_sequence = NULL'
    : 'status = $4, status_reason = $5'
  const [row] = await tx.query<{ count: number }>(
    `WITH target AS (
       UPDATE supervisors s SET ${changes}
       WHERE s.id = $1::uuid AND s.id = ANY ($2::uuid[]) AND s.status = ANY ($3::text[]) AND s.version = coalesce($6, s.version)
       RETURNING s.id
     ), others AS (
       UPDATE supervisors s SET ${changes}
       FROM (SELECT count(*) FROM target) first
       WHERE s.id <> $1::uuid AND s.id = ANY ($2::uuid[]) AND s.status = ANY ($3::text[])
       RETURNING s.id
     )
     SELECT (SELECT count(*) FROM target)::int + (SELECT count(*) FROM others)::int AS count`,
    [target, ids, rule.from, rule.to, reason, expectedVersion],
  )
  return row?.count ?? 0
}
