import sql, { empty, type Sql } from 'sql-template-tag'
import { countGroups, type CountSet } from '../../domain/counts.ts'
import type { HealthState, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { statementTime } from './fragments/health.ts'
import { subtreeOf } from './fragments/subtree.ts'

/** The counts of a subtree. Those of groups that were not asked for are missing, whatever the type says. */
export interface SubtreeCounts {
  /** Live supervisors. */
  readonly supervisors: number
  /** All supervisors; a status without supervisors is absent. Undefined if it was not asked for. */
  readonly byStatus?: Partial<Record<SupervisorStatus, number>>
  /** Live supervisors; a state without supervisors is absent. Undefined if it was not asked for. */
  readonly byHealth?: Partial<Record<HealthState, number>>
  /** Deepest level of a live supervisor; 0 if there is none. */
  readonly maxLevel: number
  /** Teams of live supervisors. */
  readonly teams: number
  readonly activeMemberships: number
  /** Distinct agents. */
  readonly activeAgents: number
  /** Path of the root; null if it does not exist, or everything is counted. */
  readonly path: readonly SupervisorId[] | null
  /** Time of the database at which all these counts were right. */
  readonly computedAt: Date
}

/** Either ids, for their subtrees, or nulls, for the whole hierarchy: the statement differs. */
type Roots = readonly (SupervisorId | null)[]

/** Counts each subtree in one statement, in the order of `roots`. The counts of an unknown root are 0. */
export function fetchSubtreeCounts(db: Queryable, roots: Roots, groups: CountSet): Promise<SubtreeCounts[]> {
  const isWhole = roots[0] === null
  return db.query<SubtreeCounts>(
    sql`SELECT r.path, ${statementTime} AS "computedAt"${columnsOf(groups)}
      FROM unnest(${roots}::uuid[]) WITH ORDINALITY AS k (root, n) LEFT JOIN supervisors r ON r.id = k.root
      ${groups & (countGroups.supervisors | countGroups.health) ? countSupervisors(isWhole, groups) : empty}
      ${groups & countGroups.teams ? countTeams(isWhole) : empty}
      ${groups & countGroups.members ? countMembers(isWhole) : empty}
      ORDER BY k.n`,
  )
}

function columnsOf(groups: CountSet): Sql {
  const of = (group: CountSet, columns: Sql): Sql => (groups & group ? columns : empty)
  return sql`${of(countGroups.supervisors, sql`, s.supervisors, s."byStatus", s."maxLevel"`)}${of(
    countGroups.health,
    sql`, s."byHealth"`,
  )}${of(countGroups.teams, sql`, t.teams`)}${of(countGroups.members, sql`, m."activeMemberships", m."activeAgents"`)}`
}

/** Condition: supervisor `s` is in the subtree of the root `r`. */
function isInScope(isWhole: boolean): Sql {
  return isWhole ? sql`true` : subtreeOf(sql`r.path`)
}

/** Counts supervisors. Their health is computed in two steps: with simple arguments, PostgreSQL inlines both functions. */
function countSupervisors(isWhole: boolean, groups: CountSet): Sql {
  const withHealth = (groups & countGroups.health) !== 0
  const missed = withHealth
    ? sql`, s.last_heartbeat, missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, ${statementTime}) AS missed`
    : empty
  const health = withHealth ? sql`health_state(s.status, s.last_heartbeat, s.missed)` : sql`NULL::text`
  return sql`CROSS JOIN LATERAL (
    WITH groups AS MATERIALIZED (
      SELECT s.status, ${health} AS health, count(*) AS count, max(s.hierarchy_level) AS level
      FROM (SELECT s.status, s.hierarchy_level${missed} FROM supervisors s WHERE ${isInScope(isWhole)} OFFSET 0) s
      GROUP BY 1, 2
    ), live AS (SELECT * FROM groups WHERE status <> 'TERMINATED')
    SELECT (SELECT coalesce(sum(count), 0)::int FROM live) AS supervisors,
      (SELECT coalesce(max(level), 0) FROM live) AS "maxLevel",
      (SELECT coalesce(jsonb_object_agg(status, n), '{}') FROM (SELECT status, sum(count) AS n FROM groups GROUP BY 1) g) AS "byStatus"
      ${
        withHealth
          ? sql`, (SELECT coalesce(jsonb_object_agg(health, n), '{}') FROM (SELECT health, sum(count) AS n FROM live GROUP BY 1) g) AS "byHealth"`
          : empty
      }
  ) s`
}

function countTeams(isWhole: boolean): Sql {
  return sql`CROSS JOIN LATERAL (
    SELECT count(*)::int AS teams FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id
    WHERE ${isInScope(isWhole)} AND s.status <> 'TERMINATED'
  ) t`
}

/** Only live supervisors have active memberships, so the whole hierarchy needs no join. */
function countMembers(isWhole: boolean): Sql {
  const ofTeams = isWhole
    ? empty
    : sql`JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id`
  return sql`CROSS JOIN LATERAL (
    SELECT coalesce(sum(memberships), 0)::int AS "activeMemberships", count(*)::int AS "activeAgents"
    FROM (
      SELECT count(*) AS memberships FROM supervisor_team_members m ${ofTeams}
      WHERE m.left_at IS NULL AND ${isInScope(isWhole)} GROUP BY m.agent_id
    ) a
  ) m`
}
