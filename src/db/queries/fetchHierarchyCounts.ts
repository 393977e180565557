import type { HealthState, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { databaseTime, healthState } from './health.ts'
import { subtreeOf } from './subtree.ts'

export interface SupervisorCounts {
  /** Not TERMINATED. */
  readonly supervisors: number
  readonly byStatus: Partial<Record<SupervisorStatus, number>>
  /** Of those not TERMINATED. */
  readonly byHealth: Partial<Record<HealthState, number>>
  readonly maxLevel: number
  readonly computedAt: Date
}

export interface StaffingCounts {
  readonly teams: number
  readonly activeMemberships: number
  /** Distinct. */
  readonly activeAgents: number
}

/**
 * Counts of each subtree, in the order of `roots`; all of them are ids, or all are null, for the whole hierarchy. Unknown
 * roots count nothing.
 */
export function fetchSupervisorCounts(
  db: Queryable,
  roots: readonly (SupervisorId | null)[],
): Promise<SupervisorCounts[]> {
  return db.query<SupervisorCounts>(
    `SELECT x.*, ${databaseTime} AS "computedAt"
     FROM unnest($1::uuid[]) WITH ORDINALITY AS k (root, n)
     LEFT JOIN supervisors r ON r.id = k.root
     CROSS JOIN LATERAL (
       WITH groups AS MATERIALIZED (
         SELECT s.status, ${healthState} AS health, count(*) AS count, max(s.hierarchy_level) AS level
         FROM supervisors s ${inScope(roots)} GROUP BY 1, 2
       ), live AS (SELECT * FROM groups WHERE status <> 'TERMINATED')
       SELECT (SELECT coalesce(sum(count), 0)::int FROM live) AS supervisors,
         (SELECT coalesce(max(level), 0) FROM live) AS "maxLevel",
         (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (SELECT status, sum(count) AS n FROM groups GROUP BY 1) g) AS "byStatus",
         (SELECT coalesce(jsonb_object_agg(health, n), '{}') FROM (SELECT health, sum(count) AS n FROM live GROUP BY 1) g) AS "byHealth"
     ) x
     ORDER BY k.n`,
    [roots],
  )
}

/** As {@link fetchSupervisorCounts}; the teams are those of live supervisors. */
export function fetchStaffingCounts(db: Queryable, roots: readonly (SupervisorId | null)[]): Promise<StaffingCounts[]> {
  return db.query<StaffingCounts>(
    `SELECT x.*
     FROM unnest($1::uuid[]) WITH ORDINALITY AS k (root, n)
     LEFT JOIN supervisors r ON r.id = k.root
     CROSS JOIN LATERAL (
       WITH teams AS MATERIALIZED (
         SELECT t.id FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id ${inScope(roots)} AND s.status <> 'TERMINATED'
       )
       SELECT (SELECT count(*)::int FROM teams) AS teams, m.*
       FROM (
         SELECT coalesce(sum(memberships), 0)::int AS "activeMemberships", count(*)::int AS "activeAgents"
         FROM (SELECT count(*) AS memberships FROM teams JOIN supervisor_team_members m ON m.team_id = teams.id AND m.left_at IS NULL GROUP BY m.agent_id) a
       ) m
     ) x
     ORDER BY k.n`,
    [roots],
  )
}

function inScope(roots: readonly (SupervisorId | null)[]): string {
  return roots[0] === null ? 'WHERE true' : `WHERE ${subtreeOf('r.path')}`
}
