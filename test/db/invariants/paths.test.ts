import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const moved = Number(process.env.MOVED_SUPERVISORS ?? 1_000)

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

/** Inserts the rows in this order in one statement. */
const insert = (rows: readonly { id: string; name: string; parentId: string | null }[]): Promise<unknown> =>
  db.pool.query(
    `INSERT INTO supervisors (id, name, parent_id)
     SELECT id, name, parent_id FROM unnest($1::uuid[], $2::text[], $3::uuid[]) WITH ORDINALITY AS r (id, name, parent_id, n)
     ORDER BY n`,
    [rows.map((row) => row.id), rows.map((row) => row.name), rows.map((row) => row.parentId)],
  )

describe('an INSERT', () => {
  test('with only a name creates a root with all defaults', async () => {
    await db.pool.query(`INSERT INTO supervisors (name) VALUES ('root')`)

    const { rows } = await db.pool.query(
      `SELECT path = ARRAY[id] AS own_path, hierarchy_level, status, config, health_metrics, version, incarnation, parent_id,
         last_heartbeat, created_at = updated_at AS same_times, created_at = status_changed_at AS same_change,
         created_at BETWEEN timezone('utc', now()) - interval '1 minute' AND timezone('utc', now()) + interval '1 minute' AS in_utc
       FROM supervisors`,
    )
    expect(rows).toEqual([
      {
        own_path: true,
        hierarchy_level: 0,
        status: 'SPAWNING',
        config: {},
        health_metrics: {},
        version: 1,
        incarnation: 1,
        parent_id: null,
        last_heartbeat: null,
        same_times: true,
        same_change: true,
        in_utc: true,
      },
    ])
  })

  test('with a name and a parent_id sets the path and the level', async () => {
    const id = await givenTree(db.pool, 'root > a')
    await db.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES ('b', $1)`, [id('a')])

    expect(await pathsOf(db.pool)).toEqual({ root: '0 root', a: '1 root/a', b: '2 root/a/b' })
  })

  test('stores times in UTC in every time zone of the session', async () => {
    const session = await db.session()
    await session.query(`SET TIME ZONE 'Asia/Kolkata'`)
    await session.query(`INSERT INTO supervisors (name) VALUES ('root')`)
    await session.query(`UPDATE supervisors SET name = 'renamed', status = 'ACTIVE'`)

    const { rows } = await session.query(
      `SELECT abs(extract(epoch FROM timezone('utc', now()) - least(created_at, updated_at, status_changed_at))) < 60 AS recent FROM supervisors`,
    )
    expect(rows).toEqual([{ recent: true }])
  })

  test('can list three levels of children before their parents, below an existing supervisor', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    const id = await givenTree(db.pool, 'root')
    await insert([
      { id: c, name: 'c', parentId: b },
      { id: b, name: 'b', parentId: a },
      { id: a, name: 'a', parentId: id('root') },
    ])

    expect(await pathsOf(db.pool)).toEqual({ root: '0 root', a: '1 root/a', b: '2 root/a/b', c: '3 root/a/b/c' })
    expect((await db.pool.query('SELECT DISTINCT version FROM supervisors')).rows).toEqual([{ version: 1 }])
  })

  test('below a missing supervisor is refused by the foreign key, also with children before their parents', async () => {
    const [a, b] = [randomUUID(), randomUUID()]
    const refusal = { code: '23503', constraint: 'supervisors_parent_id_fkey' }

    await expect(insert([{ id: a, name: 'a', parentId: randomUUID() }])).rejects.toMatchObject(refusal)
    await expect(
      insert([
        { id: b, name: 'b', parentId: a },
        { id: a, name: 'a', parentId: randomUUID() },
      ]),
    ).rejects.toMatchObject(refusal)
  })
})

describe('an UPDATE of parent_id', () => {
  test('moves a supervisor with its descendants', async () => {
    const id = await givenTree(db.pool, 'root > [a > [b > c, d], e > f]')
    await db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('f')])

    expect(await pathsOf(db.pool)).toEqual({
      root: '0 root',
      e: '1 root/e',
      f: '2 root/e/f',
      a: '3 root/e/f/a',
      b: '4 root/e/f/a/b',
      c: '5 root/e/f/a/b/c',
      d: '4 root/e/f/a/d',
    })
  })

  test('to NULL makes the supervisor a root', async () => {
    const id = await givenTree(db.pool, 'root > a > b')
    await db.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [id('a')])

    expect(await pathsOf(db.pool)).toEqual({ root: '0 root', a: '0 a', b: '1 a/b' })
  })

  test('to a missing supervisor is refused by the foreign key', async () => {
    const id = await givenTree(db.pool, 'root > a')

    await expect(
      db.pool.query('UPDATE supervisors SET parent_id = gen_random_uuid() WHERE id = $1', [id('a')]),
    ).rejects.toMatchObject({ code: '23503', constraint: 'supervisors_parent_id_fkey' })
  })

  test(`moves ${moved} supervisors in one statement, and increases each version once`, async () => {
    const id = await givenTree(db.pool, 'from > top, to')
    await db.pool.query(
      `WITH RECURSIVE row (n, id) AS (SELECT n, CASE n WHEN 1 THEN $1::uuid ELSE gen_random_uuid() END FROM generate_series(1, $2::int) n)
       INSERT INTO supervisors (id, name, parent_id)
       SELECT c.id, 'n' || c.n, p.id FROM row c JOIN row p ON p.n = (c.n + 4) / 6 WHERE c.n > 1 ORDER BY c.n`,
      [id('top'), moved],
    )
    const since = performance.now()
    const { rowCount } = await db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [
      id('top'),
      id('to'),
    ])
    console.info(`move: a subtree of ${moved} in ${(performance.now() - since).toFixed(0)} ms`)

    expect(rowCount).toBe(1)
    const { rows } = await db.pool.query(
      `SELECT count(*)::integer AS n, min(version) AS least, max(version) AS most FROM supervisors
       WHERE path >= ARRAY[$1, $2]::uuid[] AND path < ARRAY[$1, $2, 'ffffffff-ffff-ffff-ffff-ffffffffffff']::uuid[]`,
      [id('to'), id('top')],
    )
    expect(rows).toEqual([{ n: moved, least: 2, most: 2 }])
  })

  test('of several rows can exchange their places', async () => {
    // b moves above a, and x and c exchange their places, in one statement
    const id = await givenTree(db.pool, 'r > [a > b > c, x > y]')
    const places = { b: 'r', a: 'b', c: 'r', x: 'a' }
    await db.pool.query(
      `UPDATE supervisors s SET parent_id = place.parent_id FROM unnest($1::uuid[], $2::uuid[]) AS place (id, parent_id)
       WHERE s.id = place.id`,
      [Object.keys(places).map(id), Object.values(places).map(id)],
    )

    expect(await pathsOf(db.pool)).toEqual({
      r: '0 r',
      b: '1 r/b',
      a: '2 r/b/a',
      x: '3 r/b/a/x',
      y: '4 r/b/a/x/y',
      c: '1 r/c',
    })
  })

  test('of a row and its descendant, which both move, increases each version once', async () => {
    const id = await givenTree(db.pool, 'p, q, a > b > c')
    await db.pool.query(
      `UPDATE supervisors SET parent_id = CASE id WHEN $1::uuid THEN $3::uuid ELSE $4::uuid END WHERE id IN ($1, $2)`,
      [id('a'), id('b'), id('p'), id('q')],
    )

    expect(await pathsOf(db.pool)).toEqual({ p: '0 p', q: '0 q', a: '1 p/a', b: '1 q/b', c: '2 q/b/c' })
    expect((await db.pool.query('SELECT name, version FROM supervisors ORDER BY name')).rows).toEqual([
      { name: 'a', version: 2 },
      { name: 'b', version: 2 },
      { name: 'c', version: 2 },
      { name: 'p', version: 1 },
      { name: 'q', version: 1 },
    ])
  })
})

describe('for random trees in random order', () => {
  /** A forest as a list, in which the parent of each row is an earlier row or none, and a random order to write it. */
  const forest = fc
    .array(fc.nat(), { minLength: 1, maxLength: 30 })
    .map((picks) => picks.map((pick, i) => ({ id: randomUUID(), name: `n${i}`, parent: (pick % (i + 1)) - 1 })))
    .chain((rows) =>
      fc.record({
        rows: fc.constant(rows.map((row) => ({ ...row, parentId: rows[row.parent]?.id ?? null }))),
        order: fc.shuffledSubarray([...rows.keys()], { minLength: rows.length }),
      }),
    )

  test('one INSERT creates valid paths, and one UPDATE changes the forest to any other', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 100')
    await fc.assert(
      fc.asyncProperty(forest, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), async ({ rows, order }, picks) => {
        await db.pool.query('DELETE FROM supervisors')
        await insert(order.flatMap((i) => rows[i] ?? []))
        expect(await db.violations()).toEqual([])

        // Another forest of the same rows. Its parents come earlier in the shuffled order, so that nearly all rows move.
        const shuffled = order.flatMap((i) => rows[i]?.id ?? [])
        await db.pool.query(
          `UPDATE supervisors s SET parent_id = place.parent_id FROM unnest($1::uuid[], $2::uuid[]) AS place (id, parent_id)
           WHERE s.id = place.id`,
          [shuffled, shuffled.map((_, i) => shuffled[((picks[i] ?? 0) % (i + 1)) - 1] ?? null)],
        )
        expect(await db.violations()).toEqual([])
        const { rows: versions } = await db.pool.query<{ version: number }>('SELECT DISTINCT version FROM supervisors')
        expect(versions.every(({ version }) => version <= 2)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
