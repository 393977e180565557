import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withVerifiedHierarchy } from '../support/database/withVerifiedHierarchy.ts'

const db = withDatabase()
const { id, team, member, findAfter } = withVerifiedHierarchy(db)
const STRANGER = '00000000-0000-0000-0000-00000000dead'

const sorted = (...ids: string[]): string[] => ids.sort()

describe('verify_hierarchy() reports the table, row and invariant of', () => {
  test('a team without a supervisor', async () => {
    expect(await findAfter(`UPDATE supervisor_teams SET supervisor_id = '${STRANGER}' WHERE id = '${team()}'`)).toEqual(
      [['supervisor_teams', team(), 'team belongs to a supervisor']],
    )
  })

  test('two teams with the same name in a supervisor', async () => {
    const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM supervisor_teams ORDER BY id`)
    expect(await findAfter(`UPDATE supervisor_teams SET name = 'same'`)).toEqual(
      rows.map((row) => ['supervisor_teams', row.id, 'one team per name in a supervisor']),
    )
  })

  test('a config of a team that is not an object', async () => {
    expect(await findAfter(`UPDATE supervisor_teams SET config = '[]' WHERE id = '${team()}'`)).toEqual([
      ['supervisor_teams', team(), 'config is an object'],
    ])
  })

  test('a membership without a team', async () => {
    expect(await findAfter(`UPDATE supervisor_team_members SET team_id = '${STRANGER}'`)).toEqual([
      ['supervisor_team_members', member(), 'membership belongs to a team'],
    ])
  })

  test('an active membership in a team of a TERMINATED supervisor', async () => {
    expect(
      await findAfter(`UPDATE supervisor_teams SET supervisor_id = '${id('dead')}' WHERE id = '${team()}'`),
    ).toEqual([['supervisor_team_members', member(), 'no active membership in a team of a TERMINATED supervisor']])
  })

  test('two active memberships of an agent in a team', async () => {
    expect(
      await findAfter(
        `INSERT INTO supervisor_team_members (id, team_id, agent_id) SELECT '${STRANGER}', team_id, agent_id FROM supervisor_team_members`,
      ),
    ).toEqual(
      sorted(member(), STRANGER).map((row) => [
        'supervisor_team_members',
        row,
        'one active membership per team and agent',
      ]),
    )
  })

  test('a blank role', async () => {
    expect(await findAfter(`UPDATE supervisor_team_members SET role = ' '`)).toEqual([
      ['supervisor_team_members', member(), 'role is not blank'],
    ])
  })

  test('a membership that ends before it begins', async () => {
    expect(await findAfter(`UPDATE supervisor_team_members SET left_at = '2019-12-31'`)).toEqual([
      ['supervisor_team_members', member(), 'left_at is not before joined_at'],
    ])
  })

  test('metadata of a membership that is not an object', async () => {
    expect(await findAfter(`UPDATE supervisor_team_members SET metadata = '[]'`)).toEqual([
      ['supervisor_team_members', member(), 'metadata is an object'],
    ])
  })
})
