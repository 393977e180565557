import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
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

const setMaxLevel = (level: number): Promise<unknown> =>
  db.pool.query('UPDATE hierarchy_settings SET max_level = $1', [level])

describe('max_level', () => {
  test('is 10 by default', async () => {
    expect((await db.pool.query('SELECT * FROM hierarchy_settings')).rows).toEqual([{ id: true, max_level: 10 }])
  })

  test('cannot be lower than the deepest supervisor, including terminated ones', async () => {
    await givenTree(db.pool, 'a > b > c:TERMINATED')

    await expect(setMaxLevel(1)).rejects.toMatchObject({
      code: '23514',
      table: 'hierarchy_settings',
      constraint: 'hierarchy_settings_deeper_rows',
      detail: '2',
    })
    await setMaxLevel(2)
  })

  test('must be from 0 to 100', async () => {
    await setMaxLevel(0)
    await setMaxLevel(100)

    const refusal = { code: '23514', constraint: 'hierarchy_settings_max_level_check' }
    await expect(setMaxLevel(-1)).rejects.toMatchObject(refusal)
    await expect(setMaxLevel(101)).rejects.toMatchObject(refusal)
  })

  test('waits for a transaction that adds supervisors, and then counts them', async () => {
    let lowering: Promise<void> | undefined
    await inTransaction(db, async (session) => {
      await session.query(
        `INSERT INTO supervisors (id, name, parent_id) VALUES ('00000000-0000-0000-0000-000000000001', 'a', NULL),
         ('00000000-0000-0000-0000-000000000002', 'b', '00000000-0000-0000-0000-000000000001')`,
      )
      lowering = expect(setMaxLevel(0)).rejects.toMatchObject({ constraint: 'hierarchy_settings_deeper_rows' })
      await expect
        .poll(
          async () =>
            (
              await db.pool.query(
                'SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()',
              )
            ).rowCount,
          { interval: 5 },
        )
        .toBe(1)
    })
    await lowering
  })
})

describe('the row of settings', () => {
  test('is the only one', async () => {
    await expect(db.pool.query('INSERT INTO hierarchy_settings DEFAULT VALUES')).rejects.toMatchObject({
      code: '23505',
      constraint: 'hierarchy_settings_pkey',
    })
    for (const sql of [
      'INSERT INTO hierarchy_settings VALUES (false, 3)',
      'UPDATE hierarchy_settings SET id = false',
    ]) {
      await expect(db.pool.query(sql)).rejects.toMatchObject({
        code: '23514',
        constraint: 'hierarchy_settings_single_row',
      })
    }
  })

  test.for(['DELETE FROM hierarchy_settings', 'TRUNCATE hierarchy_settings'])(
    'cannot be deleted by %s',
    async (sql) => {
      await expect(db.pool.query(sql)).rejects.toMatchObject({
        code: '23001',
        table: 'hierarchy_settings',
        constraint: 'hierarchy_settings_single_row',
      })
    },
  )
})

test.for(['DELETE FROM sweeper', 'TRUNCATE sweeper'])('the row of the sweeper cannot be deleted by %s', async (sql) => {
  await expect(db.pool.query(sql)).rejects.toMatchObject({
    code: '23001',
    table: 'sweeper',
    constraint: 'sweeper_single_row',
  })
})
