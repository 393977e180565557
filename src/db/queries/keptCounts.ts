import sql, { raw, type Sql } from 'sql-template-tag'
import { reservedId } from '../../domain/input.ts'
import type { Queryable } from '../database.ts'

/** How far the counts are kept. */
export interface CountProgress {
  /** All events up to this sequence are counted; null before the first run. */
  readonly position: string | null
  /** Whether every supervisor and every agent has been counted since `position`. */
  readonly isBuilt: boolean
  /** What is counted again next, event or not. */
  readonly part: 'supervisors' | 'agents'
  /** The last id of the part that has been counted; null: none of them. */
  readonly partAfter: string | null
}

export interface CountTurn extends CountProgress {
  /** Age of the counts in milliseconds; null if they cannot be used. */
  readonly ageMs: number | null
  /** False: events after `position` were deleted, or there is no such position. */
  readonly isGapless: boolean
}

/** Supervisors and agents to count again. No id occurs twice. */
export interface Recounted {
  readonly supervisors: readonly string[]
  readonly agents: readonly string[]
}

/** Stands for the whole hierarchy as the root of a subtree: no supervisor has this id. */
export const wholeHierarchy = sql`${raw(`'${reservedId}'`)}::uuid`

/**
 * Takes the turn to keep the counts until the transaction ends. Returns null if another server has it.
 *
 * The transaction then finds rows by index only, one by one: no statement of it has to read a whole table.
 */
export async function takeCountTurn(tx: Queryable): Promise<CountTurn | null> {
  await tx.query(sql`SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)`)
  const [turn] = await tx.query<CountTurn & { ours: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock(6014125524) AS ours, p.position::text, p.is_built AS "isBuilt", p.part, p.part_after AS "partAfter",
        extract(epoch FROM timezone('utc', now()) - p.computed_at)::float8 * 1000 AS "ageMs",
        EXISTS (SELECT FROM supervisor_events e WHERE e.sequence = p.position)
          OR p.position = 0 AND coalesce((SELECT min(e.sequence) FROM supervisor_events e), 1) = 1 AS "isGapless"
      FROM count_progress p`,
  )
  return turn?.ours ? turn : null
}

export interface Changes extends Recounted {
  /** Sequence of the last event; null if there is none. */
  readonly last: string | null
  readonly count: number
}

/** What the next events after a sequence have changed, at most `limit` events. */
export async function fetchChanges(tx: Queryable, after: string, limit: number): Promise<Changes> {
  const [changes] = await tx.query<Changes>(
    sql`WITH changes AS MATERIALIZED (
        SELECT e.sequence, e.supervisor_id, e.team_id, e.agent_id, e.before, e.previous_path IS NOT NULL AS has_moved
        FROM supervisor_events e WHERE e.sequence > ${after}::bigint ORDER BY e.sequence LIMIT ${limit}::int
      )
      SELECT (SELECT max(c.sequence)::text FROM changes c) AS last, (SELECT count(*)::int FROM changes) AS count,
        ARRAY(
          SELECT c.supervisor_id FROM changes c
          UNION SELECT (c.before ->> 'supervisorId')::uuid FROM changes c WHERE c.before ->> 'supervisorId' IS NOT NULL
          UNION SELECT t.supervisor_id FROM changes c JOIN supervisor_teams t ON t.id = (c.before ->> 'teamId')::uuid
        ) AS supervisors,
        ARRAY(
          SELECT c.agent_id FROM changes c WHERE c.agent_id IS NOT NULL
          UNION SELECT (c.before ->> 'agentId')::uuid FROM changes c WHERE c.before ->> 'agentId' IS NOT NULL
          -- the paths of these memberships have changed
          UNION SELECT m.agent_id FROM changes c JOIN supervisor_teams t ON t.supervisor_id = c.supervisor_id
            JOIN supervisor_team_members m ON m.team_id = t.id AND m.left_at IS NULL
            WHERE c.team_id IS NULL AND c.has_moved
          UNION SELECT m.agent_id FROM changes c JOIN supervisor_team_members m ON m.team_id = c.team_id AND m.left_at IS NULL
            WHERE c.agent_id IS NULL AND (c.has_moved OR c.before ->> 'supervisorId' IS NOT NULL)
        ) AS agents`,
  )
  return changes ?? { last: null, count: 0, supervisors: [], agents: [] }
}

/** The next ids of a part, event or not: those that exist, and those that were counted. Empty at the end. */
export async function fetchPart(
  tx: Queryable,
  { part, partAfter }: Pick<CountProgress, 'part' | 'partAfter'>,
  limit: number,
): Promise<readonly string[]> {
  const next = (id: Sql, from: Sql, condition: Sql): Sql => {
    const isNext = partAfter === null ? condition : sql`${condition} AND ${id} > ${partAfter}::uuid`
    return sql`SELECT * FROM (SELECT ${id} FROM ${from} WHERE ${isNext} ORDER BY ${id} LIMIT ${limit}::int) x`
  }
  const all = sql`true`
  const [existing, counted] =
    part === 'supervisors'
      ? [next(sql`s.id`, sql`supervisors s`, all), next(sql`c.supervisor_id`, sql`counted_supervisors c`, all)]
      : [
          next(sql`m.agent_id`, sql`supervisor_team_members m`, sql`m.left_at IS NULL`),
          next(sql`c.agent_id`, sql`counted_agents c`, all),
        ]
  const rows = await tx.query<{ id: string }>(
    sql`SELECT x.id FROM (${existing} UNION ${counted}) x (id) ORDER BY x.id LIMIT ${limit}::int`,
  )
  return rows.map(({ id }) => id)
}

/** Stores how far the counts are kept. */
export async function storeProgress(
  tx: Queryable,
  { position, isBuilt, part, partAfter }: CountProgress,
  isCurrent: boolean,
): Promise<void> {
  await tx.query(
    sql`UPDATE count_progress SET position = ${position}::bigint, is_built = ${isBuilt}, part = ${part}, part_after = ${partAfter}::uuid,
      computed_at = CASE WHEN ${isCurrent} THEN timezone('utc', now()) END`,
  )
}

/** The lowest common ancestor of two paths; null if they are in different trees. A supervisor has the same place in both. */
const meetingPoint = sql`(
  SELECT x.id FROM unnest(p.previous) WITH ORDINALITY x (id, n) WHERE p.path[x.n] = x.id ORDER BY x.n DESC LIMIT 1)`

/**
 * Counts supervisors and agents again, as they are in the snapshot of the transaction, and changes the sums of all their ancestors by
 * the difference to what was counted before. Counting twice changes nothing.
 *
 * The distinct agents of a subtree are its memberships without its duplicates. The memberships of an agent, in the order of their
 * paths, meet at the lowest common ancestor of each two neighbours. Those within a subtree are neighbours of each other, so n of
 * them have n - 1 duplicates within it.
 */
export async function recount(tx: Queryable, { supervisors, agents }: Recounted): Promise<void> {
  await tx.query(
    sql`WITH places AS MATERIALIZED (
        SELECT m.agent_id, s.path, lag(s.path) OVER (PARTITION BY m.agent_id ORDER BY s.path) AS previous
        FROM unnest(${agents}::uuid[]) a (id)
        JOIN supervisor_team_members m ON m.agent_id = a.id AND m.left_at IS NULL
        JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
      ), agents AS MATERIALIZED (
        SELECT x.agent_id, max(x.stored) AS stored, max(x.found) AS found
        FROM (
          SELECT c.agent_id, c.duplicates AS stored, NULL::uuid[] AS found FROM unnest(${agents}::uuid[]) a (id) JOIN counted_agents c ON c.agent_id = a.id
          UNION ALL
          SELECT p.agent_id, NULL, array_agg(${meetingPoint} ORDER BY p.path) FROM places p WHERE p.previous IS NOT NULL GROUP BY p.agent_id
        ) x GROUP BY x.agent_id HAVING max(x.stored) IS DISTINCT FROM max(x.found)
      ), stored_agents AS (
        INSERT INTO counted_agents (agent_id, duplicates) SELECT a.agent_id, a.found FROM agents a WHERE a.found IS NOT NULL
        ON CONFLICT (agent_id) DO UPDATE SET duplicates = excluded.duplicates
      ), removed_agents AS (
        DELETE FROM counted_agents c USING agents a WHERE c.agent_id = a.agent_id AND a.found IS NULL
      ), duplicates AS MATERIALIZED (
        SELECT x.at, sum(x.n)::int AS n
        FROM (SELECT unnest(a.found) AS at, 1 AS n FROM agents a UNION ALL SELECT unnest(a.stored), -1 FROM agents a) x
        GROUP BY x.at HAVING sum(x.n) <> 0
      ), touched AS MATERIALIZED (
        SELECT x.id, sum(x.n)::int AS duplicates
        FROM (SELECT unnest(${supervisors}::uuid[]) AS id, 0 AS n UNION ALL SELECT o.at, o.n FROM duplicates o WHERE o.at IS NOT NULL) x
        GROUP BY x.id
      ), compared AS MATERIALIZED (
        SELECT k.id, coalesce(s.path, c.path) AS path, s.status::text,
          CASE WHEN s.status <> 'TERMINATED' THEN (SELECT count(*) FROM supervisor_teams t WHERE t.supervisor_id = s.id) ELSE 0 END::int AS teams,
          (SELECT count(*) FROM supervisor_teams t JOIN supervisor_team_members m ON m.team_id = t.id AND m.left_at IS NULL
            WHERE t.supervisor_id = s.id)::int AS memberships,
          coalesce(c.duplicates, 0) + k.duplicates AS duplicates,
          c.path AS old_path, c.status::text AS old_status, c.teams AS old_teams, c.memberships AS old_memberships, c.duplicates AS old_duplicates
        FROM touched k LEFT JOIN supervisors s ON s.id = k.id LEFT JOIN counted_supervisors c ON c.supervisor_id = k.id
      ), changed AS MATERIALIZED (
        SELECT x.*, x.status IS NULL AND x.duplicates = 0 AS is_gone FROM compared x
        WHERE x.path IS NOT NULL AND (x.path, x.status, x.teams, x.memberships, x.duplicates)
          IS DISTINCT FROM (x.old_path, x.old_status, x.old_teams, x.old_memberships, x.old_duplicates)
      ), stored_supervisors AS (
        INSERT INTO counted_supervisors (supervisor_id, path, status, teams, memberships, duplicates)
        SELECT x.id, x.path, x.status, x.teams, x.memberships, x.duplicates FROM changed x WHERE NOT x.is_gone
        ON CONFLICT (supervisor_id) DO UPDATE SET path = excluded.path, status = excluded.status, teams = excluded.teams,
          memberships = excluded.memberships, duplicates = excluded.duplicates
      ), removed_supervisors AS (
        DELETE FROM counted_supervisors c USING changed x WHERE c.supervisor_id = x.id AND x.is_gone
      ), added AS (
        SELECT r.root, cardinality(x.path) - 1 AS level, x.status, x.sign, x.sign * x.teams AS teams, x.sign * x.memberships AS memberships,
          x.sign * x.duplicates AS duplicates
        FROM (
          SELECT x.path, x.status, x.teams, x.memberships, x.duplicates, 1 AS sign FROM changed x
          UNION ALL
          SELECT x.old_path, x.old_status, x.old_teams, x.old_memberships, x.old_duplicates, -1 FROM changed x WHERE x.old_path IS NOT NULL
        ) x CROSS JOIN LATERAL unnest(x.path[:cardinality(x.path) - 1] || ${wholeHierarchy}) r (root)
        UNION ALL
        SELECT ${wholeHierarchy}, 0, NULL, 0, 0, 0, o.n FROM duplicates o WHERE o.at IS NULL
      )
      INSERT INTO subtree_counts AS c (root_id, level, spawning, active, paused, failed, terminated, teams, memberships, duplicates)
      SELECT * FROM (
        SELECT x.root, x.level, ${sumOf('SPAWNING')} AS spawning, ${sumOf('ACTIVE')} AS active, ${sumOf('PAUSED')} AS paused,
          ${sumOf('FAILED')} AS failed, ${sumOf('TERMINATED')} AS terminated,
          sum(x.teams) AS teams, sum(x.memberships) AS memberships, sum(x.duplicates) AS duplicates
        FROM added x GROUP BY x.root, x.level
      ) x
      WHERE (x.spawning, x.active, x.paused, x.failed, x.terminated, x.teams, x.memberships, x.duplicates) <> (0, 0, 0, 0, 0, 0, 0, 0)
      ON CONFLICT (root_id, level) DO UPDATE SET spawning = c.spawning + excluded.spawning, active = c.active + excluded.active,
        paused = c.paused + excluded.paused, failed = c.failed + excluded.failed, terminated = c.terminated + excluded.terminated,
        teams = c.teams + excluded.teams, memberships = c.memberships + excluded.memberships, duplicates = c.duplicates + excluded.duplicates`,
  )
}

function sumOf(status: string): Sql {
  return sql`coalesce(sum(x.sign) FILTER (WHERE x.status = ${raw(`'${status}'`)}), 0)`
}
