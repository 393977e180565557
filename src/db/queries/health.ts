import sql from 'sql-template-tag'
import { supervisorStatuses, type SupervisorId } from '../../domain/glossary.ts'
import { blocksDescendants } from '../../domain/lifecycle.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { Queryable } from '../database.ts'
import { select } from './fragments/rowShape.ts'
import { healthRow, supervisorRow, type HealthRow, type SupervisorRow } from './rows.ts'

/** Rows in any order; unknown ids have no row. */
export function fetchHealth(db: Queryable, ids: readonly SupervisorId[]): Promise<HealthRow[]> {
  return db.query<HealthRow>(sql`${select(healthRow)} WHERE s.id = ANY (${ids}::uuid[])`)
}

const blockingStatuses = supervisorStatuses.filter(blocksDescendants)

/** The nearest PAUSED or FAILED ancestor of each supervisor. A supervisor without such an ancestor has no entry. */
export async function fetchBlockers(
  db: Queryable,
  ids: readonly SupervisorId[],
  columns: ColumnSet,
): Promise<ReadonlyMap<SupervisorId, SupervisorRow>> {
  const rows = await db.query<SupervisorRow & { blockedId: SupervisorId }>(
    sql`SELECT o.id AS "blockedId", x.*
      FROM supervisors o
      CROSS JOIN LATERAL (
        SELECT ${supervisorRow.columnsIn(columns)}
        FROM unnest(trim_array(o.path, 1)) a (id) JOIN supervisors s ON s.id = a.id
        WHERE s.status = ANY (${blockingStatuses}::text[])
        ORDER BY s.hierarchy_level DESC
        LIMIT 1
      ) x
      WHERE o.id = ANY (${ids}::uuid[])`,
  )
  return new Map(rows.map(({ blockedId, ...blocker }) => [blockedId, blocker]))
}
