import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { TransferTeamMemberInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)
let id: IdOf
let from = ''
let to = ''
const agent = randomUUID()
let member = ''

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root > [a, b, spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED]',
  )
})
beforeEach(async () => {
  from = await givenTeam(api.pool, id('a'), 'from')
  to = await givenTeam(api.pool, id('b'), 'to')
  member = await givenMember(api.pool, from, agent, { role: 'LEAD', metadata: { badge: 7 } })
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('DELETE FROM supervisor_teams')
})

const transferDocument = graphql(`
  mutation TransferTeamMember($input: TransferTeamMemberInput!) {
    transferTeamMember(input: $input) {
      __typename
      ... on TransferTeamMemberPayload {
        left {
          ...TransferredMember
        }
        joined {
          ...TransferredMember
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
      ... on ParentUnavailableError {
        supervisor {
          id
          status
        }
      }
      ... on AlreadyMemberError {
        memberships {
          id
          team {
            id
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
  fragment TransferredMember on SupervisorTeamMember {
    id
    agent {
      id
    }
    team {
      id
    }
    role
    metadata
    active
    joinedAt
    leftAt
    version
  }
`)
const transfer = async (input: TransferTeamMemberInput) =>
  (await api.data(transferDocument, { input })).transferTeamMember

async function transferred(input: TransferTeamMemberInput) {
  const result = await transfer(input)
  if (result.__typename !== 'TransferTeamMemberPayload') throw new Error(result.message)
  return result
}
/** Returns the refusal, and fails the test if the request wrote anything. */
async function refused(input: TransferTeamMemberInput) {
  const before = await dumpTables(api.pool)
  const result = await transfer(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }

describe('an agent that is transferred', () => {
  test('leaves one team and joins the other at the same time, with the same role and metadata', async () => {
    const { left, joined } = await transferred({ id: member.toUpperCase(), toTeamId: to.toUpperCase() })
    const kept = { agent: { id: agent }, role: 'LEAD', metadata: { badge: 7 } }
    expect(left).toMatchObject({ ...kept, id: member, team: { id: from }, active: false, version: 2 })
    expect(joined).toMatchObject({ ...kept, team: { id: to }, active: true, leftAt: null, version: 1 })
    expect(joined.id).not.toBe(left.id)
    expect(left.leftAt).toBe(joined.joinedAt)
    expect(Date.parse(joined.joinedAt)).toBeGreaterThanOrEqual(Date.parse(left.joinedAt))
    const { rows } = await api.pool.query(
      `SELECT e.type, e.membership_id, e.team_id, c.type AS cause FROM supervisor_events e
       LEFT JOIN supervisor_events c ON c.sequence = e.caused_by
       WHERE e.membership_id = ANY ($1) ORDER BY e.sequence OFFSET 1`,
      [[member, joined.id]],
    )
    expect(rows).toEqual([
      { type: 'MEMBER_LEFT', membership_id: member, team_id: from, cause: null },
      { type: 'MEMBER_JOINED', membership_id: joined.id, team_id: to, cause: 'MEMBER_LEFT' },
    ])
  })

  test.each([
    [{ role: 'SCOUT' }, 'SCOUT'],
    [{ role: null }, 'LEAD'],
  ])('with the input %j has the role %s in the new team', async (more, role) => {
    const { left, joined } = await transferred({ id: member, toTeamId: to, ...more })
    expect([left.role, joined.role]).toEqual(['LEAD', role])
  })

  test('leaves no earlier than it joined, even if it joined by a clock that was ahead', async () => {
    const ahead = await givenMember(api.pool, from, randomUUID(), { joined_at: '2999-01-01T00:00:00.000' })
    const { left, joined } = await transferred({ id: ahead, toTeamId: to })
    expect([left.joinedAt, left.leftAt, joined.joinedAt]).toEqual(Array(3).fill('2999-01-01T00:00:00.000Z'))
  })

  test('can join a team that it was in before, and can be transferred back', async () => {
    await givenMember(api.pool, to, agent, past)
    const { joined } = await transferred({ id: member, toTeamId: to })
    expect(await transferred({ id: joined.id, toTeamId: from })).toMatchObject({ joined: { team: { id: from } } })
  })

  test.each(['spawning', 'paused'])('can join a team whose supervisor is %s', async (supervisor) => {
    const open = await givenTeam(api.pool, id(supervisor), 'open')
    expect(await transferred({ id: member, toTeamId: open })).toMatchObject({ joined: { team: { id: open } } })
  })

  test('can leave a team whose supervisor is FAILED', async () => {
    const failed = await givenTeam(api.pool, id('failed'), 'failed')
    const stuck = await givenMember(api.pool, failed, randomUUID())
    expect(await transferred({ id: stuck, toTeamId: to })).toMatchObject({ left: { id: stuck } })
  })

  test('joins one team if 8 concurrent requests transfer it', async () => {
    const teams = await Promise.all(Array.from({ length: 8 }, (_, i) => givenTeam(api.pool, id('b'), `team ${i}`)))
    const results = await Promise.all(teams.map((toTeamId) => transfer({ id: member, toTeamId })))
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'NotFoundError'),
      'TransferTeamMemberPayload',
    ])
    const { rows } = await api.pool.query('SELECT left_at IS NULL AS active FROM supervisor_team_members ORDER BY 1')
    expect(rows).toEqual([{ active: false }, { active: true }])
  })
})

describe('refuses the transfer', () => {
  test('with NotFoundError if the membership does not exist', async () => {
    for (const unknownId of [randomUUID(), from, agent])
      expect(await refused({ id: unknownId, toTeamId: to })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'id'],
        id: unknownId,
      })
  })

  test('with NotFoundError if the membership has ended', async () => {
    const ended = await givenMember(api.pool, from, agent, past)
    for (const toTeamId of [to, from])
      expect(await refused({ id: ended, toTeamId })).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'id'],
        id: ended,
      })
  })

  test('with NotFoundError if the new team does not exist', async () => {
    for (const toTeamId of [randomUUID(), id('b')])
      expect(await refused({ id: member, toTeamId })).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'toTeamId'],
        id: toTeamId,
      })
  })

  test.each([
    ['FAILED', 'failed'],
    ['TERMINATED', 'terminated'],
  ])('with ParentUnavailableError if the supervisor of the new team is %s', async (status, supervisor) => {
    const closed = await givenTeam(api.pool, id(supervisor), 'closed')
    expect(await refused({ id: member, toTeamId: closed })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(supervisor), status },
    })
  })

  test('with AlreadyMemberError if the agent is already an active member of the new team', async () => {
    const there = await givenMember(api.pool, to, agent)
    expect(await refused({ id: member, toTeamId: to, role: 'SCOUT' })).toMatchObject({
      __typename: 'AlreadyMemberError',
      code: 'ALREADY_MEMBER',
      message: expect.stringContaining(agent) as unknown,
      memberships: [{ id: there, team: { id: to } }],
    })
  })

  test('with AlreadyMemberError if the new team is the current team', async () => {
    expect(await refused({ id: member, toTeamId: from, role: 'SCOUT' })).toMatchObject({
      __typename: 'AlreadyMemberError',
      memberships: [{ id: member, team: { id: from } }],
    })
  })

  test.each([
    [{ id: 'x' }, 'id'],
    [{ toTeamId: 'x' }, 'toTeamId'],
    [{ role: '' }, 'role'],
    [{ role: 'x'.repeat(101) }, 'role'],
  ])('with ValidationError for %j', async (invalid, path) => {
    expect(await refused({ id: member, toTeamId: to, ...invalid })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', path],
    })
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see both teams', async () => {
    await givenMember(api.pool, to, agent)
    const before = await dumpTables(api.pool)
    const input = { id: member, toTeamId: to }
    for (const role of ['READ', 'REPORT'] as const)
      expect((await executeAs({ role }, transferDocument, { input })).data.transferTeamMember).toMatchObject({
        __typename: 'ForbiddenError',
        code: 'FORBIDDEN',
        required: 'OPERATE',
      })
    for (const [within, path, hidden] of [
      ['b', 'id', member],
      ['a', 'toTeamId', to],
    ] as const)
      expect(
        (await executeAs({ role: 'OPERATE', within: id(within) }, transferDocument, { input })).data.transferTeamMember,
      ).toMatchObject({ __typename: 'NotFoundError', path: ['input', path], id: hidden })
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})
