import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Random } from '../fuzz/random.ts'

/** A hierarchy, and the ids that requests about it use. */
export interface World {
  /** The supervisor to whose subtree the caller is limited. */
  readonly top: string
  readonly supervisors: readonly string[]
  readonly teams: readonly string[]
  readonly members: readonly string[]
  readonly agents: readonly string[]
  /** API tokens, each for the subtree of a supervisor, or without a limit. */
  readonly tokens: readonly string[]
}

/** Grows a random hierarchy with a random history, and chooses a supervisor whose ancestors block nothing. */
export async function growWorld(db: pg.Pool, random: Random): Promise<World> {
  await db.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts, api_tokens CASCADE')
  const supervisors: string[] = []
  const teams: string[] = []
  const agents = Array.from({ length: 4 }, () => randomUUID())
  const policy = { strategy: 'one_for_one', max_restarts: 1, within_seconds: 60, stagger_seconds: 0 }

  const attempt = (sql: string, values: unknown[]) => db.query(sql, values).catch(() => undefined) // an invariant refuses it
  const spawn = async () => {
    const id = randomUUID()
    const parent = random.chance(0.12) || supervisors.length === 0 ? null : random.pick(supervisors)
    const config = { heartbeat_interval: 300, ...(random.chance(0.3) && { restart: policy }) }
    const name = random.pick(['a', 'b', 'c', 'd', 'visor']) + String(random.below(4))
    const spawned = await attempt(
      'INSERT INTO supervisors (id, parent_id, name, status, config) VALUES ($1, $2, $3, $4, $5)',
      [id, parent, name, random.pick(['SPAWNING', 'ACTIVE', 'ACTIVE', 'PAUSED', 'FAILED']), config],
    )
    if (spawned) supervisors.push(id)
  }
  const createTeam = async () => {
    const id = randomUUID()
    const values = [id, random.pick(supervisors), `team ${random.below(5)}`]
    if (await attempt('INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)', values))
      teams.push(id)
  }
  for (let i = 0; i < 14; i++) await spawn()
  for (let i = 0; i < 6; i++) await createTeam()
  const any = (): string => random.pick(supervisors)
  const changes = [
    spawn,
    createTeam,
    () => attempt('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [any(), random.chance(0.1) ? null : any()]),
    () => attempt('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [any(), any()]),
    () => attempt('UPDATE supervisors SET name = $2 WHERE id = $1', [any(), `name ${random.below(6)}`]),
    () =>
      attempt(`UPDATE supervisors SET status = $2, status_reason = $3 WHERE id = $1`, [
        any(),
        random.pick(['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED']),
        random.pick(['because', `restarted by the policy of ${any()}: one_for_one, 1 of 1 restarts within 60 s`]),
      ]),
    () =>
      attempt('INSERT INTO supervisor_team_members (team_id, agent_id) VALUES ($1, $2)', [
        random.pick(teams),
        random.pick(agents),
      ]),
    () =>
      attempt(`UPDATE supervisor_team_members SET left_at = timezone('utc', now()) WHERE team_id = $1`, [
        random.pick(teams),
      ]),
    () => attempt('DELETE FROM supervisor_teams WHERE id = $1', [random.pick(teams)]),
    () => attempt('DELETE FROM supervisors WHERE id = $1', [any()]),
  ]
  for (let i = 0; i < 40; i++) await random.pick(changes)()

  const { rows } = await db.query<{ id: string; path: string[] }>('SELECT id, path FROM supervisors ORDER BY id')
  const large = rows.filter(({ id }) => rows.filter(({ path }) => path.includes(id)).length > 3)
  const top = random.pick(large.length > 0 ? large : rows)
  // BLOCKED by an ancestor outside is the one part of a status that the caller sees: it has its own tests
  await attempt(`UPDATE supervisors SET status = 'ACTIVE' WHERE id = ANY ($1) AND status IN ('PAUSED', 'FAILED')`, [
    top.path.slice(0, -1),
  ])
  const { rows: members } = await db.query<{ id: string }>(
    'SELECT id FROM supervisor_team_members ORDER BY joined_at, id',
  )
  const { rows: tokens } = await db.query<{ id: string }>(
    `INSERT INTO api_tokens (hash, actor, role, within, created_by, created_at)
     SELECT decode(md5(t.n::text) || md5('token'), 'hex'), 'holder', 'READ', ($1::uuid[])[t.n], 'grower', timestamp '2030-01-01' + t.n / 2 * interval '1 s'
     FROM generate_series(1, $2) AS t (n) RETURNING id`,
    [[...supervisors, null], supervisors.length + 1],
  )
  return {
    top: top.id,
    supervisors,
    teams,
    members: members.map(({ id }) => id),
    agents,
    tokens: tokens.map(({ id }) => id),
  }
}
