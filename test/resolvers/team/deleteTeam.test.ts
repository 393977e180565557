import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DeleteTeamInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)
let id: IdOf
let team = ''
/** Two active memberships, and an ended one. */
let active: string[] = []
let past = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, paused:PAUSED, failed:FAILED, terminated:TERMINATED]')
})
beforeEach(async () => {
  team = await givenTeam(api.pool, id('a'), 'team')
  const agent = randomUUID()
  past = await givenMember(api.pool, team, agent, {
    joined_at: '2026-01-01T00:00:00.000',
    left_at: '2026-02-01T00:00:00.000',
  })
  active = [await givenMember(api.pool, team, agent), await givenMember(api.pool, team, randomUUID())]
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('DELETE FROM supervisor_teams')
})

const deleteDocument = graphql(`
  mutation DeleteTeam($input: DeleteTeamInput!) {
    deleteTeam(input: $input) {
      __typename
      ... on DeleteTeamPayload {
        deletedId
        supervisor {
          id
          teams {
            nodes {
              id
            }
          }
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
        id
      }
      ... on HasActiveMembersError {
        count
      }
      ... on ConflictError {
        current {
          id
          ... on SupervisorTeam {
            version
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)
const remove = async (input: DeleteTeamInput) => (await api.data(deleteDocument, { input })).deleteTeam

/** Returns the refusal, and fails the test if the request wrote anything. */
async function refused(input: DeleteTeamInput) {
  const before = await dumpTables(api.pool)
  const result = await remove(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const eventsOfTeam = async (of: string) =>
  (
    await api.pool.query<{ type: string; membership_id: string | null }>(
      `SELECT type, membership_id FROM supervisor_events
       WHERE team_id = $1 AND type IN ('TEAM_DELETED', 'MEMBER_LEFT') ORDER BY type DESC, sequence`,
      [of],
    )
  ).rows

describe('deleteTeam', () => {
  test('deletes the team and frees its name', async () => {
    const empty = await givenTeam(api.pool, id('a'), 'empty')
    expect(await remove({ id: empty.toUpperCase() })).toEqual({
      __typename: 'DeleteTeamPayload',
      deletedId: empty,
      supervisor: { id: id('a'), teams: { nodes: [{ id: team }] } },
    })
    expect(await eventsOfTeam(empty)).toEqual([{ type: 'TEAM_DELETED', membership_id: null }])
    await givenTeam(api.pool, id('a'), 'empty')
    expect(await refused({ id: empty })).toMatchObject({ __typename: 'NotFoundError' })
  })

  test('with `endMemberships` deletes the memberships too, and writes an event for each active one', async () => {
    expect(await remove({ id: team, endMemberships: true, expectedVersion: 1 })).toMatchObject({ deletedId: team })
    const { rows } = await api.pool.query('SELECT FROM supervisor_team_members WHERE id = ANY ($1)', [
      [...active, past],
    ])
    expect(rows).toHaveLength(0)
    const [deleted, ...left] = await eventsOfTeam(team)
    expect(deleted).toEqual({ type: 'TEAM_DELETED', membership_id: null })
    expect(left).toHaveLength(active.length)
    expect(new Set(left.map(({ membership_id }) => membership_id))).toEqual(new Set(active))
  })

  test('does not require `endMemberships` if all members have left', async () => {
    await api.pool.query(`UPDATE supervisor_team_members SET left_at = greatest(joined_at, timezone('utc', now()))`)
    expect(await remove({ id: team, endMemberships: false })).toMatchObject({ deletedId: team })
  })

  test('runs as many statements with 100 members as with two', async () => {
    const big = await givenTeam(api.pool, id('b'), 'big')
    await api.pool.query(
      `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT $1, gen_random_uuid() FROM generate_series(1, 100)`,
      [big],
    )
    await remove({ id: team, endMemberships: true })
    const statements = api.statements.length
    expect(await remove({ id: big, endMemberships: true })).toMatchObject({ deletedId: big })
    expect(api.statements.length - statements).toBe(statements)
  })

  test.each(['paused', 'failed', 'terminated'])('accepts a team of a supervisor that is %s', async (supervisor) => {
    const other = await givenTeam(api.pool, id(supervisor), 'other')
    expect(await remove({ id: other })).toMatchObject({ deletedId: other })
  })

  test('deletes the team once if 8 requests are concurrent', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => remove({ id: team, endMemberships: true })))
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      'DeleteTeamPayload',
      ...Array.from({ length: 7 }, () => 'NotFoundError'),
    ])
  })
})

describe('refuses the deletion', () => {
  test('with HasActiveMembersError and the number of active members', async () => {
    for (const more of [{}, { endMemberships: false }, { endMemberships: null }])
      expect(await refused({ id: team, ...more })).toMatchObject({
        __typename: 'HasActiveMembersError',
        code: 'HAS_ACTIVE_MEMBERS',
        message: expect.stringContaining('2 active members') as unknown,
        count: 2,
      })
    await api.pool.query('DELETE FROM supervisor_team_members WHERE id = $1', [active[0]])
    expect(await refused({ id: team })).toMatchObject({
      count: 1,
      message: expect.stringContaining('1 active member;') as unknown,
    })
  })

  test('with ConflictError if the version differs from the expected one', async () => {
    for (const endMemberships of [true, false])
      expect(await refused({ id: team, endMemberships, expectedVersion: 2 })).toMatchObject({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        current: { id: team, version: 1 },
      })
  })

  test('with NotFoundError if the team does not exist', async () => {
    for (const unknownId of [randomUUID(), id('a'), active[0] ?? ''])
      expect(await refused({ id: unknownId, endMemberships: true, expectedVersion: 7 })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'id'],
        id: unknownId,
      })
  })

  test('with ValidationError if the id is no UUID', async () => {
    expect(await refused({ id: 'team' })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'id'],
    })
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see the team', async () => {
    const before = await dumpTables(api.pool)
    const input = { id: team, endMemberships: true }
    for (const role of ['READ', 'REPORT'] as const)
      expect((await executeAs({ role }, deleteDocument, { input })).data.deleteTeam).toMatchObject({
        __typename: 'ForbiddenError',
        code: 'FORBIDDEN',
        required: 'OPERATE',
      })
    const viewer = { role: 'OPERATE', within: id('b') } as const
    for (const more of [{}, { endMemberships: true }, { expectedVersion: 7 }])
      expect((await executeAs(viewer, deleteDocument, { input: { id: team, ...more } })).data.deleteTeam).toMatchObject(
        { __typename: 'NotFoundError', path: ['input', 'id'], id: team },
      )
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

test('in a race of a join with the deletion, either the join or the deletion is refused', async () => {
  const join = graphql(`
    mutation JoinWhileDeleted($input: AddTeamMemberInput!) {
      addTeamMember(input: $input) {
        __typename
      }
    }
  `)
  const teams = await Promise.all(Array.from({ length: 8 }, (_, i) => givenTeam(api.pool, id('a'), `empty ${i}`)))
  await Promise.all(
    teams.map(async (each) => {
      const [deleted, { addTeamMember: joined }] = await Promise.all([
        remove({ id: each }),
        api.data(join, { input: { teamId: each, agentId: randomUUID() } }),
      ])
      const outcome = [deleted.__typename, joined.__typename]
      const { rows } = await api.pool.query('SELECT FROM supervisor_teams WHERE id = $1', [each])
      if (deleted.__typename === 'DeleteTeamPayload') {
        expect(rows).toHaveLength(0)
        expect(outcome).toEqual(['DeleteTeamPayload', 'NotFoundError'])
      } else {
        expect(rows).toHaveLength(1)
        expect(outcome).toEqual(['HasActiveMembersError', 'AddTeamMemberPayload'])
      }
    }),
  )
})
