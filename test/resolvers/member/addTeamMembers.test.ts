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
  id = await givenTree(api.pool, 'root > [a, b, starting:SPAWNING, held:PAUSED, broken:FAILED, over:TERMINATED]')
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
/** Sends what is refused, and fails the test if that wrote anything. */
async function refused(input: AddTeamMembersInput) {
  const before = await dumpTables(api.pool)
  const result = await add(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const newcomers = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))

describe('agents that are added', () => {
  test('are members from the same moment on, in the order given', async () => {
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

  test('may be none', async () => {
    const before = await dumpTables(api.pool)
    expect(await added({ teamId: team, members: [] })).toMatchObject({ members: [], team: { memberCount: 0 } })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('may be in other teams, and have been in this one', async () => {
    const [elsewhere, back] = [randomUUID(), randomUUID()]
    await givenMember(api.pool, await givenTeam(api.pool, id('a'), 'other'), elsewhere)
    const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
    await givenMember(api.pool, team, back, past)
    const members = [{ agentId: elsewhere }, { agentId: back }]
    expect(await added({ teamId: team, members })).toMatchObject({ team: { memberCount: 2 } })
  })

  test.each(['starting', 'held'])('join a team while its supervisor is %s', async (supervisor) => {
    const teamId = await givenTeam(api.pool, id(supervisor), 'open')
    expect(await added({ teamId, members: newcomers(2) })).toMatchObject({ team: { memberCount: 2 } })
  })

  test('may be a thousand, in as many statements as one takes', async () => {
    await added({ teamId: team, members: newcomers(1) })
    const statements = api.statements.length
    const members = newcomers(1_000)
    const result = await added({ teamId: team, members })
    expect(api.statements.length - statements).toBe(statements)
    expect(result.team.memberCount).toBe(1_001)
    expect(result.members.map(({ agent }) => agent.id)).toEqual(members.map(({ agentId }) => agentId))
  })

  test('by many requests at once that share an agent join with one of them', async () => {
    const shared = newcomers(1)
    const results = await Promise.all(
      Array.from({ length: 10 }, () => add({ teamId: team, members: [...newcomers(1), ...shared, ...newcomers(1)] })),
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

describe('all are refused', () => {
  test('with AlreadyMemberError that names each membership in the way, in the order of the agents', async () => {
    const agents = newcomers(6).map(({ agentId }) => agentId)
    // they joined in another order than the one in which they are given
    const memberships = new Map<string, string>()
    for (const i of [4, 0, 2, 3]) {
      const agent = agents[i] ?? ''
      memberships.set(agent, await givenMember(api.pool, team, agent, i === 0 ? { role: 'LEAD' } : {}))
    }
    const inTheWay = [3, 0, 4, 2].map((i) => agents[i] ?? '')
    const [fresh = '', other = ''] = [agents[1], agents[5]]
    const given = [fresh, ...inTheWay.slice(0, 2), other, ...inTheWay.slice(2)]
    expect(await refused({ teamId: team, members: given.map((agentId) => ({ agentId })) })).toMatchObject({
      __typename: 'AlreadyMemberError',
      code: 'ALREADY_MEMBER',
      message: expect.stringMatching(/^4 of the agents are already active members/) as unknown,
      memberships: inTheWay.map((agent) => ({ id: memberships.get(agent), agent: { id: agent } })),
    })
    const one = await refused({ teamId: team, members: [fresh, inTheWay[0] ?? ''].map((agentId) => ({ agentId })) })
    expect(one).toMatchObject({
      message: expect.stringContaining(inTheWay[0] ?? '') as unknown,
      memberships: [{ agent: { id: inTheWay[0] } }],
    })
  })

  test('with AlreadyMemberError at its place where an agent is named twice, in whatever case', async () => {
    const agentId = randomUUID()
    expect(
      await refused({ teamId: team, members: [{ agentId }, ...newcomers(1), { agentId: agentId.toUpperCase() }] }),
    ).toMatchObject({
      __typename: 'AlreadyMemberError',
      path: ['input', 'members', '2', 'agentId'],
      message: expect.stringContaining(agentId) as unknown,
      memberships: [],
    })
  })

  test('with LimitExceededError above a thousand', async () => {
    expect(await refused({ teamId: team, members: newcomers(1_001) })).toMatchObject({
      __typename: 'LimitExceededError',
      code: 'LIMIT_EXCEEDED',
      path: ['input', 'members'],
      limit: 1_000,
      actual: 1_001,
    })
  })

  test('with NotFoundError where there is no such team', async () => {
    for (const teamId of [randomUUID(), id('a')])
      expect(await refused({ teamId, members: newcomers(2) })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'teamId'],
        id: teamId,
      })
  })

  test.each([
    ['broken', 'FAILED'],
    ['over', 'TERMINATED'],
  ])('with ParentUnavailableError where the team’s supervisor, %s, is %s', async (supervisor, status) => {
    const teamId = await givenTeam(api.pool, id(supervisor), 'closed')
    expect(await refused({ teamId, members: newcomers(2) })).toMatchObject({
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
  ])('with ValidationError where one of them has %j', async (spoilt, path) => {
    const members = newcomers(3).map((member, i) => (i === 1 ? { ...member, ...spoilt } : member))
    expect(await refused({ teamId: team, members })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'members', '1', path],
    })
  })

  test('with ForbiddenError to whoever may not operate, and NotFoundError to who cannot see the team', async () => {
    const member = { agentId: randomUUID() }
    await givenMember(api.pool, team, member.agentId)
    const closed = await givenTeam(api.pool, id('broken'), 'closed')
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const)
      expect(
        (await executeAs({ role }, addDocument, { input: { teamId: team, members: newcomers(1_001) } })).data
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
