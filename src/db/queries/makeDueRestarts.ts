import type { SupervisorId } from '../../domain/glossary.ts'
import { automaticallyRestarted, ruleOf } from '../../domain/lifecycle.ts'
import type { Tx } from '../treeTransaction.ts'
import { databaseTime } from './health.ts'

/**
 * Makes the restarts that are due, the first `limit` of them (of those due together, parents before their children, and then
 * in the order of spawning), and forgets them: those too whose supervisor somebody has restarted, paused or terminated
 * meanwhile, and one that has no next incarnation, which would keep all others waiting for ever. Those whose row somebody
 * holds are left to a later round, so that nobody waits for them. Answers how many were taken up, and how many made.
 */
export async function makeDueRestarts(tx: Tx, limit: number): Promise<{ taken: number; made: number }> {
  const taken = await tx.query<{ id: SupervisorId; incarnation: number; reason: string }>(
    `WITH due AS MATERIALIZED (
       SELECT r.supervisor_id AS id, r.incarnation, r.reason, r.due_at, set_config('app.due_restarts', 'true', true)
       FROM supervisor_restarts r WHERE r.due_at <= ${databaseTime}
     ), locked AS MATERIALIZED (
       SELECT d.* FROM due d JOIN supervisors s ON s.id = d.id
       ORDER BY d.due_at, s.hierarchy_level, s.created_at, s.id LIMIT $1
       FOR NO KEY UPDATE OF s SKIP LOCKED -- those that were skipped do not count for the limit
     )
     SELECT id, incarnation, reason FROM locked
     UNION ALL
     (SELECT d.id, d.incarnation, d.reason FROM due d WHERE NOT EXISTS (SELECT FROM supervisors s WHERE s.id = d.id) LIMIT $1)`,
    [limit],
  )
  const ids = taken.map(({ id }) => id)
  const made = await tx.query(
    `UPDATE supervisors s SET status = $4, status_reason = d.reason, incarnation = s.incarnation + 1, heartbeat_sequence = NULL
     FROM unnest($1::uuid[], $2::int[], $3::text[]) AS d (id, incarnation, reason)
     WHERE s.id = d.id AND s.incarnation = d.incarnation AND s.incarnation < 2147483647 AND s.status = ANY ($5::text[]) RETURNING s.id`,
    [
      ids,
      taken.map(({ incarnation }) => incarnation),
      taken.map(({ reason }) => reason),
      ruleOf('RESTART').to,
      automaticallyRestarted,
    ],
  )
  await tx.query('SET CONSTRAINTS ALL IMMEDIATE') // the record finds what led to a restart where it was kept
  await tx.query('DELETE FROM supervisor_restarts WHERE supervisor_id = ANY ($1::uuid[])', [ids])
  return { taken: taken.length, made: made.length }
}
