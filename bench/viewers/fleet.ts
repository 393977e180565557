import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { createSecret, hashSecret } from '../../src/domain/token.ts'

/** The top of a subtree, and the number of supervisors in it. */
export interface Top {
  readonly id: string
  readonly supervisors: number
}

/**
 * Fills the database with five levels of supervisors, ten children each: subtrees have 11,111, 1,111, 111 and 11 supervisors.
 * Each has two teams of five members. Ids and times are the same in each database. Triggers are disabled: there are no events.
 */
export async function givenFleet(session: pg.Client): Promise<void> {
  await session.query('SET session_replication_role = replica')
  await session.query(
    `WITH RECURSIVE tree AS (
       SELECT 0 AS n, ARRAY[md5('supervisor 0')::uuid] AS path
       UNION ALL
       SELECT child, t.path || md5('supervisor ' || child)::uuid
       FROM tree t, generate_series(t.n * 10 + 1, t.n * 10 + 10) AS child WHERE cardinality(t.path) < 5
     )
     INSERT INTO supervisors (id, name, status, path, parent_id, hierarchy_level, created_at)
     SELECT path[cardinality(path)], 'supervisor ' || n, 'ACTIVE', path, path[cardinality(path) - 1], cardinality(path) - 1,
       timestamp '2030-01-01' + (n * 7919 % 11111) * interval '1 minute'
     FROM tree`,
  )
  await session.query(
    `INSERT INTO supervisor_teams (id, supervisor_id, name)
     SELECT md5(s.name || ' ' || n)::uuid, s.id, 'team ' || n FROM supervisors s, generate_series(1, 2) AS n`,
  )
  await session.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id)
     SELECT t.id, md5(t.id::text || n)::uuid FROM supervisor_teams t, generate_series(1, 5) AS n`,
  )
  await session.query('RESET session_replication_role')
  await session.query('VACUUM (ANALYZE)')
}

/** A supervisor of each of the first three levels, each below the one before. */
export async function fetchTops(session: pg.Client): Promise<Top[]> {
  const { rows } = await session.query<Top>(
    `SELECT top.id, (SELECT count(*)::int FROM supervisors s WHERE top.id = ANY (s.path)) AS supervisors
     FROM unnest((SELECT path FROM supervisors WHERE hierarchy_level = 2 ORDER BY path LIMIT 1)) WITH ORDINALITY AS top (id, n)
     ORDER BY top.n`,
  )
  return rows
}

/** Creates a token with the role READ, and returns its secret. @param within null: not limited to a subtree */
export async function givenToken(session: pg.Client, within: string | null): Promise<string> {
  const secret = createSecret()
  await session.query(
    `INSERT INTO api_tokens (id, hash, actor, role, within, created_by)
     VALUES ($1, decode($2, 'hex'), 'bench', 'READ', $3, 'bench')`,
    [randomUUID(), hashSecret(secret), within],
  )
  return secret
}
