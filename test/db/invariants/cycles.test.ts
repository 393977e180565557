import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { inTransaction } from './inTransaction.ts'

const db = withDatabase()
beforeEach(async () => {
  await db.pool.query('DELETE FROM supervisors')
  await db.pool.query('UPDATE hierarchy_settings SET max_level = 10')
})
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const move = (id: string, parentId: string | null): Promise<unknown> =>
  db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id, parentId])

const CYCLE = { code: '23514', table: 'supervisors', constraint: 'supervisors_no_cycle' }

describe('a cycle is refused', () => {
  test('if a supervisor becomes its own parent by UPDATE or INSERT', async () => {
    const id = await givenTree(db.pool, 'a')

    await expect(move(id('a'), id('a'))).rejects.toMatchObject(CYCLE)
    await expect(
      db.pool.query(`INSERT INTO supervisors (id, name, parent_id) VALUES ($1, 'b', $1)`, [randomUUID()]),
    ).rejects.toMatchObject(CYCLE)
  })

  test('of two supervisors by UPDATE or INSERT', async () => {
    const id = await givenTree(db.pool, 'a > b')

    await expect(move(id('a'), id('b'))).rejects.toMatchObject(CYCLE)
    await expect(
      db.pool.query(`INSERT INTO supervisors (id, name, parent_id) VALUES ($1, 'c', $2), ($2, 'd', $1)`, [
        randomUUID(),
        randomUUID(),
      ]),
    ).rejects.toMatchObject(CYCLE)
  })

  test('of as many supervisors as there are levels', async () => {
    const id = await givenTree(db.pool, 'n0 > n1 > n2 > n3 > n4 > n5 > n6 > n7 > n8 > n9 > n10')

    for (const n of [3, 7, 10]) await expect(move(id('n0'), id(`n${n}`))).rejects.toMatchObject(CYCLE)
  })

  test('that two rows of one UPDATE close together', async () => {
    const id = await givenTree(db.pool, 'a > a1, b > b1')

    await expect(
      db.pool.query(
        'UPDATE supervisors SET parent_id = CASE id WHEN $1 THEN $4::uuid ELSE $3::uuid END WHERE id IN ($1, $2)',
        [id('a'), id('b'), id('a1'), id('b1')],
      ),
    ).rejects.toMatchObject(CYCLE)
  })

  test('without any change', async () => {
    const id = await givenTree(db.pool, 'a > b > c')
    const before = await pathsOf(db.pool)
    await expect(move(id('a'), id('c'))).rejects.toMatchObject(CYCLE)

    expect(await pathsOf(db.pool)).toEqual(before)
  })

  test('even if the transaction returns to a savepoint and makes another move', async () => {
    const id = await givenTree(db.pool, 'a > b > c, d')
    await inTransaction(db, async (session) => {
      await session.query('SAVEPOINT s')
      await expect(
        session.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('c')]),
      ).rejects.toMatchObject(CYCLE)
      await session.query('ROLLBACK TO s')
      await session.query(`UPDATE supervisors SET path = '{}', hierarchy_level = 9 WHERE id = $1`, [id('a')])
      await session.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('d')])
    })

    expect(await pathsOf(db.pool)).toEqual({ d: '0 d', a: '1 d/a', b: '2 d/a/b', c: '3 d/a/b/c' })
  })
})

describe('a level beyond the maximum is refused', () => {
  const beyond = (level: number): object => ({
    code: '23514',
    table: 'supervisors',
    constraint: 'supervisors_max_level',
    detail: String(level),
  })

  test('for an INSERT', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 2')
    const id = await givenTree(db.pool, 'a > b > c')

    await expect(
      db.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES ('d', $1)`, [id('c')]),
    ).rejects.toMatchObject(beyond(3))
  })

  test('for an INSERT of children before their parents', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 1')
    const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]

    await expect(
      db.pool.query(
        `INSERT INTO supervisors (id, name, parent_id) VALUES ($3, 'c', $2), ($2, 'b', $1), ($1, 'a', NULL)`,
        [a, b, c],
      ),
    ).rejects.toMatchObject(beyond(2))
  })

  test('for a move, by the level of the deepest descendant', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 4')
    const id = await givenTree(db.pool, 'a > [b > c > d, e], x > y')

    await expect(move(id('a'), id('y'))).rejects.toMatchObject(beyond(5))
    await move(id('a'), id('x'))
    expect((await pathsOf(db.pool)).d).toBe('4 x/a/b/c/d')
  })

  test('for every child if the maximum is 0', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 0')
    const id = await givenTree(db.pool, 'a, b')

    await expect(move(id('a'), id('b'))).rejects.toMatchObject(beyond(1))
  })

  test('for level 101 if the maximum is 100, and 101 levels are allowed', async () => {
    await db.pool.query('UPDATE hierarchy_settings SET max_level = 100')
    const names = Array.from({ length: 101 }, (_, i) => `n${i}`)
    const id = await givenTree(db.pool, names.join(' > '))

    await expect(
      db.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES ('deeper', $1)`, [id('n100')]),
    ).rejects.toMatchObject(beyond(101))
    await expect(move(id('n0'), id('n100'))).rejects.toMatchObject(CYCLE)
    // beforeEach lowers the maximum of the next test
    await db.pool.query('DELETE FROM supervisors')
  })
})
