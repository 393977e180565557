import type { SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import { ruleOf } from '../../domain/lifecycle.ts'
import type { Tx } from '../treeTransaction.ts'

/** A supervisor whose process has reported for the first time, as the incarnation that it is. */
export interface ReportingSupervisor {
  readonly id: SupervisorId
  readonly incarnation: number
}

export interface ActivatedRow {
  readonly id: SupervisorId
  readonly status: SupervisorStatus
  readonly version: number
  readonly incarnation: number
}

/** Makes them ACTIVE that are still SPAWNING as this incarnation; answers all that are there, as they are now. */
export function activateReporting(tx: Tx, reporting: readonly ReportingSupervisor[]): Promise<ActivatedRow[]> {
  const { from, to } = ruleOf('ACTIVATE')
  return tx.query<ActivatedRow>(
    `WITH reporting AS (
       SELECT * FROM unnest($1::uuid[], $2::int[]) AS r (id, incarnation)
     ), activated AS (
       UPDATE supervisors s SET status = $4, status_reason = NULL FROM reporting r
       WHERE s.id = r.id AND s.incarnation = r.incarnation AND s.status = ANY ($3::text[])
       RETURNING s.id, s.status, s.version
     )
     SELECT s.id, coalesce(a.status, s.status) AS status, coalesce(a.version, s.version) AS version, s.incarnation
     FROM reporting r JOIN supervisors s ON s.id = r.id LEFT JOIN activated a ON a.id = s.id`,
    [reporting.map(({ id }) => id), reporting.map(({ incarnation }) => incarnation), from, to],
  )
}
