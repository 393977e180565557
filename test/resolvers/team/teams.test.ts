import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf
const agents = Array.from({ length: 5 }, () => randomUUID())
const [ann = '', ben = '', cyd = '', dan = '', eve = ''] = agents
let team = ''
const memberships: Record<string, string> = {}

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, failed:FAILED, terminated:TERMINATED]')
  team = await givenTeam(api.pool, id('a'), 'night-shift', {
    description: 'from ten to six',
    objective: 'Nobody wakes up.',
    config: '{"tz": "UTC"}',
    created_at: '2026-01-01T00:00:00.000',
    updated_at: '2026-01-02T00:00:00.000',
  })
  const join = async (name: string, agent: string, joined: string, left: string | null, more = {}) => {
    memberships[name] = await givenMember(api.pool, team, agent, {
      joined_at: `2026-${joined}T00:00:00.000`,
      left_at: left && `2026-${left}T00:00:00.000`,
      ...more,
    })
  }
  await join('ann', ann, '03-01', null, { role: 'LEAD', metadata: '{"badge": 7}' })
  await join('ben', ben, '02-01', '04-01')
  await join('ben again', ben, '06-01', null)
  await join('cyd', cyd, '01-01', '02-01')
  await join('dan', dan, '02-01', '02-01')
})

const teamFields = graphql(`
  query Team($id: ID!) {
    team(id: $id) {
      id
      name
      description
      objective
      config
      supervisor {
        name
      }
      allowedActions
      version
      createdAt
      updatedAt
    }
  }
`)

test('every column of a team is returned as it is stored', async () => {
  expect(await api.data(teamFields, { id: team })).toEqual({
    team: {
      id: team,
      name: 'night-shift',
      description: 'from ten to six',
      objective: 'Nobody wakes up.',
      config: { tz: 'UTC' },
      supervisor: { name: 'a' },
      allowedActions: ['UPDATE', 'DELETE', 'ADD_MEMBER'],
      version: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-02T00:00:00.000Z',
    },
  })
})

test.each(['failed', 'terminated'])(
  'a team of a supervisor that is %s does not allow ADD_MEMBER',
  async (supervisor) => {
    const of = await givenTeam(api.pool, id(supervisor), 'stranded')
    expect((await api.data(teamFields, { id: of })).team).toMatchObject({
      description: null,
      objective: null,
      config: {},
      allowedActions: ['UPDATE', 'DELETE'],
    })
  },
)

test('the id of a supervisor is no team, and null', async () => {
  expect(await api.data(teamFields, { id: id('a') })).toEqual({ team: null })
})

describe('members of a team', () => {
  const members = graphql(`
    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {
      team(id: $id) {
        members(active: $active, asOf: $asOf) {
          totalCount
          nodes {
            id
          }
        }
        memberCount(active: $active)
      }
    }
  `)

  test.each<[object, string[]]>([
    [{}, ['ann', 'ben again']],
    [{ active: true }, ['ann', 'ben again']],
    [{ active: false }, ['cyd', 'ben', 'dan']],
    [{ active: null }, ['cyd', 'ben', 'dan', 'ann', 'ben again']],
    [{ asOf: '2025-12-31T23:59:59.999Z' }, []],
    [{ asOf: '2026-01-01T00:00:00Z' }, ['cyd']],
    [{ asOf: '2026-01-31T23:59:59.999Z' }, ['cyd']],
    [{ asOf: '2026-02-01T00:00:00.000Z' }, ['ben']],
    [{ asOf: '2026-02-01T05:30:00.000+05:30' }, ['ben']],
    [{ asOf: '2026-03-15T00:00:00Z' }, ['ben', 'ann']],
    [{ asOf: '2026-05-01T00:00:00Z' }, ['ann']],
    [{ asOf: '2026-05-01T00:00:00Z', active: false }, ['ann']],
    [{ asOf: '9999-12-31T23:59:59.999Z' }, ['ann', 'ben again']],
  ])('with the arguments %j are %j', async (variables, expected) => {
    const { team: found } = await api.data(members, { id: team, ...variables })
    // members that joined at the same time are sorted by their random ids
    const same = ['ben', 'dan'].sort((a, b) => ((memberships[a] ?? '') < (memberships[b] ?? '') ? -1 : 1))
    const inOrder = expected.includes('dan')
      ? expected.flatMap((name) => (name === 'ben' ? same : name === 'dan' ? [] : name))
      : expected
    expect(found?.members.nodes.map((member) => member.id)).toEqual(inOrder.map((name) => memberships[name]))
    expect(found?.members.totalCount).toBe(expected.length)
  })

  test.each<[boolean | null, number]>([
    [true, 2],
    [false, 3],
    [null, 5],
  ])('with `active: %s` have the count %i', async (active, count) => {
    expect((await api.data(members, { id: team, active })).team?.memberCount).toBe(count)
  })

  test.each([
    '2026-02-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
    'yesterday',
    '',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+99:00',
  ])('cannot be read with `asOf: %j`', async (asOf) => {
    const { errors } = await api.request(members, { id: team, asOf })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  })
})

describe('a membership', () => {
  const memberOf = graphql(`
    query Membership($id: ID!) {
      node(id: $id) {
        ... on SupervisorTeamMember {
          id
          team {
            id
          }
          agent {
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
    }
  `)

  test('is returned as it is stored', async () => {
    expect((await api.data(memberOf, { id: memberships.ann ?? '' })).node).toEqual({
      id: memberships.ann,
      team: { id: team },
      agent: { id: ann },
      role: 'LEAD',
      metadata: { badge: 7 },
      active: true,
      joinedAt: '2026-03-01T00:00:00.000Z',
      leftAt: null,
      version: 1,
    })
  })

  test('that has ended is not active, and has the time in `leftAt`', async () => {
    expect((await api.data(memberOf, { id: memberships.ben ?? '' })).node).toMatchObject({
      role: 'MEMBER',
      metadata: {},
      active: false,
      joinedAt: '2026-02-01T00:00:00.000Z',
      leftAt: '2026-04-01T00:00:00.000Z',
    })
  })
})

describe('an agent', () => {
  const agentOf = graphql(`
    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {
      agent(id: $id) {
        id
        memberships(active: $active, asOf: $asOf) {
          totalCount
          nodes {
            joinedAt
            team {
              name
              supervisor {
                name
              }
            }
          }
        }
      }
    }
  `)

  beforeAll(async () => {
    const elsewhere = await givenTeam(api.pool, id('root'), 'day-shift')
    await givenMember(api.pool, elsewhere, ben, { joined_at: '2026-02-15T00:00:00.000' })
  })

  test.each<[object, string[]]>([
    [{}, ['day-shift', 'night-shift']],
    [{ active: false }, ['night-shift']],
    [{ active: null }, ['night-shift', 'day-shift', 'night-shift']],
    [{ asOf: '2026-02-10T00:00:00Z' }, ['night-shift']],
    [{ asOf: '2026-03-10T00:00:00Z' }, ['night-shift', 'day-shift']],
    [{ asOf: '2026-05-10T00:00:00Z' }, ['day-shift']],
  ])('has, with the arguments %j, memberships in %j, the oldest first', async (variables, expected) => {
    const { agent } = await api.data(agentOf, { id: ben, ...variables })
    expect(agent.memberships.nodes.map((membership) => membership.team.name)).toEqual(expected)
    expect(agent.memberships.totalCount).toBe(expected.length)
    const joined = agent.memberships.nodes.map((membership) => membership.joinedAt)
    expect(joined).toEqual([...joined].sort())
  })

  test('that was never a member exists too, with its id in lower case', async () => {
    const { agent } = await api.data(agentOf, { id: eve.toUpperCase(), active: null })
    expect(agent).toEqual({ id: eve, memberships: { totalCount: 0, nodes: [] } })
  })
})
