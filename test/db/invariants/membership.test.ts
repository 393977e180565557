import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const givenTeam = async (supervisorId: string, name = 'team'): Promise<string> => {
  const { rows } = await db.pool.query<{ id: string }>(
    'INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, $2) RETURNING id',
    [supervisorId, name],
  )
  return rows[0]?.id ?? ''
}
const AGENT = '00000000-0000-0000-0000-0000000000a9'
const join = (team: string, leftAt: string | null = null): Promise<unknown> =>
  db.pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at) VALUES ($1, $2, '2020-01-01', $3)`,
    [team, AGENT, leftAt],
  )

const OF_TERMINATED = {
  code: '23514',
  table: 'supervisor_team_members',
  constraint: 'supervisor_team_members_of_terminated',
}

describe('the rule of one active membership per team and agent', () => {
  test('refuses a second active membership, and allows one in another team', async () => {
    const id = await givenTree(db.pool, 'a')
    const team = await givenTeam(id('a'))
    await join(team)
    await join(await givenTeam(id('a'), 'other'))

    await expect(join(team)).rejects.toMatchObject({ code: '23505', constraint: 'supervisor_team_members_active_key' })
  })

  test('allows an agent to leave and join again, and keeps the ended memberships', async () => {
    const id = await givenTree(db.pool, 'a')
    const team = await givenTeam(id('a'))
    for (let i = 0; i < 3; i++) {
      await join(team)
      await db.pool.query(`UPDATE supervisor_team_members SET left_at = '2020-02-02' WHERE left_at IS NULL`)
    }
    await join(team)

    expect((await db.pool.query('SELECT FROM supervisor_team_members')).rowCount).toBe(4)
    await expect(db.pool.query('UPDATE supervisor_team_members SET left_at = NULL')).rejects.toMatchObject({
      code: '23505',
      constraint: 'supervisor_team_members_active_key',
    })
  })
})

describe('a team of a TERMINATED supervisor', () => {
  test('refuses the INSERT of an active membership, and accepts that of an ended one', async () => {
    const id = await givenTree(db.pool, 'dead:TERMINATED')
    const team = await givenTeam(id('dead'))

    await expect(join(team)).rejects.toMatchObject(OF_TERMINATED)
    await join(team, '2020-02-02')
  })

  test('refuses to reactivate an ended membership', async () => {
    const id = await givenTree(db.pool, 'a')
    await join(await givenTeam(id('a')))
    await db.pool.query(`UPDATE supervisors SET status = 'TERMINATED'`)

    await expect(db.pool.query('UPDATE supervisor_team_members SET left_at = NULL')).rejects.toMatchObject(
      OF_TERMINATED,
    )
    await db.pool.query(`UPDATE supervisor_team_members SET role = 'ALUMNUS', left_at = left_at + interval '1 second'`)
  })

  test('refuses an active membership from another team', async () => {
    const id = await givenTree(db.pool, 'a, dead:TERMINATED')
    const [from, to] = [await givenTeam(id('a')), await givenTeam(id('dead'))]
    await join(from)
    const move = (): Promise<unknown> => db.pool.query('UPDATE supervisor_team_members SET team_id = $1', [to])

    await expect(move()).rejects.toMatchObject(OF_TERMINATED)
    await db.pool.query(`UPDATE supervisor_team_members SET left_at = '2020-02-02'`)
    await move()
  })

  test('cannot be created by moving a team with active members', async () => {
    const id = await givenTree(db.pool, 'a, dead:TERMINATED')
    await join(await givenTeam(id('a')))
    const move = (): Promise<unknown> => db.pool.query('UPDATE supervisor_teams SET supervisor_id = $1', [id('dead')])

    await expect(move()).rejects.toMatchObject(OF_TERMINATED)
    await db.pool.query(`UPDATE supervisor_team_members SET left_at = '2020-02-02'`)
    await move()
  })
})

describe('a membership', () => {
  test('cannot end before it begins', async () => {
    const id = await givenTree(db.pool, 'a')
    const team = await givenTeam(id('a'))
    await join(team, '2020-01-01')

    const refusal = { code: '23514', constraint: 'supervisor_team_members_left_at_check' }
    await expect(join(team, '2019-12-31 23:59:59.999')).rejects.toMatchObject(refusal)
    await expect(db.pool.query(`UPDATE supervisor_team_members SET joined_at = '2020-01-02'`)).rejects.toMatchObject(
      refusal,
    )
  })

  test('has a role of at most 100 characters that is not blank', async () => {
    const id = await givenTree(db.pool, 'a')
    await join(await givenTeam(id('a')))

    expect((await db.pool.query('SELECT role FROM supervisor_team_members')).rows).toEqual([{ role: 'MEMBER' }])
    await expect(db.pool.query(`UPDATE supervisor_team_members SET role = ' '`)).rejects.toMatchObject({
      code: '23514',
      constraint: 'supervisor_team_members_role_check',
    })
    await db.pool.query(`UPDATE supervisor_team_members SET role = repeat('r', 100)`)
    await expect(db.pool.query(`UPDATE supervisor_team_members SET role = repeat('r', 101)`)).rejects.toMatchObject({
      code: '22001',
    })
  })

  test('requires a team, and a team requires a supervisor', async () => {
    await expect(join('00000000-0000-0000-0000-000000000001')).rejects.toMatchObject({
      code: '23503',
      constraint: 'supervisor_team_members_team_id_fkey',
    })
    await expect(givenTeam('00000000-0000-0000-0000-000000000001')).rejects.toMatchObject({
      code: '23503',
      constraint: 'supervisor_teams_supervisor_id_fkey',
    })
  })
})
