import { randomUUID } from 'node:crypto'
import type pg from 'pg'

export interface FleetSize {
  readonly supervisors: number
  readonly members: number
}

const childrenPerSupervisor = 100
const membersPerTeam = 5

/**
 * Replaces the contents of the database by a tree of ACTIVE supervisors with active members. Triggers are disabled, so this
 * writes no events. Returns the id of the root.
 */
export async function buildFleet(session: pg.Client, { supervisors, members }: FleetSize): Promise<string> {
  const nodes: { readonly id: string; readonly path: readonly string[] }[] = []
  for (let i = 0; i < supervisors; i++) {
    const id = randomUUID()
    const parent = i === 0 ? undefined : nodes[Math.floor((i - 1) / childrenPerSupervisor)]
    nodes.push({ id, path: [...(parent?.path ?? []), id] })
  }
  await session.query('SET session_replication_role = replica')
  await session.query('TRUNCATE supervisors, supervisor_events CASCADE')
  await session.query(
    `INSERT INTO supervisors (id, name, status, path, parent_id, hierarchy_level)
     SELECT path[cardinality(path)], 'supervisor ' || n, 'ACTIVE', path, path[cardinality(path) - 1], cardinality(path) - 1
     FROM (SELECT literal::uuid[] AS path, n FROM unnest($1::text[]) WITH ORDINALITY AS t (literal, n))`,
    [nodes.map(({ path }) => `{${path.join()}}`)],
  )
  await session.query(
    `INSERT INTO supervisor_teams (supervisor_id, name)
     SELECT ($1::uuid[])[1 + n % cardinality($1::uuid[])], 'team ' || n FROM generate_series(0, ceil($2::numeric / $3)::int - 1) AS n`,
    [nodes.map(({ id }) => id), members, membersPerTeam],
  )
  await session.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id)
     SELECT id, gen_random_uuid() FROM (SELECT id, row_number() OVER () AS n FROM supervisor_teams) t, generate_series(1, $2) AS seat
     WHERE (n - 1) * $2 + seat <= $1`,
    [members, membersPerTeam],
  )
  await session.query('RESET session_replication_role')
  await session.query('VACUUM (ANALYZE) supervisors, supervisor_teams, supervisor_team_members, supervisor_events')
  await session.query('CHECKPOINT') // otherwise a checkpoint could run during a measurement
  return nodes[0]?.id ?? ''
}

/**
 * Asserts that all supervisors are terminated and all memberships ended; with `verify`, also the invariants.
 * @throws {Error} if one of these does not hold
 */
export async function assertTerminated(session: pg.Client, size: FleetSize, verify: boolean): Promise<void> {
  const { rows } = await session.query<FleetSize>(
    `SELECT (SELECT count(*) FROM supervisors WHERE status = 'TERMINATED' AND version = 2)::int AS supervisors,
       (SELECT count(*) FROM supervisor_team_members WHERE left_at IS NOT NULL AND version = 2)::int AS members`,
  )
  const [done] = rows
  if (done?.supervisors !== size.supervisors || done.members !== size.members)
    throw new Error(`expected ${JSON.stringify(size)} to be terminated, found ${JSON.stringify(done)}`)
  if (!verify) return
  const violations = await session.query('SELECT * FROM verify_hierarchy() LIMIT 3')
  if (violations.rows.length > 0) throw new Error(`verify_hierarchy() reports ${JSON.stringify(violations.rows)}`)
}
