import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const setStatus = (status: string, ...ids: string[]): Promise<unknown> =>
  db.pool.query('UPDATE supervisors SET status = $1 WHERE id = ANY ($2)', [status, ids])

const LIVE_BELOW = { code: '23514', table: 'supervisors', constraint: 'supervisors_live_below_terminated' }

describe('a status', () => {
  test('is one of five values', async () => {
    const id = await givenTree(db.pool, 'a')
    for (const status of ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED']) await setStatus(status, id('a'))

    const refusal = { code: '23514', constraint: 'supervisors_status_check' }
    await expect(db.pool.query(`INSERT INTO supervisors (name, status) VALUES ('b', 'active')`)).rejects.toMatchObject(
      refusal,
    )
    await givenTree(db.pool, 'c')
    await expect(db.pool.query(`UPDATE supervisors SET status = 'GONE' WHERE name = 'c'`)).rejects.toMatchObject(
      refusal,
    )
  })

  test('TERMINATED is final', async () => {
    const id = await givenTree(db.pool, 'a:TERMINATED')
    for (const status of ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED']) {
      await expect(setStatus(status, id('a'))).rejects.toMatchObject({
        code: '23514',
        table: 'supervisors',
        constraint: 'supervisors_terminated_final',
      })
    }
    await setStatus('TERMINATED', id('a'))
  })

  test('that changes gets the time of the writer, or by default that of the database', async () => {
    const id = await givenTree(db.pool, 'a, b, c')
    await db.pool.query(`UPDATE supervisors SET status_changed_at = '2020-01-01'`)
    await setStatus('PAUSED', id('a'))
    await db.pool.query(`UPDATE supervisors SET status = 'FAILED', status_changed_at = '2021-01-01' WHERE id = $1`, [
      id('b'),
    ])
    await setStatus('ACTIVE', id('c'))

    const { rows } = await db.pool.query(
      `SELECT name, extract(year FROM status_changed_at)::integer AS year FROM supervisors WHERE name <> 'a'
       UNION SELECT name, 0 FROM supervisors WHERE status_changed_at = updated_at ORDER BY name`,
    )
    expect(rows).toEqual([
      { name: 'a', year: 0 },
      { name: 'b', year: 2021 },
      { name: 'c', year: 2020 },
    ])
  })
})

describe('a termination', () => {
  test('of a supervisor with live children is refused, whatever their status is', async () => {
    const id = await givenTree(db.pool, 'a > a1:SPAWNING, p > p1:PAUSED, f > f1:FAILED, root > mid > leaf')

    for (const name of ['a', 'p', 'f', 'root', 'mid']) {
      await expect(setStatus('TERMINATED', id(name))).rejects.toMatchObject(LIVE_BELOW)
    }
  })

  test('of several supervisors is refused as a whole if one still has a live child', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, c]')

    await expect(setStatus('TERMINATED', id('a'), id('c'))).rejects.toMatchObject(LIVE_BELOW)
    expect((await db.pool.query(`SELECT FROM supervisors WHERE status = 'TERMINATED'`)).rowCount).toBe(0)
  })

  test('of a whole subtree succeeds in one statement or from the bottom up', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, c > d]')
    await setStatus('TERMINATED', id('a'), id('b'))
    await setStatus('TERMINATED', id('d'))
    await setStatus('TERMINATED', id('c'))
    await setStatus('TERMINATED', id('root'))
  })

  test('succeeds if the same statement moves the live children away', async () => {
    const id = await givenTree(db.pool, 'root > a > b')
    await db.pool.query(
      `UPDATE supervisors SET status = CASE WHEN id = $1 THEN 'TERMINATED' ELSE status END,
         parent_id = CASE WHEN id = $1 THEN parent_id ELSE $2 END WHERE id IN ($1, $3)`,
      [id('a'), id('root'), id('b')],
    )
  })

  test('ends the active memberships of the supervisor’s teams, and no others', async () => {
    const id = await givenTree(db.pool, 'a, b')
    await db.pool.query(`
      INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, team FROM supervisors, (VALUES ('t1'), ('t2')) t (team);
      INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams, generate_series(1, 2);
      INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at)
        SELECT id, gen_random_uuid(), '2020-01-01', '2020-02-02' FROM supervisor_teams;
      INSERT INTO supervisor_team_members (team_id, agent_id, joined_at)
        SELECT id, gen_random_uuid(), timezone('utc', now()) + interval '1 day' FROM supervisor_teams`)
    await setStatus('TERMINATED', id('a'))

    const { rows } = await db.pool.query(
      `SELECT s.name, count(*) FILTER (WHERE left_at IS NULL)::integer AS active,
         count(*) FILTER (WHERE left_at = '2020-02-02')::integer AS former,
         count(*) FILTER (WHERE left_at = joined_at)::integer AS never_began, max(m.version) AS version
       FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id JOIN supervisor_team_members m ON m.team_id = t.id
       GROUP BY s.name ORDER BY s.name`,
    )
    expect(rows).toEqual([
      { name: 'a', active: 0, former: 2, never_began: 2, version: 2 },
      { name: 'b', active: 6, former: 2, never_began: 0, version: 1 },
    ])
  })
})

describe('below a TERMINATED supervisor', () => {
  test('no live supervisor can be inserted, but a TERMINATED one can', async () => {
    const id = await givenTree(db.pool, 'dead:TERMINATED')
    const insert = (status: string): Promise<unknown> =>
      db.pool.query(`INSERT INTO supervisors (name, status, parent_id) VALUES ('x', $1, $2)`, [status, id('dead')])

    for (const status of ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED']) {
      await expect(insert(status)).rejects.toMatchObject(LIVE_BELOW)
    }
    await insert('TERMINATED')
  })

  test('no live supervisor can be inserted together with it, by one or two INSERTs of one statement', async () => {
    const [dead, live] = ['00000000-0000-0000-0000-00000000000d', '00000000-0000-0000-0000-000000000001']
    const deadRow = `('${dead}'::uuid, 'dead', 'TERMINATED', NULL::uuid)`
    const liveRow = `('${live}'::uuid, 'live', 'ACTIVE', '${dead}'::uuid)`
    const insert = (rows: string): string => `INSERT INTO supervisors (id, name, status, parent_id) VALUES ${rows}`

    for (const sql of [
      insert(`${deadRow}, ${liveRow}`),
      insert(`${liveRow}, ${deadRow}`),
      `WITH first AS (${insert(liveRow)}) ${insert(deadRow)}`,
      `WITH first AS (${insert(deadRow)}) ${insert(liveRow)}`,
    ]) {
      await expect(db.pool.query(sql)).rejects.toMatchObject(LIVE_BELOW)
    }
  })

  test('no live supervisor can be moved, but a TERMINATED one can', async () => {
    const id = await givenTree(db.pool, 'dead:TERMINATED, live, gone:TERMINATED')
    const move = (name: string): Promise<unknown> =>
      db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id(name), id('dead')])

    await expect(move('live')).rejects.toMatchObject(LIVE_BELOW)
    await move('gone')
  })
})
