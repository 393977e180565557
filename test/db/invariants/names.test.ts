import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findInvisible, normalName } from '../../../src/domain/names.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const spawn = (name: string, parentId: string | null = null): Promise<unknown> =>
  db.pool.query('INSERT INTO supervisors (name, parent_id) VALUES ($1, $2)', [name, parentId])

const TAKEN = { code: '23505', constraint: 'supervisors_live_name_key' }

describe('the rule of one live supervisor per name under a parent', () => {
  test('refuses a second live root with the same name', async () => {
    await spawn('root')

    await expect(spawn('root')).rejects.toMatchObject(TAKEN)
  })

  test('refuses a second live child with the same name, and allows it under another parent', async () => {
    const id = await givenTree(db.pool, 'a > x, b')

    await expect(spawn('x', id('a'))).rejects.toMatchObject(TAKEN)
    await spawn('x', id('b'))
    await spawn('x')
  })

  test('refuses a rename or a move to a name that is taken', async () => {
    const id = await givenTree(db.pool, 'a > [x, y], b')
    await spawn('x', id('b'))

    await expect(db.pool.query(`UPDATE supervisors SET name = 'x' WHERE id = $1`, [id('y')])).rejects.toMatchObject(
      TAKEN,
    )
    await expect(
      db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('x'), id('b')]),
    ).rejects.toMatchObject(TAKEN)
    await db.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [id('x')])
    await expect(spawn('x')).rejects.toMatchObject(TAKEN)
  })

  test('frees the name of a terminated supervisor, repeatedly', async () => {
    for (let i = 0; i < 3; i++) {
      await spawn('root')
      await db.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE status <> 'TERMINATED'`)
    }
    await spawn('root')

    await expect(spawn('root')).rejects.toMatchObject(TAKEN)
    expect((await db.pool.query('SELECT FROM supervisors')).rowCount).toBe(4)
  })

  test('distinguishes names by case', async () => {
    await spawn('Root')
    await spawn('root')
  })
})

describe('the rule of one team per name in a supervisor', () => {
  test('refuses a second team with the same name, and allows it in another supervisor', async () => {
    const id = await givenTree(db.pool, 'a, b')
    const create = (supervisorId: string): Promise<unknown> =>
      db.pool.query(`INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team')`, [supervisorId])
    await create(id('a'))
    await create(id('b'))

    const taken = { code: '23505', constraint: 'supervisor_teams_supervisor_id_name_key' }
    await expect(create(id('a'))).rejects.toMatchObject(taken)
    await expect(db.pool.query('UPDATE supervisor_teams SET supervisor_id = $1', [id('a')])).rejects.toMatchObject(
      taken,
    )
  })
})

describe('names that look the same', () => {
  const E_ACUTE = 'caf\u00e9'
  test.for<[what: string, other: string]>([
    ['decomposed characters', 'cafe\u0301'],
    ['white space around it', ' caf\u00e9\u00a0'],
    ['ideographic white space before it', '\u3000caf\u00e9'],
  ])('are one name: with %s', async ([, other]) => {
    const id = await givenTree(db.pool, 'a, b')
    await spawn(E_ACUTE, id('a'))
    await expect(spawn(other, id('a'))).rejects.toMatchObject(TAKEN)
    await expect(
      db.pool.query('UPDATE supervisors SET name = $1 WHERE parent_id IS NULL', [other]),
    ).rejects.toMatchObject(TAKEN)
    const team = (name: string): Promise<unknown> =>
      db.pool.query('INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, $2)', [id('a'), name])
    await team(other)
    await expect(team(E_ACUTE)).rejects.toMatchObject({ constraint: 'supervisor_teams_supervisor_id_name_key' })
    expect((await db.pool.query('SELECT name FROM supervisor_teams')).rows).toEqual([{ name: E_ACUTE }])
  })

  test('are not a change, and write no event', async () => {
    const id = await givenTree(db.pool, 'a')
    await db.pool.query(`UPDATE supervisors SET name = ' a ' WHERE id = $1`, [id('a')])
    expect((await db.pool.query('SELECT name, version FROM supervisors')).rows).toEqual([{ name: 'a', version: 1 }])
  })

  test('that were stored earlier stay until they change, and do not prevent other changes', async () => {
    const id = await givenTree(db.pool, 'a')
    const session = await db.session()
    await session.query(`SET session_replication_role = replica`)
    await session.query(`UPDATE supervisors SET name = E'a\\u200b'`)
    await db.pool.query(`UPDATE supervisors SET status = 'PAUSED', name = name`)
    await db.pool.query(`UPDATE supervisors SET parent_id = NULL, description = 'x'`)
    expect(await db.violations()).toMatchObject([{ row_id: id('a'), invariant: 'name is in its normal form' }])
    await db.pool.query(`UPDATE supervisors SET name = 'a'`)
  })
})

describe('the form of names', () => {
  const characters = [
    ...['a', 'B', ' ', '1', '#', '~', '\t', '\n', '\u0001', '\u007f', '\u0085', '\u00a0', '\u00a9', '\u00ad'],
    ...['\u0301', '\u0303', '\u00e9', '\u034f', '\u0590', '\u061c', '\u0645', '\u1112', '\u1161', '\u11ab', '\u1680'],
    ...['\u180b', '\u180e', '\u2003', '\u200b', '\u200c', '\u200d', '\u200e', '\u2028', '\u202e', '\u202f', '\u20e3'],
    ...['\u2060', '\u212b', '\u2764', '\u3000', '\u3164', '\ufb2c', '\ufe00', '\ufe0f', '\ufeff', '\uffa0', '\ufff9'],
    ...[
      '👩',
      '💻',
      '🏴',
      '\u{e0001}',
      '\u{e0062}',
      '\u{e007f}',
      '\u{e0080}',
      '\u{e0100}',
      '\u{e01ef}',
      '\u{e0fff}',
      '\u{10ffff}',
    ],
  ]

  test('is the same in the database and in the server', async () => {
    const names = fc.sample(
      fc.array(fc.constantFrom(...characters), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
      20_000,
    )
    const { rows } = await db.pool.query<{ name: string; normal: string; hidden: boolean }>(
      'SELECT n AS name, normal_name(n) AS normal, has_invisible(n) AS hidden FROM unnest($1::text[]) n',
      [[...characters, ...names]],
    )
    const differences = rows.filter(
      ({ name, normal, hidden }) => normal !== normalName(name) || hidden !== (findInvisible(name) !== null),
    )
    expect(differences.map(({ name }) => JSON.stringify(name))).toEqual([])
  })

  test.for([
    '👩\u200d💻',
    '❤\ufe0f',
    '1\ufe0f\u20e3',
    '©\ufe0f',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
  ])('accepts %s', async (name) => {
    await spawn(name)
    expect((await db.pool.query('SELECT name FROM supervisors')).rows).toEqual([{ name }])
  })

  test.for([
    'a\u200bb',
    'a\tb',
    'a\u200d',
    '\u200da',
    'é\u200dé',
    'a\ufe0f',
    '\u202eabc',
    'a\u{e0061}',
    'a\u0001',
    'a\u2060b',
  ])('refuses %j, of a supervisor or a team', async (name) => {
    const id = await givenTree(db.pool, 'x')
    for (const [table, sql] of [
      ['supervisors', `INSERT INTO supervisors (name) VALUES ($1)`],
      ['supervisors', `UPDATE supervisors SET name = $1`],
      ['supervisor_teams', `INSERT INTO supervisor_teams (supervisor_id, name) VALUES ('${id('x')}', $1)`],
    ])
      await expect(db.pool.query(sql ?? '', [name])).rejects.toMatchObject({
        code: '23514',
        table,
        constraint: `${table}_name_visible`,
      })
  })
})

describe('names', () => {
  test.for(['', ' ', ' \t\r\n '])('cannot be the blank text %j', async (blank) => {
    const id = await givenTree(db.pool, 'a')
    const refusal = { code: '23514', table: 'supervisors', constraint: 'supervisors_name_check' }

    await expect(spawn(blank)).rejects.toMatchObject(refusal)
    await expect(db.pool.query('UPDATE supervisors SET name = $1', [blank])).rejects.toMatchObject(refusal)
    await expect(
      db.pool.query('INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, $2)', [id('a'), blank]),
    ).rejects.toMatchObject({ code: '23514', table: 'supervisor_teams', constraint: 'supervisor_teams_name_check' })
  })

  test('cannot be NULL or longer than 255 characters', async () => {
    await spawn('é'.repeat(255))

    await expect(db.pool.query('INSERT INTO supervisors DEFAULT VALUES')).rejects.toMatchObject({
      code: '23502',
      column: 'name',
    })
    await expect(spawn('é'.repeat(256))).rejects.toMatchObject({ code: '22001' })
  })
})
