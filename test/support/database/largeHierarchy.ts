import type pg from 'pg'

/** Ids in a large hierarchy: of its root, of one of the 200 supervisors below it, of a team, and of an agent. */
export const largeIds = {
  root: '10000000-0000-4000-8000-000000000000',
  middle: '20000000-0000-4000-8000-000000000007',
  team: '40000000-0000-4000-8000-000000000007',
  agent: '50000000-0000-4000-8000-000000000007',
}

/**
 * Adds 100,000 supervisors on three levels, each with a team of three members, 100,000 events, and kept counts. Without triggers, in
 * about ten seconds. The kept counts are not right.
 */
export async function givenLargeHierarchy(session: pg.Client): Promise<void> {
  const id = (kind: number, number: string) =>
    `('${kind}0000000-0000-4000-8000-' || lpad((${number})::text, 12, '0'))::uuid`
  const time = (number: string) => `timestamp '2026-01-01' + (${number}) * interval '1 second'`
  await session.query(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    INSERT INTO supervisors (id, name, status, parent_id, path, hierarchy_level, created_at, updated_at, last_heartbeat)
    SELECT path[cardinality(path)], (ARRAY['planner', 'indexer', 'reviewer'])[1 + i % 3] || '-' || i,
      CASE WHEN i > 200 AND i % 20 = 0 THEN 'TERMINATED' WHEN i % 50 = 1 THEN 'PAUSED' WHEN i % 50 = 2 THEN 'FAILED' ELSE 'ACTIVE' END,
      path[cardinality(path) - 1], path, cardinality(path) - 1, ${time('i')}, ${time('i * 7919 % 100000')}, ${time('i')}
    FROM (
      SELECT i, CASE WHEN i = 0 THEN ARRAY[${id(1, '0')}] WHEN i <= 200 THEN ARRAY[${id(1, '0')}, ${id(2, 'i')}]
        ELSE ARRAY[${id(1, '0')}, ${id(2, '1 + i % 200')}, ${id(3, 'i')}] END AS path
      FROM generate_series(0, 99999) i
    ) x;
    INSERT INTO supervisor_teams (id, supervisor_id, name, created_at)
    SELECT ${id(4, 'row_number() OVER ()')}, s.id, 'team', s.created_at FROM supervisors s;
    INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at)
    SELECT ${id(4, 'm / 3 + 1')}, ${id(5, 'm % 70000')}, ${time('m')}, CASE WHEN m % 10 = 0 THEN ${time('m + 60')} END
    FROM generate_series(0, 299999) m;
    INSERT INTO supervisor_events (type, at, actor, supervisor_id, version, path)
    SELECT (ARRAY['SUPERVISOR_SPAWNED', 'SUPERVISOR_UPDATED'])[1 + least(row_number() OVER () % 50, 1)], s.created_at, 'actor ' || row_number() OVER () % 20, s.id, 1, s.path
    FROM supervisors s ORDER BY s.created_at;
    INSERT INTO counted_supervisors (supervisor_id, path, status, teams, memberships, duplicates)
    SELECT s.id, s.path, s.status, 1, 3, 0 FROM supervisors s;
    INSERT INTO subtree_counts (root_id, level, spawning, active, paused, failed, terminated, teams, memberships, duplicates)
    SELECT s.id, 2, 0, 490, 5, 5, 0, 500, 1500, 0 FROM supervisors s;
    UPDATE count_progress SET is_built = true, position = (SELECT max(sequence) FROM supervisor_events), computed_at = timezone('utc', now());
    COMMIT;
  `)
}
