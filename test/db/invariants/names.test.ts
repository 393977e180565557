import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
