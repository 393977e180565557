import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AddTeamMemberInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf
let team = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED]')
  team = await givenTeam(api.pool, id('root'), 'team')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const addDocument = graphql(`
  mutation AddTeamMember($input: AddTeamMemberInput!) {
    addTeamMember(input: $input) {
      __typename
      ... on AddTeamMemberPayload {
        member {
          id
          agent {
            id
          }
          team {
            id
            memberCount
          }
          role
          metadata
          active
          joinedAt
          leftAt
          version
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
          role
          agent {
            id
          }
        }
      }
    }
  }
`)
const add = async (input: AddTeamMemberInput) => (await api.data(addDocument, { input })).addTeamMember

async function added(input: AddTeamMemberInput) {
  const result = await add(input)
  if (result.__typename !== 'AddTeamMemberPayload') throw new Error(result.message)
  return result.member
}
async function refused(input: AddTeamMemberInput) {
  const before = await dumpTables(api.pool)
  const result = await add(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

test('addTeamMember starts a membership now, with the given role and metadata', async () => {
  const agentId = randomUUID()
  const start = Date.now()
  const member = await added({ teamId: team, agentId, role: 'Navigator', metadata: { a: [1] } })
  expect(member).toMatchObject({
    agent: { id: agentId },
    team: { id: team },
    role: 'Navigator',
    metadata: { a: [1] },
    active: true,
    leftAt: null,
    version: 1,
  })
  // the clocks of the test and of the database can differ a little
  expect(Math.abs(Date.parse(member.joinedAt) - start)).toBeLessThan(10_000)
})

test.each([{}, { role: null, metadata: null }])(
  'with the optional fields %j, the role is MEMBER and the metadata is empty',
  async (more) => {
    expect(await added({ teamId: team, agentId: randomUUID(), ...more })).toMatchObject({
      role: 'MEMBER',
      metadata: {},
    })
  },
)

test('an agent can be in several teams, and can rejoin a team that it left', async () => {
  const agentId = randomUUID()
  const other = await givenTeam(api.pool, id('root'), 'other team')
  await givenMember(api.pool, other, agentId)
  const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
  const earlier = await givenMember(api.pool, team, agentId, past)
  expect((await added({ teamId: team, agentId })).id).not.toBe(earlier)
})

test.each(['spawning', 'paused'])('a team accepts members while its supervisor is %s', async (supervisor) => {
  const teamId = await givenTeam(api.pool, id(supervisor), 'open')
  expect(await added({ teamId, agentId: randomUUID() })).toMatchObject({ team: { id: teamId, memberCount: 1 } })
})

describe('refuses an agent', () => {
  test('with AlreadyMemberError if it is already an active member, even with another role', async () => {
    const agentId = randomUUID()
    const { id: first } = await added({ teamId: team, agentId, role: 'LEAD' })
    expect(await refused({ teamId: team, agentId: agentId.toUpperCase(), role: 'SCOUT' })).toMatchObject({
      __typename: 'AlreadyMemberError',
      code: 'ALREADY_MEMBER',
      message: expect.stringContaining(agentId) as unknown,
      memberships: [{ id: first, role: 'LEAD', agent: { id: agentId } }],
    })
  })

  test('in all but one of 20 concurrent requests', async () => {
    const agentId = randomUUID()
    const results = await Promise.all(Array.from({ length: 20 }, () => add({ teamId: team, agentId })))
    const types = results.map(({ __typename }) => __typename).sort()
    expect(types).toEqual(['AddTeamMemberPayload', ...Array.from({ length: 19 }, () => 'AlreadyMemberError')].sort())
  })

  test('with NotFoundError if the team does not exist', async () => {
    for (const teamId of [randomUUID(), id('root')])
      expect(await refused({ teamId, agentId: randomUUID() })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'teamId'],
        id: teamId,
      })
  })

  test.each([
    ['FAILED', 'failed'],
    ['TERMINATED', 'terminated'],
  ])('with ParentUnavailableError if the supervisor of the team is %s', async (status, supervisor) => {
    const teamId = await givenTeam(api.pool, id(supervisor), 'closed')
    expect(await refused({ teamId, agentId: randomUUID() })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(supervisor), status },
    })
  })

  test('with ValidationError for a role of 101 characters', async () => {
    expect(await refused({ teamId: team, agentId: randomUUID(), role: 'x'.repeat(101) })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'role'],
    })
  })
})
