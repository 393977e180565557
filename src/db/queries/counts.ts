import sql, { type Sql } from 'sql-template-tag'
import type { HealthState, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { databaseTime, healthState } from './fragments/health.ts'
import { subtreeOf } from './fragments/subtree.ts'

export interface SupervisorCounts {
  /** Live supervisors. */
  readonly supervisors: number
  /** All supervisors; a status without supervisors is absent. */
  readonly byStatus: Partial<Record<SupervisorStatus, number>>
  /** Live supervisors; a state without supervisors is absent. */
  readonly byHealth: Partial<Record<HealthState, number>>
  /** Deepest level of a live supervisor. */
  readonly maxLevel: number
  /** Path of the root; null if it does not exist, or everything is counted. */
  readonly path: readonly SupervisorId[] | null
  readonly computedAt: Date
}

export interface StaffingCounts {
  readonly teams: number
  readonly activeMemberships: number
  /** Distinct agents. */
  readonly activeAgents: number
}

/** Either ids, for their subtrees, or nulls, for the whole hierarchy: the statement differs. */
type Roots = readonly (SupervisorId | null)[]

/** Counts the supervisors of each subtree, in the order of `roots`. The counts of an unknown root are 0. */
export function fetchSupervisorCounts(db: Queryable, roots: Roots): Promise<SupervisorCounts[]> {
  return db.query<SupervisorCounts>(
    sql`SELECT x.*, r.path, ${databaseTime} AS "computedAt"
      FROM ${rootsTable(roots)}
      CROSS JOIN LATERAL (
        WITH groups AS MATERIALIZED (
          SELECT s.status, ${healthState} AS health, count(*) AS count, max(s.hierarchy_level) AS level
          FROM supervisors s WHERE ${isInScope(roots)} GROUP BY 1, 2
        ), live AS (SELECT * FROM groups WHERE status <> 'TERMINATED')
        SELECT (SELECT coalesce(sum(count), 0)::int FROM live) AS supervisors,
          (SELECT coalesce(max(level), 0) FROM live) AS "maxLevel",
          (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (SELECT status, sum(count) AS n FROM groups GROUP BY 1) g) AS "byStatus",
          (SELECT coalesce(jsonb_object_agg(health, n), '{}') FROM (SELECT health, sum(count) AS n FROM live GROUP BY 1) g) AS "byHealth"
      ) x
      ORDER BY k.n`,
  )
}

/** Counts the teams of live supervisors and their members, as {@link fetchSupervisorCounts}. */
export function fetchStaffingCounts(db: Queryable, roots: Roots): Promise<StaffingCounts[]> {
  return db.query<StaffingCounts>(
    sql`SELECT x.*
      FROM ${rootsTable(roots)}
      CROSS JOIN LATERAL (
        WITH teams AS MATERIALIZED (
          SELECT t.id FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id
          WHERE ${isInScope(roots)} AND s.status <> 'TERMINATED'
        )
        SELECT (SELECT count(*)::int FROM teams) AS teams, m.*
        FROM (
          SELECT coalesce(sum(memberships), 0)::int AS "activeMemberships", count(*)::int AS "activeAgents"
          FROM (SELECT count(*) AS memberships FROM teams JOIN supervisor_team_members m ON m.team_id = teams.id AND m.left_at IS NULL GROUP BY m.agent_id) a
        ) m
      ) x
      ORDER BY k.n`,
  )
}

function rootsTable(roots: Roots): Sql {
  return sql`unnest(${roots}::uuid[]) WITH ORDINALITY AS k (root, n) LEFT JOIN supervisors r ON r.id = k.root`
}

function isInScope(roots: Roots): Sql {
  return roots[0] === null ? sql`true` : subtreeOf(sql`r.path`)
}
