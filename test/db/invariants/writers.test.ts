import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree, pathsOf, type Queryable } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { inTransaction } from './inTransaction.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const CYCLE = { code: '23514', constraint: 'supervisors_no_cycle' }
const LIVE_BELOW = { code: '23514', constraint: 'supervisors_live_below_terminated' }

const locksHeldBy = async (session: Queryable): Promise<unknown> => {
  const { rows } = await session.query<{ mode: string }>(
    `SELECT mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() ORDER BY mode`,
  )
  return rows.map((row) => row.mode)
}

describe('INSERT … ON CONFLICT DO UPDATE', () => {
  const upsert = (id: string, name: string, parentId: string | null, status = 'ACTIVE'): Promise<unknown> =>
    db.pool.query(
      `INSERT INTO supervisors (id, name, parent_id, status, path, version) VALUES ($1, $2, $3, $4, '{}', 9)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id, status = excluded.status,
         path = excluded.path, hierarchy_level = excluded.hierarchy_level, version = excluded.version`,
      [id, name, parentId, status],
    )

  test('inserts and moves supervisors', async () => {
    const id = await givenTree(db.pool, 'a > b, c')
    await upsert(id('a'), 'a2', id('c'))
    await upsert(randomUUID(), 'd', id('b'))

    expect(await pathsOf(db.pool)).toEqual({ c: '0 c', a2: '1 c/a2', b: '2 c/a2/b', d: '3 c/a2/b/d' })
  })

  test('is subject to the same rules as UPDATE', async () => {
    const id = await givenTree(db.pool, 'a > b, dead:TERMINATED, twin')

    await expect(upsert(id('a'), 'a', id('b'))).rejects.toMatchObject(CYCLE)
    await expect(upsert(id('a'), 'a', null, 'TERMINATED')).rejects.toMatchObject(LIVE_BELOW)
    await expect(upsert(id('a'), 'a', id('dead'))).rejects.toMatchObject(LIVE_BELOW)
    await expect(upsert(id('dead'), 'dead', null)).rejects.toMatchObject({ constraint: 'supervisors_terminated_final' })
    await expect(upsert(id('a'), 'twin', null)).rejects.toMatchObject({ constraint: 'supervisors_live_name_key' })
  })
})

describe('MERGE', () => {
  const merge = (rows: [id: string, name: string, parentId: string | null][]): Promise<unknown> =>
    db.pool.query(
      `MERGE INTO supervisors s USING unnest($1::uuid[], $2::text[], $3::uuid[]) AS row (id, name, parent_id) ON s.id = row.id
       WHEN MATCHED THEN UPDATE SET parent_id = row.parent_id
       WHEN NOT MATCHED THEN INSERT (id, name, parent_id) VALUES (row.id, row.name, row.parent_id)`,
      [rows.map(([id]) => id), rows.map(([, name]) => name), rows.map(([, , parentId]) => parentId)],
    )

  test('inserts below rows that it moves, and children before their parents', async () => {
    const id = await givenTree(db.pool, 'a > b, c')
    const [x, y] = [randomUUID(), randomUUID()]
    await merge([
      [y, 'y', x],
      [id('a'), 'a', id('c')],
      [x, 'x', id('b')],
    ])

    expect(await pathsOf(db.pool)).toEqual({ c: '0 c', a: '1 c/a', b: '2 c/a/b', x: '3 c/a/b/x', y: '4 c/a/b/x/y' })
  })

  test('cannot create a cycle', async () => {
    const id = await givenTree(db.pool, 'a > b')
    const x = randomUUID()

    await expect(
      merge([
        [x, 'x', id('b')],
        [id('a'), 'a', x],
      ]),
    ).rejects.toMatchObject(CYCLE)
  })
})

describe('COPY', () => {
  const copy = (...lines: string[]): Promise<unknown> =>
    db.pool.query(
      `COPY supervisors (id, name, status, parent_id, path) FROM PROGRAM ${pg.escapeLiteral(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')}`)}
       WITH (FORMAT csv)`,
    )

  test('accepts rows in any order, and overrides their paths', async () => {
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]
    await copy(`${c},c,ACTIVE,${b},{}`, `${a},a,ACTIVE,,{${b}}`, `${b},b,ACTIVE,${a},{}`)

    expect(await pathsOf(db.pool)).toEqual({ a: '0 a', b: '1 a/b', c: '2 a/b/c' })
  })

  test('cannot create a cycle, or a live row below a TERMINATED one', async () => {
    const [a, b] = [randomUUID(), randomUUID()]

    await expect(copy(`${a},a,ACTIVE,${b},{}`, `${b},b,ACTIVE,${a},{}`)).rejects.toMatchObject(CYCLE)
    await expect(copy(`${a},a,ACTIVE,${b},{}`, `${b},b,TERMINATED,,{}`)).rejects.toMatchObject(LIVE_BELOW)
  })
})

describe('a WITH that updates supervisors several times in one query', () => {
  // PostgreSQL fires the statement triggers once for all UPDATEs, with the columns of only one of them
  const rename = `UPDATE supervisors SET name = 'renamed' WHERE id = $3 RETURNING id`
  const move = `UPDATE supervisors SET parent_id = $2 WHERE id = $1 RETURNING id`

  test.for([
    `WITH other AS (${rename}) ${move}`,
    `WITH other AS (${move}) ${rename}`,
    `WITH one AS (${rename}), two AS (${move}) SELECT`,
    `WITH one AS (${move}), two AS (${rename}) SELECT`,
  ])('takes the hierarchy lock, moves, and cannot create a cycle: %s', async (sql) => {
    const id = await givenTree(db.pool, 'a > b, c, d')
    await inTransaction(db, async (session) => {
      await session.query(sql, [id('a'), id('c'), id('d')])
      expect(await locksHeldBy(session)).toEqual(['ExclusiveLock'])
    })

    expect(await pathsOf(db.pool)).toEqual({ c: '0 c', renamed: '0 renamed', a: '1 c/a', b: '2 c/a/b' })
    await expect(db.pool.query(sql, [id('c'), id('b'), id('d')])).rejects.toMatchObject(CYCLE)
  })
})

describe('a temporary table with the name of a table of the hierarchy', () => {
  test('is not used by the triggers', async () => {
    const session = await db.session()
    await session.query('CREATE TEMPORARY TABLE supervisors (LIKE public.supervisors)')
    await session.query('CREATE TEMPORARY TABLE hierarchy_settings (max_level integer)')
    const [a, b] = [randomUUID(), randomUUID()]
    await session.query(`INSERT INTO public.supervisors (id, name, parent_id) VALUES ($2, 'b', $1), ($1, 'a', NULL)`, [
      a,
      b,
    ])
    await expect(
      session.query('UPDATE public.supervisors SET parent_id = $2 WHERE id = $1', [a, b]),
    ).rejects.toMatchObject(CYCLE)

    expect(await pathsOf(db.pool)).toEqual({ a: '0 a', b: '1 a/b' })
  })
})

describe('under an isolation level other than READ COMMITTED', () => {
  const changes: [what: string, sql: string][] = [
    ['an insert', `INSERT INTO supervisors (name) VALUES ('x')`],
    ['a move', 'UPDATE supervisors SET parent_id = NULL'],
    ['a change of status', `UPDATE supervisors SET status = 'PAUSED'`],
    [
      'a move in a WITH',
      `WITH o AS (UPDATE supervisors SET name = 'x' WHERE name = 'a'), m AS (UPDATE supervisors SET parent_id = NULL WHERE name = 'b') SELECT`,
    ],
    ['a new team', `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'x' FROM supervisors`],
    ['a move of a team', 'UPDATE supervisor_teams SET supervisor_id = supervisor_id'],
    [
      'a new member',
      'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams',
    ],
    ['the return of a member', 'UPDATE supervisor_team_members SET left_at = NULL'],
    ['a rename of a team', `UPDATE supervisor_teams SET name = 'x'`],
    ['the end of a team', 'DELETE FROM supervisor_teams'],
    ['the end of a supervisor with a team', `DELETE FROM supervisors WHERE name = 'b'`],
    ['a new role of a member', `UPDATE supervisor_team_members SET role = 'LEAD'`],
    ['the end of a membership', 'DELETE FROM supervisor_team_members'],
    ['the transfer of a member', 'UPDATE supervisor_team_members SET team_id = team_id'],
    ['a change of the settings', 'UPDATE hierarchy_settings SET max_level = 10'],
  ]
  const levels = ['REPEATABLE READ', 'SERIALIZABLE']

  test.for(levels.flatMap((level) => changes.map(([what, sql]) => [level, what, sql] as const)))(
    'in %s, %s is refused',
    async ([level, , sql]) => {
      await givenTree(db.pool, 'a > b')
      await db.pool.query(`
        INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors;
        INSERT INTO supervisor_team_members (team_id, agent_id, left_at)
          SELECT id, gen_random_uuid(), '9999-01-01' FROM supervisor_teams`)
      // a DELETE is refused when its event is written
      const expectRefusal = (session: pg.Client): Promise<void> =>
        expect(session.query(`${sql}; SET CONSTRAINTS ALL IMMEDIATE`)).rejects.toMatchObject({ code: '25001' })
      await inTransaction(db, expectRefusal, `BEGIN ISOLATION LEVEL ${level}`)
    },
  )

  test.for(levels)('in %s, the change of a single row succeeds', async (level) => {
    await givenTree(db.pool, 'a > b')
    const change = async (session: pg.Client): Promise<void> => {
      await session.query(`UPDATE supervisors SET last_heartbeat = now(), description = 'x'`)
      await session.query(`DELETE FROM supervisors WHERE name = 'b'`)
    }
    await inTransaction(db, change, `BEGIN ISOLATION LEVEL ${level}`)
  })
})

describe('the hierarchy lock', () => {
  test.for<[what: string, sql: string, modes: string[]]>([
    ['shared in an insert', `INSERT INTO supervisors (name) VALUES ('x')`, ['ShareLock']],
    ['exclusive in a move', 'UPDATE supervisors SET parent_id = parent_id', ['ExclusiveLock']],
    ['exclusive in a change of status', 'UPDATE supervisors SET status = status', ['ExclusiveLock']],
    [
      'shared when a team is created',
      `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'x' FROM supervisors`,
      ['ShareLock'],
    ],
    ['exclusive in a move of a team', 'UPDATE supervisor_teams SET supervisor_id = supervisor_id', ['ExclusiveLock']],
    [
      'shared when a member is added',
      'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, id FROM supervisor_teams',
      ['ShareLock'],
    ],
    ['not taken by a rename', `UPDATE supervisors SET name = 'y'`, []],
    ['not taken by a heartbeat', 'UPDATE supervisors SET last_heartbeat = now()', []],
    ['not taken when a member leaves', 'UPDATE supervisor_team_members SET left_at = now()', []],
  ])('is %s', async ([, sql, modes]) => {
    await givenTree(db.pool, 'a')
    await db.pool.query(`
      INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors;
      INSERT INTO supervisor_team_members (team_id, agent_id, joined_at) SELECT id, gen_random_uuid(), '2020-01-01' FROM supervisor_teams`)
    await inTransaction(db, async (session) => {
      await session.query(sql)
      expect(await locksHeldBy(session)).toEqual(modes)
    })
  })
})
