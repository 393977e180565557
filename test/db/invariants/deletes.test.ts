import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const remove = (id: string): Promise<unknown> => db.pool.query('DELETE FROM supervisors WHERE id = $1', [id])

const HAS_CHILDREN = { code: '23503', constraint: 'supervisors_parent_id_fkey' }

describe('a DELETE', () => {
  test('of a supervisor with children is refused, even if all of them are TERMINATED', async () => {
    const id = await givenTree(db.pool, 'a > b, c:TERMINATED > d:TERMINATED')

    await expect(remove(id('a'))).rejects.toMatchObject(HAS_CHILDREN)
    await expect(remove(id('c'))).rejects.toMatchObject(HAS_CHILDREN)
    await remove(id('b'))
    await remove(id('a'))
  })

  test('succeeds after an UPDATE without parent, as by an ORM, has made the children roots', async () => {
    const id = await givenTree(db.pool, 'root > a > [b > c, d]')
    await db.pool.query('UPDATE supervisors SET parent_id = NULL WHERE parent_id = $1', [id('a')])
    await remove(id('a'))

    expect(await pathsOf(db.pool)).toEqual({ root: '0 root', b: '0 b', c: '1 b/c', d: '0 d' })
  })

  test('succeeds if the same statement makes the children roots', async () => {
    const id = await givenTree(db.pool, 'a > b > c')
    await db.pool.query(
      `WITH gone AS (DELETE FROM supervisors WHERE id = $1) UPDATE supervisors SET parent_id = NULL WHERE parent_id = $1`,
      [id('a')],
    )

    expect(await pathsOf(db.pool)).toEqual({ b: '0 b', c: '1 b/c' })
  })

  test('of a whole subtree in one statement succeeds', async () => {
    const id = await givenTree(db.pool, 'root > [a > [b > c, d], e]')
    await db.pool.query('DELETE FROM supervisors WHERE $1 = ANY (path)', [id('a')])

    expect(await pathsOf(db.pool)).toEqual({ root: '0 root', e: '1 root/e' })
  })

  test('deletes the teams and memberships of the supervisor, and no others', async () => {
    const id = await givenTree(db.pool, 'a, b')
    await db.pool.query(`
      INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors;
      INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`)
    await remove(id('a'))

    const { rows } = await db.pool.query(
      `SELECT s.name, count(m.id)::integer AS members
       FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id JOIN supervisor_team_members m ON m.team_id = t.id GROUP BY s.name`,
    )
    expect(rows).toEqual([{ name: 'b', members: 1 }])
    await db.pool.query('DELETE FROM supervisor_teams')
    expect((await db.pool.query('SELECT FROM supervisor_team_members')).rowCount).toBe(0)
  })
})

describe('a TRUNCATE', () => {
  test('succeeds only with CASCADE', async () => {
    await givenTree(db.pool, 'a > b')

    await expect(db.pool.query('TRUNCATE supervisors')).rejects.toMatchObject({ code: '0A000' })
    await db.pool.query('TRUNCATE supervisors CASCADE')
  })
})
