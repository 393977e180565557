import sql, { empty, join, type Sql } from 'sql-template-tag'
import { countGroups, type CountSet } from '../../domain/counts.ts'
import {
  supervisorStatuses,
  type HealthState,
  type SupervisorId,
  type SupervisorStatus,
} from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { statementTime } from './fragments/health.ts'
import { subtreeOf } from './fragments/subtree.ts'
import { wholeHierarchy } from './keptCounts.ts'

/** The counts of a subtree. Those of groups that were not asked for are missing, whatever the type says. */
export interface SubtreeCounts {
  /** Live supervisors. */
  readonly supervisors: number
  /** All supervisors; a status without supervisors can be absent. Undefined if it was not asked for. */
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
  /** Time of the database: all changes that were committed before it are counted. */
  readonly computedAt: Date
  /** Time since `computedAt`, in milliseconds. */
  readonly ageMs: number
}

/** A subtree, or the whole hierarchy (null), and how old its counts may be. */
export interface CountedScope {
  readonly root: SupervisorId | null
  readonly maxAgeMs: number
}

/**
 * Counts each subtree in one statement, in the order of `scopes`. The counts of an unknown root are 0.
 *
 * Where the kept counts are young enough, it reads those. Health is always computed: it changes with time alone.
 * @param scopes either have roots, or no roots: the statement differs
 */
export function fetchSubtreeCounts(
  db: Queryable,
  scopes: readonly CountedScope[],
  groups: CountSet,
): Promise<SubtreeCounts[]> {
  const isWhole = scopes[0]?.root === null
  const has = (group: CountSet): boolean => (groups & group) !== 0
  const withHealth = has(countGroups.health)
  const parts: { columns: Sql; from: Sql }[] = []
  if (withHealth)
    parts.push({
      columns: has(countGroups.supervisors)
        ? sql`s.supervisors, s."byStatus", s."maxLevel", s."byHealth"`
        : sql`s."byHealth"`,
      from: countSupervisors(isWhole, sql`true`, true),
    })
  else if (has(countGroups.supervisors))
    parts.push({
      columns: sql`CASE WHEN u.kept THEN ${ownLive} + k.live ELSE s.supervisors END::int AS supervisors,
        CASE WHEN u.kept THEN ${keptByStatus} ELSE s."byStatus" END AS "byStatus",
        CASE WHEN u.kept THEN greatest(k.deepest, CASE WHEN c.status <> 'TERMINATED' THEN cardinality(c.path) - 1 END, 0) ELSE s."maxLevel" END AS "maxLevel"`,
      from: countSupervisors(isWhole, sql`NOT u.kept`, false),
    })
  if (has(countGroups.teams))
    parts.push({
      columns: sql`CASE WHEN u.kept THEN coalesce(c.teams, 0) + k.teams ELSE t.teams END::int AS teams`,
      from: countTeams(isWhole),
    })
  if (has(countGroups.members))
    parts.push({
      columns: sql`CASE WHEN u.kept THEN coalesce(c.memberships, 0) + k.memberships ELSE m.memberships END::int AS "activeMemberships",
        CASE WHEN u.kept THEN coalesce(c.memberships - c.duplicates, 0) + k.memberships - k.duplicates ELSE m.agents END::int AS "activeAgents"`,
      from: countMembers(isWhole),
    })
  const usesKept = has(countGroups.teams | countGroups.members) || (has(countGroups.supervisors) && !withHealth)
  return db.query<SubtreeCounts>(
    sql`SELECT coalesce(c.path, r.path) AS path, u.computed_at AS "computedAt",
        extract(epoch FROM ${statementTime} - u.computed_at)::float8 * 1000 AS "ageMs"
        ${parts.map(({ columns }) => sql`, ${columns}`).reduce(append, empty)}
      FROM unnest(${scopes.map(({ root }) => root)}::uuid[], ${scopes.map(({ maxAgeMs }) => maxAgeMs)}::int[]) WITH ORDINALITY AS o (root, max_age, n)
      LEFT JOIN supervisors r ON r.id = o.root
      LEFT JOIN count_progress p ON ${usesKept ? isYoungEnough : sql`false`}
      LEFT JOIN counted_supervisors c ON p.id AND c.supervisor_id = r.id AND c.status IS NOT NULL
      CROSS JOIN LATERAL (
        SELECT kept, CASE WHEN kept THEN p.computed_at ELSE ${statementTime} END AS computed_at
        FROM (SELECT ${isWhole ? sql`p.id` : sql`c.supervisor_id`} IS NOT NULL) x (kept)
      ) u
      ${usesKept ? keptSums(isWhole) : empty}
      ${parts.map(({ from }) => from).reduce(append, empty)}
      ORDER BY o.n`,
  )
}

const append = (all: Sql, part: Sql): Sql => sql`${all} ${part}`

/** The clock of the database can have been set back since. */
const isYoungEnough = sql`o.max_age > 0 AND p.computed_at BETWEEN ${statementTime} - o.max_age * interval '1 ms' AND ${statementTime}`

/** The kept sums over the descendants of the root. */
function keptSums(isWhole: boolean): Sql {
  const sum = (column: Sql): Sql => sql`coalesce(sum(x.${column}), 0)`
  const live = sql`x.spawning + x.active + x.paused + x.failed`
  return sql`CROSS JOIN LATERAL (
    SELECT coalesce(sum(${live}), 0) AS live, max(x.level) FILTER (WHERE ${live} > 0) AS deepest, ${join(
      [...supervisorStatuses.map((status) => columns[status]), sql`teams`, sql`memberships`, sql`duplicates`].map(
        (column) => sql`${sum(column)} AS ${column}`,
      ),
    )}
    FROM subtree_counts x WHERE u.kept AND x.root_id = ${isWhole ? wholeHierarchy : sql`r.id`}
  ) k`
}

const columns: Readonly<Record<SupervisorStatus, Sql>> = {
  SPAWNING: sql`spawning`,
  ACTIVE: sql`active`,
  PAUSED: sql`paused`,
  FAILED: sql`failed`,
  TERMINATED: sql`terminated`,
}

const ownLive = sql`CASE WHEN c.status <> 'TERMINATED' THEN 1 ELSE 0 END`
const keptByStatus = sql`jsonb_build_object(${join(
  supervisorStatuses.map(
    (status) => sql`${status}::text, k.${columns[status]} + CASE WHEN c.status = ${status} THEN 1 ELSE 0 END`,
  ),
)})`

/** Condition: supervisor `s` is in the subtree of the root `r`. */
function isInScope(isWhole: boolean): Sql {
  return isWhole ? sql`true` : subtreeOf(sql`r.path`)
}

/**
 * Counts supervisors, if the condition is met. Their health is computed in two steps: with simple arguments, PostgreSQL inlines
 * both functions.
 */
function countSupervisors(isWhole: boolean, condition: Sql, withHealth: boolean): Sql {
  const missed = withHealth
    ? sql`, s.last_heartbeat, missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, ${statementTime}) AS missed`
    : empty
  const health = withHealth ? sql`health_state(s.status, s.last_heartbeat, s.missed)` : sql`NULL::text`
  return sql`CROSS JOIN LATERAL (
    WITH groups AS MATERIALIZED (
      SELECT s.status, ${health} AS health, count(*) AS count, max(s.hierarchy_level) AS level
      FROM (SELECT s.status, s.hierarchy_level${missed} FROM supervisors s WHERE ${condition} AND ${isInScope(isWhole)} OFFSET 0) s
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
    SELECT count(*) AS teams FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id
    WHERE NOT u.kept AND ${isInScope(isWhole)} AND s.status <> 'TERMINATED'
  ) t`
}

/** Only live supervisors have active memberships, so the whole hierarchy needs no join. */
function countMembers(isWhole: boolean): Sql {
  const ofTeams = isWhole
    ? empty
    : sql`JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id`
  return sql`CROSS JOIN LATERAL (
    SELECT coalesce(sum(a.memberships), 0) AS memberships, count(*) AS agents
    FROM (
      SELECT count(*) AS memberships FROM supervisor_team_members m ${ofTeams}
      WHERE NOT u.kept AND m.left_at IS NULL AND ${isInScope(isWhole)} GROUP BY m.agent_id
    ) a
  ) m`
}
