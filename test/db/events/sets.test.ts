import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'

/** Events are staged by statement triggers, in sets, and written at the commit. */

const db = withDatabase()
verifyEventLogAfterEach(db)
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
const staged = async (session: pg.Client | pg.Pool): Promise<number> =>
  (await session.query<{ n: number }>('SELECT count(*)::int AS n FROM staged_events')).rows[0]?.n ?? NaN
afterEach(async () => {
  expect(await staged(db.pool)).toBe(0)
})

test('no session sees the staged events of another one, and a rollback removes them', async () => {
  const session = await db.session()
  await session.query('BEGIN')
  await session.query(`INSERT INTO supervisors (name) SELECT 'staged ' || i FROM generate_series(1, 5) i`)
  expect(await staged(session)).toBe(5)
  expect(await staged(db.pool)).toBe(0)
  await session.query('ROLLBACK')
  expect(await staged(session)).toBe(0)
})

test('the events of a transaction are in the order of its statements, and of the rows within a statement', async () => {
  const id = await givenTree(db.pool, 'one, two, three')
  const events = await eventsOf(db, () =>
    db.pool.query(
      `BEGIN;
       UPDATE supervisors s SET description = 'x' FROM (SELECT id FROM supervisors WHERE name IN ('one', 'two') ORDER BY name DESC) o WHERE s.id = o.id;
       INSERT INTO supervisor_teams (supervisor_id, name) VALUES ('${id('three')}', 'b'), ('${id('three')}', 'a');
       UPDATE supervisors SET description = 'y' WHERE name = 'one';
       COMMIT`,
    ),
  )
  expect(events.map(({ type, version }) => [type, version])).toEqual([
    ['SUPERVISOR_UPDATED', 2],
    ['SUPERVISOR_UPDATED', 2],
    ['TEAM_CREATED', 1],
    ['TEAM_CREATED', 1],
    ['SUPERVISOR_UPDATED', 3],
  ])
  expect(events.slice(2, 4).map(({ after }) => after?.name)).toEqual(['b', 'a'])
})

test.each(['USING (SELECT * FROM given ORDER BY n)', 'USING (SELECT * FROM given ORDER BY n DESC)'])(
  'a MERGE that inserts a row below a moved row records the insertion first: %s',
  async (using) => {
    const id = await givenTree(db.pool, 'top > under, other')
    const inserted = randomUUID()
    const events = await eventsOf(db, () =>
      db.pool.query(
        `WITH given (n, id, name, parent_id) AS (VALUES
           (1, '${inserted}'::uuid, 'inserted', '${id('under')}'::uuid), (2, '${id('under')}', 'under', '${id('other')}'::uuid))
         MERGE INTO supervisors s ${using} g ON s.id = g.id
         WHEN MATCHED THEN UPDATE SET parent_id = g.parent_id
         WHEN NOT MATCHED THEN INSERT (id, name, parent_id) VALUES (g.id, g.name, g.parent_id)`,
      ),
    )
    const versions = events.filter(({ supervisorId }) => supervisorId === inserted).map(({ version }) => version)
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
    expect(versions[0]).toBe(1)
  },
)

test('statistics of rows that have one time do not make later changes read an index of times for each row', async () => {
  const addTeams = `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors ON CONFLICT DO NOTHING;
    INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`
  await db.pool.query(
    `BEGIN; INSERT INTO supervisors (name) SELECT 's' || i FROM generate_series(1, 300) i; ${addTeams}; COMMIT`,
  )
  await db.pool.query('ANALYZE supervisors, supervisor_teams, supervisor_team_members')
  await db.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')

  const session = await db.session()
  const scans = async () => {
    await session.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await session.query<{ name: string; scans: number }>(
      `SELECT indexrelname AS name, idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname ~ '(created|joined)_at'`,
    )
    return new Map(rows.map((row) => [row.name, row.scans]))
  }
  await session.query(`BEGIN; INSERT INTO supervisors (name) VALUES ('root'); ${addTeams}; COMMIT`)
  const before = await scans()
  await session.query(
    `BEGIN;
     INSERT INTO supervisors (name, parent_id, created_at)
     SELECT 's' || i, s.id, timezone('utc', now()) - i * interval '1 minute' FROM supervisors s, generate_series(1, 300) i;
     ${addTeams};
     COMMIT`,
  )
  const after = await scans()
  const used = [...after].filter(([name, n]) => n - (before.get(name) ?? 0) >= 100).map(([name]) => name)
  expect(used).toEqual([])
})

test('a session that added members to small tables does not read all TERMINATED supervisors later', async () => {
  const session = await db.session()
  const addMembers = (team: string) =>
    `INSERT INTO supervisor_team_members (team_id, agent_id)
     SELECT t.id, gen_random_uuid() FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE t.name = '${team}' AND s.status <> 'TERMINATED'`
  const read = async () => {
    await session.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await session.query<{ rows: number }>(
      `SELECT sum(idx_tup_read)::int AS rows FROM pg_stat_user_indexes WHERE indexrelname LIKE 'supervisors_status%'`,
    )
    return rows[0]?.rows ?? NaN
  }
  await session.query(
    `INSERT INTO supervisors (name) VALUES ('root');
     INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'first' FROM supervisors;
     SET enable_seqscan = off; SET enable_bitmapscan = off`,
  )
  await session.query(addMembers('first'))
  await session.query(
    `INSERT INTO supervisors (name, parent_id, status) SELECT 's' || i, id, CASE WHEN i % 2 = 0 THEN 'TERMINATED' ELSE 'ACTIVE' END FROM supervisors, generate_series(1, 600) i;
     INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'second' FROM supervisors`,
  )
  const before = await read()
  await session.query(addMembers('second'))
  expect((await read()) - before).toBe(0)
})

test('a session that changed one row first changes thousands with the same plans', async () => {
  const session = await db.session()
  await session.query(`INSERT INTO supervisors (name) VALUES ('root')`)
  await session.query(`UPDATE supervisors SET status = 'ACTIVE' WHERE name = 'root'`)
  const events = await eventsOf(db, async () => {
    await session.query(
      `INSERT INTO supervisors (name, parent_id) SELECT 's' || i, s.id FROM supervisors s, generate_series(1, 5000) i WHERE s.name = 'root'`,
    )
    await session.query(`INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors`)
    await session.query(
      `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`,
    )
    await session.query(`UPDATE supervisors SET status = 'TERMINATED'`)
  })
  expect(events).toHaveLength(5_000 + 3 * 5_001 + 5_001)
  const left = events.filter(({ type }) => type === 'MEMBER_LEFT')
  const terminations = new Map(
    events.filter(({ after }) => after?.status === 'TERMINATED').map((event) => [event.supervisorId, event.sequence]),
  )
  expect(left).toHaveLength(5_001)
  expect(left.filter(({ supervisorId, causedBy }) => terminations.get(supervisorId) !== causedBy)).toEqual([])
})
