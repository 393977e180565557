import { supervisorStatuses, type SupervisorId } from '../../domain/glossary.ts'
import { blocksDescendants } from '../../domain/lifecycle.ts'
import type { Queryable } from '../database.ts'
import { supervisorColumns, type SupervisorRow } from './rows.ts'

/** For each supervisor that has one: its nearest PAUSED or FAILED ancestor. */
export async function fetchBlockers(
  db: Queryable,
  ids: readonly SupervisorId[],
): Promise<{ id: SupervisorId; blocker: SupervisorRow }[]> {
  const rows = await db.query<SupervisorRow & { blockedId: SupervisorId }>(
    `SELECT o.id AS "blockedId", x.*
     FROM supervisors o
     CROSS JOIN LATERAL (
       SELECT ${supervisorColumns}
       FROM unnest(trim_array(o.path, 1)) a (id) JOIN supervisors s ON s.id = a.id
       WHERE s.status = ANY ($2::text[])
       ORDER BY s.hierarchy_level DESC
       LIMIT 1
     ) x
     WHERE o.id = ANY ($1::uuid[])`,
    [ids, supervisorStatuses.filter(blocksDescendants)],
  )
  return rows.map(({ blockedId, ...blocker }) => ({ id: blockedId, blocker }))
}
