import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AddTeamMembersInput } from '../../generated/graphql.ts'
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

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root > [a, b, spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED]',
  )
})
beforeEach(async () => {
  team = await givenTeam(api.pool, id('a'), 'team')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisor_teams, supervisor_events CASCADE')
})

const addDocument = graphql(`
  mutation AddTeamMembers($input: AddTeamMembersInput!) {
    addTeamMembers(input: $input) {
      __typename
      ... on AddTeamMembersPayload {
        team {
          id
          memberCount
          version
        }
        members {
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
        path
        memberships {
          id
          agent {
            id
          }
        }
      }
      ... on LimitExceededError {
        path
        limit
        actual
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)
const add = async (input: AddTeamMembersInput) => (await api.data(addDocument, { input })).addTeamMembers

async function added(input: AddTeamMembersInput) {
  const result = await add(input)
  if (result.__typename !== 'AddTeamMembersPayload') throw new Error(result.message)
  return result
}
/** Returns the refusal, and fails the test if the request wrote anything. */
async function refused(input: AddTeamMembersInput) {
  const before = await dumpTables(api.pool)
  const result = await add(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const newAgents = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))

describe('addTeamMembers', () => {
  test('starts all memberships at the same time, in the given order', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()]
    const { team: after, members } = await added({
      teamId: team.toUpperCase(),
      members: [
        { agentId: first, role: 'Captain 🦀', metadata: { badge: 7 } },
        { agentId: second.toUpperCase() },
        { agentId: third, role: null, metadata: null },
      ],
    })
    expect(after).toEqual({ id: team, memberCount: 3, version: 1 })
    const joinedAt = members[0]?.joinedAt
    const common = { team: { id: team }, active: true, joinedAt, leftAt: null, version: 1 }
    expect(members).toEqual([
      { agent: { id: first }, role: 'Captain 🦀', metadata: { badge: 7 }, ...common },
      { agent: { id: second }, role: 'MEMBER', metadata: {}, ...common },
      { agent: { id: third }, role: 'MEMBER', metadata: {}, ...common },
    ])
  })

  test('accepts an empty list and writes nothing', async () => {
    const before = await dumpTables(api.pool)
    expect(await added({ teamId: team, members: [] })).toMatchObject({ members: [], team: { memberCount: 0 } })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('accepts agents that are in other teams, or were members of the team before', async () => {
    const [elsewhere, back] = [randomUUID(), randomUUID()]
    await givenMember(api.pool, await givenTeam(api.pool, id('a'), 'other'), elsewhere)
    const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
    await givenMember(api.pool, team, back, past)
    const members = [{ agentId: elsewhere }, { agentId: back }]
    expect(await added({ teamId: team, members })).toMatchObject({ team: { memberCount: 2 } })
  })

  test.each(['spawning', 'paused'])('accepts agents while the supervisor of the team is %s', async (supervisor) => {
    const teamId = await givenTeam(api.pool, id(supervisor), 'open')
    expect(await added({ teamId, members: newAgents(2) })).toMatchObject({ team: { memberCount: 2 } })
  })

  test('adds 1,000 agents in as many statements as one agent', async () => {
    await added({ teamId: team, members: newAgents(1) })
    const statements = api.statements.length
    const members = newAgents(1_000)
    const result = await added({ teamId: team, members })
    expect(api.statements.length - statements).toBe(statements)
    expect(result.team.memberCount).toBe(1_001)
    expect(result.members.map(({ agent }) => agent.id)).toEqual(members.map(({ agentId }) => agentId))
  })

  test('accepts one of 10 concurrent requests that share an agent', async () => {
    const shared = newAgents(1)
    const results = await Promise.all(
      Array.from({ length: 10 }, () => add({ teamId: team, members: [...newAgents(1), ...shared, ...newAgents(1)] })),
    )
    const refusals = results.filter((result) => result.__typename === 'AlreadyMemberError')
    expect(refusals).toHaveLength(9)
    for (const { memberships } of refusals) expect(memberships).toMatchObject([{ agent: { id: shared[0]?.agentId } }])
    const { rows } = await api.pool.query('SELECT count(*)::int FROM supervisor_team_members WHERE team_id = $1', [
      team,
    ])
    expect(rows).toEqual([{ count: 3 }])
  })
})

describe('refuses the whole list', () => {
  test('with AlreadyMemberError that lists the active memberships in the order of the agents', async () => {
    const agents = newAgents(6).map(({ agentId }) => agentId)
    // the agents joined in another order than the request lists them, so that the result cannot follow the database's order
    const memberships = new Map<string, string>()
    for (const i of [4, 0, 2, 3]) {
      const agent = agents[i] ?? ''
      memberships.set(agent, await givenMember(api.pool, team, agent, i === 0 ? { role: 'LEAD' } : {}))
    }
    const alreadyMembers = [3, 0, 4, 2].map((i) => agents[i] ?? '')
    const [fresh = '', other = ''] = [agents[1], agents[5]]
    const given = [fresh, ...alreadyMembers.slice(0, 2), other, ...alreadyMembers.slice(2)]
    expect(await refused({ teamId: team, members: given.map((agentId) => ({ agentId })) })).toMatchObject({
      __typename: 'AlreadyMemberError',
      code: 'ALREADY_MEMBER',
      message: expect.stringMatching(/^4 of the agents are already active members/) as unknown,
      memberships: alreadyMembers.map((agent) => ({ id: memberships.get(agent), agent: { id: agent } })),
    })
    const one = await refused({
      teamId: team,
      members: [fresh, alreadyMembers[0] ?? ''].map((agentId) => ({ agentId })),
    })
    expect(one).toMatchObject({
      message: expect.stringContaining(alreadyMembers[0] ?? '') as unknown,
      memberships: [{ agent: { id: alreadyMembers[0] } }],
    })
  })

  test('with AlreadyMemberError at the second place if the list has an agent twice, regardless of case', async () => {
    const agentId = randomUUID()
    expect(
      await refused({ teamId: team, members: [{ agentId }, ...newAgents(1), { agentId: agentId.toUpperCase() }] }),
    ).toMatchObject({
      __typename: 'AlreadyMemberError',
      path: ['input', 'members', '2', 'agentId'],
      message: expect.stringContaining(agentId) as unknown,
      memberships: [],
    })
  })

  test('with LimitExceededError if it has more than 1,000 agents', async () => {
    expect(await refused({ teamId: team, members: newAgents(1_001) })).toMatchObject({
      __typename: 'LimitExceededError',
      code: 'LIMIT_EXCEEDED',
      path: ['input', 'members'],
      limit: 1_000,
      actual: 1_001,
    })
  })

  test('with NotFoundError if the team does not exist', async () => {
    for (const teamId of [randomUUID(), id('a')])
      expect(await refused({ teamId, members: newAgents(2) })).toMatchObject({
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
    expect(await refused({ teamId, members: newAgents(2) })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(supervisor), status },
    })
  })

  test.each([
    [{ agentId: 'no UUID' }, 'agentId'],
    [{ role: ' ' }, 'role'],
    [{ role: 'x'.repeat(101) }, 'role'],
    [{ metadata: ['no object'] }, 'metadata'],
  ])('with ValidationError if one agent has %j', async (invalid, path) => {
    const members = newAgents(3).map((member, i) => (i === 1 ? { ...member, ...invalid } : member))
    expect(await refused({ teamId: team, members })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'members', '1', path],
    })
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see the team', async () => {
    const member = { agentId: randomUUID() }
    await givenMember(api.pool, team, member.agentId)
    const closed = await givenTeam(api.pool, id('failed'), 'closed')
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const)
      expect(
        (await executeAs({ role }, addDocument, { input: { teamId: team, members: newAgents(1_001) } })).data
          .addTeamMembers,
      ).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN', required: 'OPERATE' })
    const viewer = { role: 'OPERATE', within: id('b') } as const
    for (const teamId of [team, closed])
      expect(
        (await executeAs(viewer, addDocument, { input: { teamId, members: [member] } })).data.addTeamMembers,
      ).toMatchObject({ __typename: 'NotFoundError', path: ['input', 'teamId'], id: teamId })
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})
