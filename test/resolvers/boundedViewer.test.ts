import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)
let id: IdOf
const agent = randomUUID()
let teamInside = ''
let teamOutside = ''
let memberInside = ''
let memberOutside = ''

/** The viewer sees mine and what is below; the rest of the tree does not exist for it. */
beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root:PAUSED > [mine > [a > deep, held:PAUSED > waiting, over:TERMINATED], theirs > [b, c:FAILED]], other',
  )
  teamInside = await givenTeam(api.pool, id('a'), 'inside')
  teamOutside = await givenTeam(api.pool, id('b'), 'outside')
  memberInside = await givenMember(api.pool, teamInside, agent)
  memberOutside = await givenMember(api.pool, teamOutside, agent)
})
const outside = () => [id('root'), id('theirs'), id('b'), id('other')]

const view = graphql(`
  query BoundedView($id: ID!, $ids: [ID!]!) {
    supervisor(id: $id) {
      name
      status
      effectiveStatus
      blockedBy {
        name
      }
      parent {
        name
      }
      root {
        name
      }
      ancestors {
        name
      }
    }
    team(id: $id) {
      name
    }
    node(id: $id) {
      id
    }
    nodes(ids: $ids) {
      id
    }
    stats(within: $id) {
      supervisors
      teams
      activeMemberships
      activeAgents
    }
  }
`)
const seen = async (of: string, ids: string[] = []) => {
  const { data, errors } = await execute({ within: id('mine') }, view, { id: of, ids })
  expect(errors).toBe(undefined)
  return data
}

test('what is outside is not found, by whatever way', async () => {
  for (const each of [...outside(), teamOutside, memberOutside, randomUUID()])
    expect(await seen(each, [each, id('a'), teamOutside, memberOutside, teamInside, memberInside])).toEqual({
      supervisor: null,
      team: null,
      node: null,
      nodes: [null, { id: id('a') }, null, null, { id: teamInside }, { id: memberInside }],
      stats: { supervisors: 0, teams: 0, activeMemberships: 0, activeAgents: 0 },
    })
})

test('what is inside is there, TERMINATED or not', async () => {
  expect((await seen(id('over'))).supervisor).toMatchObject({ name: 'over', status: 'TERMINATED' })
  expect((await seen(teamInside)).team).toEqual({ name: 'inside' })
  expect((await seen(memberInside)).node).toEqual({ id: memberInside })
})

test('the top of what is seen is a root: it has no parent and no ancestors', async () => {
  expect((await seen(id('mine'))).supervisor).toMatchObject({ parent: null, root: { name: 'mine' }, ancestors: [] })
})

test('ancestors and root are cut at the top of what is seen', async () => {
  expect((await seen(id('deep'))).supervisor).toMatchObject({
    parent: { name: 'a' },
    root: { name: 'mine' },
    ancestors: [{ name: 'mine' }, { name: 'a' }],
  })
})

test('what blocks from outside is not named, what blocks from inside is', async () => {
  expect((await seen(id('deep'))).supervisor?.blockedBy).toBe(null)
  expect((await seen(id('waiting'))).supervisor).toMatchObject({
    effectiveStatus: 'BLOCKED',
    blockedBy: { name: 'held' },
  })
})

describe('lists', () => {
  const lists = graphql(`
    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {
      supervisors(filter: $filter, first: $first, after: $after, orderBy: { field: NAME }) {
        totalCount
        pageInfo {
          hasNextPage
          hasPreviousPage
          endCursor
        }
        nodes {
          name
        }
      }
      agent(id: $agent) {
        memberships {
          totalCount
          nodes {
            team {
              name
            }
          }
        }
      }
      stats {
        supervisors
        byStatus {
          status
          count
        }
        teams
        activeMemberships
        activeAgents
      }
    }
  `)
  const listed = async (filter: object, page: object = {}) => {
    const { data, errors } = await execute({ within: id('mine') }, lists, { filter, agent, ...page })
    expect(errors).toBe(undefined)
    return data
  }
  const namesBy = async (filter: object) => (await listed(filter)).supervisors.nodes.map(({ name }) => name)

  test('and counts hold what is inside only', async () => {
    const { supervisors, stats, agent: found } = await listed({})
    expect(supervisors.nodes.map(({ name }) => name)).toEqual(['a', 'deep', 'held', 'mine', 'waiting'])
    expect(supervisors.totalCount).toBe(5)
    expect(stats).toMatchObject({ supervisors: 5, teams: 1, activeMemberships: 1, activeAgents: 1 })
    expect(stats.byStatus.map(({ count }) => count)).toEqual([0, 4, 1, 0, 1])
    expect(found.memberships).toEqual({ totalCount: 1, nodes: [{ team: { name: 'inside' } }] })
  })

  test('hold no more by any filter', async () => {
    expect(await namesBy({ includeTerminated: true })).toEqual(['a', 'deep', 'held', 'mine', 'over', 'waiting'])
    expect(await namesBy({ status: ['FAILED'] })).toEqual([])
    expect(await namesBy({ nameContains: 'th' })).toEqual([])
    expect(await namesBy({ agentId: agent })).toEqual(['a'])
    expect(await namesBy({ maxLevel: 0 })).toEqual([])
    expect(await namesBy({ parentId: id('root') })).toEqual(['mine'])
    expect(await namesBy({ parentId: id('theirs') })).toEqual([])
    expect(await namesBy({ within: id('root') })).toEqual(['a', 'deep', 'held', 'mine', 'waiting'])
    expect(await namesBy({ within: id('theirs') })).toEqual([])
    expect(await namesBy({ within: id('held') })).toEqual(['held', 'waiting'])
  })

  test('are paged as if there were nothing else', async () => {
    const { supervisors: all } = await execute({}, lists, { filter: {}, agent, first: 5 }).then(({ data }) => data)
    expect(all.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'deep', 'held'])
    const { supervisors: first } = await listed({}, { first: 3 })
    const { supervisors: rest } = await listed({}, { first: 3, after: first.pageInfo.endCursor })
    expect([...first.nodes, ...rest.nodes].map(({ name }) => name)).toEqual(['a', 'deep', 'held', 'mine', 'waiting'])
    expect([first.pageInfo, rest.pageInfo]).toMatchObject([
      { hasNextPage: true, hasPreviousPage: false },
      { hasNextPage: false, hasPreviousPage: true },
    ])
  })
})
