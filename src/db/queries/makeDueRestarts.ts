import type { SupervisorId } from '../../domain/glossary.ts'
import { automaticallyRestarted, ruleOf } from '../../domain/lifecycle.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime } from './health.ts'

/**
 * Makes the restarts that are due, the first `limit` of them, and forgets them: those too whose supervisor somebody has
 * restarted, paused or terminated meanwhile, and one that has no next incarnation, which would
 * keep all others waiting for ever. Answers how many were due, and how many made.
 */
export async function makeDueRestarts(tx: Tx, limit: number): Promise<{ due: number; made: number }> {
  const due = await tx.query<{ id: SupervisorId; incarnation: number; reason: string }>(
    `SELECT r.supervisor_id AS id, r.incarnation, r.reason, set_config('app.due_restarts', 'true', true)
     FROM supervisor_restarts r WHERE r.due_at <= ${databaseTime} ORDER BY r.due_at, r.supervisor_id LIMIT $1`,
    [limit],
  )
  const ids = due.map(({ id }) => id)
  const made = await tx.query(
    `UPDATE supervisors s SET status = $4, status_reason = d.reason, incarnation = s.incarnation + 1, heartbeat_sequence = NULL
     FROM unnest($1::uuid[], $2::int[], $3::text[]) AS d (id, incarnation, reason)
     WHERE s.id = d.id AND s.incarnation = d.incarnation AND s.incarnation < 2147483647 AND s.status = ANY ($5::text[]) RETURNING s.id`,
    [
      ids,
      due.map(({ incarnation }) => incarnation),
      due.map(({ reason }) => reason),
      ruleOf('RESTART').to,
      automaticallyRestarted,
    ],
  )
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE') // the record finds what led to a restart where it was kept
  await tx.query('DELETE FROM supervisor_restarts WHERE supervisor_id = ANY ($1::uuid[])', [ids])
  return { due: due.length, made: made.length }
}
