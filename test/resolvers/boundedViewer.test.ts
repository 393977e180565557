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

// the caller is limited to the subtree of mine; the rest of the tree does not exist for it
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
const viewOf = async (of: string, ids: string[] = []) => {
  const { data, errors } = await execute({ within: id('mine') }, view, { id: of, ids })
  expect(errors).toBe(undefined)
  return data
}

test('no field finds an object outside the subtree', async () => {
  for (const each of [...outside(), teamOutside, memberOutside, randomUUID()])
    expect(await viewOf(each, [each, id('a'), teamOutside, memberOutside, teamInside, memberInside])).toEqual({
      supervisor: null,
      team: null,
      node: null,
      nodes: [null, { id: id('a') }, null, null, { id: teamInside }, { id: memberInside }],
      stats: { supervisors: 0, teams: 0, activeMemberships: 0, activeAgents: 0 },
    })
})

test('every field finds the objects in the subtree, TERMINATED supervisors too', async () => {
  expect((await viewOf(id('over'))).supervisor).toMatchObject({ name: 'over', status: 'TERMINATED' })
  expect((await viewOf(teamInside)).team).toEqual({ name: 'inside' })
  expect((await viewOf(memberInside)).node).toEqual({ id: memberInside })
})

test('the top of the subtree looks like a root, without parent and ancestors', async () => {
  expect((await viewOf(id('mine'))).supervisor).toMatchObject({ parent: null, root: { name: 'mine' }, ancestors: [] })
})

test('the ancestors and the root end at the top of the subtree', async () => {
  expect((await viewOf(id('deep'))).supervisor).toMatchObject({
    parent: { name: 'a' },
    root: { name: 'mine' },
    ancestors: [{ name: 'mine' }, { name: 'a' }],
  })
})

test('a blocking ancestor is named only if it is in the subtree', async () => {
  expect((await viewOf(id('deep'))).supervisor?.blockedBy).toBe(null)
  expect((await viewOf(id('waiting'))).supervisor).toMatchObject({
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

  test('and counts contain only the subtree', async () => {
    const { supervisors, stats, agent: found } = await listed({})
    expect(supervisors.nodes.map(({ name }) => name)).toEqual(['a', 'deep', 'held', 'mine', 'waiting'])
    expect(supervisors.totalCount).toBe(5)
    expect(stats).toMatchObject({ supervisors: 5, teams: 1, activeMemberships: 1, activeAgents: 1 })
    expect(stats.byStatus.map(({ count }) => count)).toEqual([0, 4, 1, 0, 1])
    expect(found.memberships).toEqual({ totalCount: 1, nodes: [{ team: { name: 'inside' } }] })
  })

  test('contain only the subtree with any filter', async () => {
    expect(await namesBy({ includeTerminated: true })).toEqual(['a', 'deep', 'held', 'mine', 'over', 'waiting'])
    expect(await namesBy({ status: ['FAILED'] })).toEqual([])
    expect(await namesBy({ nameContains: 'th' })).toEqual([])
    expect(await namesBy({ agentId: agent })).toEqual(['a'])
    expect(await namesBy({ maxLevel: 0 })).toEqual(['mine'])
    expect(await namesBy({ parentId: id('root') })).toEqual([])
    expect(await namesBy({ parentId: id('theirs') })).toEqual([])
    expect(await namesBy({ within: id('root') })).toEqual([])
    expect(await namesBy({ within: id('theirs') })).toEqual([])
    expect(await namesBy({ within: id('held') })).toEqual(['held', 'waiting'])
  })

  test('are paged as if nothing else existed', async () => {
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
