import type pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { inTransaction } from './inTransaction.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

/** The version and updated_at after an assignment. Before it, the version is 1 and updated_at is in the past. */
const effectOf = async (assignment: string): Promise<unknown> => {
  await db.pool.query('DELETE FROM supervisors')
  // only an INSERT can set updated_at to the past: in an UPDATE, the trigger overrides it
  await db.pool.query(`INSERT INTO supervisors (name, status, updated_at) VALUES ('a', 'ACTIVE', '2020-01-01')`)
  await db.pool.query(`UPDATE supervisors SET ${assignment}`)
  const { rows } = await db.pool.query(
    `SELECT version, CASE WHEN updated_at = '2020-01-01' THEN 'kept'
       WHEN abs(extract(epoch FROM updated_at - timezone('utc', clock_timestamp()))) < 60 THEN 'now' END AS updated_at FROM supervisors`,
  )
  return rows[0]
}

describe('a supervisor’s version and updated_at', () => {
  test.for([
    `name = 'b'`,
    `description = 'x'`,
    `status = 'PAUSED'`,
    `config = '{"a": 1}'`,
    `policy_version_id = gen_random_uuid()`,
    `created_at = '2019-01-01'`,
    `status_reason = 'x'`,
    `status_changed_at = '2019-01-01'`,
    `incarnation = 2`,
    `spawn_hash = '\\x00'`,
    `name = 'b', last_heartbeat = now()`,
    `name = 'b', version = 77, updated_at = '2000-01-01'`,
  ])('increase after SET %s', async (assignment) => {
    expect(await effectOf(assignment)).toEqual({ version: 2, updated_at: 'now' })
  })

  test.for([
    `last_heartbeat = now()`,
    `health_metrics = '{"load": 0.5}'`,
    `heartbeat_sequence = 5`,
    `last_heartbeat = now(), health_metrics = '{"load": 0.5}', heartbeat_sequence = 5`,
    `last_heartbeat = now(), updated_at = now()`,
    `last_heartbeat = now(), version = version + 1`,
    `updated_at = now()`,
    `name = name, status = status, parent_id = parent_id, config = config`,
  ])('stay the same after SET %s', async (assignment) => {
    expect(await effectOf(assignment)).toEqual({ version: 1, updated_at: 'kept' })
  })

  test('increase for the moved supervisor and its descendants', async () => {
    const id = await givenTree(db.pool, 'a > b > c, d')
    await db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('d')])

    const { rows } = await db.pool.query('SELECT name, version FROM supervisors ORDER BY name')
    expect(rows).toEqual([
      { name: 'a', version: 2 },
      { name: 'b', version: 2 },
      { name: 'c', version: 2 },
      { name: 'd', version: 1 },
    ])
  })
})

describe('the version of a team and of a membership', () => {
  test('increases with each change, and only then', async () => {
    await givenTree(db.pool, 'a')
    await db.pool.query(
      `INSERT INTO supervisor_teams (supervisor_id, name, updated_at) SELECT id, 'team', '2020-01-01' FROM supervisors`,
    )
    await db.pool.query(
      'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams',
    )
    const readVersions = async (): Promise<unknown> =>
      (
        await db.pool.query(
          `SELECT t.version AS team, m.version AS member, t.updated_at = '2020-01-01' AS kept
           FROM supervisor_teams t JOIN supervisor_team_members m ON m.team_id = t.id`,
        )
      ).rows[0]

    await db.pool.query('UPDATE supervisor_teams SET name = name, updated_at = now()')
    await db.pool.query('UPDATE supervisor_team_members SET role = role')
    expect(await readVersions()).toEqual({ team: 1, member: 1, kept: true })
    await db.pool.query(`UPDATE supervisor_teams SET objective = 'x'`)
    await db.pool.query(`UPDATE supervisor_team_members SET role = 'LEAD'`)
    expect(await readVersions()).toEqual({ team: 2, member: 2, kept: false })
  })
})

describe('the version after the highest integer', () => {
  /** Only a writer that disables the triggers, or a database that is older than the triggers, can have such a version. */
  const withHighestVersions = async (): Promise<void> => {
    await givenTree(db.pool, 'root > a > b')
    await db.pool.query(`
      INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors WHERE name = 'a';
      INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`)
    const session = await db.session()
    await session.query(`SET session_replication_role = replica;
      UPDATE supervisors SET version = 2147483647; UPDATE supervisor_teams SET version = 2147483647;
      UPDATE supervisor_team_members SET version = 2147483647;
      UPDATE supervisor_events SET version = 2147483647, reason = 'there before the record began'`)
  }

  test.for([
    [`UPDATE supervisors SET name = 'x' WHERE name = 'a'`, 'SUPERVISOR_UPDATED'],
    [`UPDATE supervisors SET status = 'PAUSED' WHERE name = 'a'`, 'SUPERVISOR_STATUS_CHANGED'],
    [`UPDATE supervisor_teams SET name = 'x'`, 'TEAM_UPDATED'],
    [`UPDATE supervisor_team_members SET role = 'x'`, 'MEMBER_UPDATED'],
    [`UPDATE supervisor_team_members SET left_at = '9999-01-01'`, 'MEMBER_LEFT'],
    [`DELETE FROM supervisor_team_members`, 'MEMBER_LEFT'],
    [`DELETE FROM supervisors WHERE name = 'b'`, 'SUPERVISOR_DELETED'],
  ])('is 1: %s', async ([sql, type]) => {
    await db.pool.query('DELETE FROM supervisors; DELETE FROM supervisor_events')
    await withHighestVersions()
    await db.pool.query(sql ?? '')
    const { rows } = await db.pool.query('SELECT type, version FROM supervisor_events ORDER BY sequence DESC LIMIT 1')
    expect(rows).toEqual([{ type, version: 1 }])
  })

  test('is 1 for every supervisor of a moved subtree', async () => {
    await db.pool.query('DELETE FROM supervisors; DELETE FROM supervisor_events')
    await withHighestVersions()
    await db.pool.query(`UPDATE supervisors SET parent_id = NULL WHERE name = 'a'`)
    expect((await db.pool.query('SELECT name, version FROM supervisors ORDER BY name')).rows).toEqual([
      { name: 'a', version: 1 },
      { name: 'b', version: 1 },
      { name: 'root', version: 2_147_483_647 },
    ])
  })
})

describe('heartbeats', () => {
  // its own database, since sessions of other tests would add their updates to the statistics later
  const own = withDatabase()
  const ROWS = 3_000
  const BATCHES = 30
  const DEADLINE_MS = 40_000
  /** Low because other tests run at the same time: the benchmark reaches 0.95. An index on a changed column would give 0. */
  const ENOUGH = 0.6

  /** Share of HOT updates among three heartbeats of every row, in batches of rows from distant pages. */
  const shareOfHotUpdates = async (session: pg.Client): Promise<number> => {
    const countUpdates = async (): Promise<{ updates: number; hot: number }> => {
      await session.query('SELECT pg_stat_force_next_flush()')
      const { rows } = await session.query<{ updates: number; hot: number }>(
        `SELECT n_tup_upd::integer AS updates, n_tup_hot_upd::integer AS hot FROM pg_stat_user_tables WHERE relname = 'supervisors'`,
      )
      return rows[0] ?? { updates: 0, hot: 0 }
    }
    await session.query('TRUNCATE supervisors CASCADE')
    await session.query(
      `INSERT INTO supervisors (name, status, config)
       SELECT 'supervisor ' || n, 'ACTIVE', '{"heartbeat_interval": 30, "restart": {"strategy": "one_for_one"}}' FROM generate_series(1, $1) n`,
      [ROWS],
    )
    const { rows: all } = await session.query<{ id: string }>('SELECT id FROM supervisors ORDER BY ctid')
    const before = await countUpdates()
    for (let i = 0; i < 3 * BATCHES; i++) {
      await session.query(
        `UPDATE supervisors SET last_heartbeat = timezone('utc', clock_timestamp()), heartbeat_sequence = $2,
           health_metrics = jsonb_build_object('cpu', $2::bigint, 'queue', 12), updated_at = timezone('utc', clock_timestamp())
         WHERE id = ANY ($1)`,
        [all.filter((_, row) => row % BATCHES === i % BATCHES).map((row) => row.id), i],
      )
    }
    const after = await countUpdates()
    expect(after.updates - before.updates).toBe(3 * ROWS)
    return (after.hot - before.hot) / (after.updates - before.updates)
  }

  test('are HOT updates, also from a writer that sets updated_at as well', async () => {
    const session = await own.session()
    const deadline = performance.now() + DEADLINE_MS
    const shares: number[] = []
    // Retries, since PostgreSQL prunes no page while a transaction that has written is open anywhere on the server. Other
    // tests have such transactions.
    do shares.push(await shareOfHotUpdates(session))
    while (Math.max(...shares) < ENOUGH && performance.now() < deadline)
    console.info(
      `heartbeats: HOT updates by attempt: ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', ')}`,
    )

    expect(Math.max(...shares)).toBeGreaterThanOrEqual(ENOUGH)
    expect((await session.query('SELECT DISTINCT version FROM supervisors')).rows).toEqual([{ version: 1 }])
  })

  test('do not wait for the hierarchy lock', async () => {
    const id = await givenTree(db.pool, 'a > b, c')
    await inTransaction(db, async (mover) => {
      await mover.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('b'), id('c')])
      const reporter = await db.session()
      await reporter.query(`SET lock_timeout = '1s'`)

      const written = await reporter.query(`UPDATE supervisors SET last_heartbeat = now() WHERE name IN ('a', 'c')`)
      expect(written.rowCount).toBe(2)
    })
  })
})
