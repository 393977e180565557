import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/glossary.ts'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/dumpTables.ts'
import { givenMember, givenTeam } from '../support/givenRow.ts'
import { givenTree, type IdOf } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'
import { withViewer } from '../support/withViewer.ts'

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

describe('a mutation', () => {
  const spawn = graphql(`
    mutation BoundedSpawn($input: SpawnSupervisorInput!) {
      result: spawnSupervisor(input: $input) {
        __typename
        ... on ConflictError {
          current {
            id
          }
        }
      }
    }
  `)
  const terminate = graphql(`
    mutation BoundedTerminate($input: TerminateSupervisorInput!) {
      result: terminateSupervisor(input: $input) {
        __typename
      }
    }
  `)
  const create = graphql(`
    mutation BoundedCreateTeam($input: CreateTeamInput!) {
      result: createTeam(input: $input) {
        __typename
        ... on ConflictError {
          current {
            id
          }
        }
      }
    }
  `)
  const add = graphql(`
    mutation BoundedAdd($input: AddTeamMemberInput!) {
      result: addTeamMember(input: $input) {
        __typename
      }
    }
  `)
  const remove = graphql(`
    mutation BoundedRemove($input: RemoveTeamMemberInput!) {
      result: removeTeamMember(input: $input) {
        __typename
      }
    }
  `)

  test('outside finds nothing, and changes nothing', async () => {
    const before = await dumpTables(api.pool)
    const viewer = { within: id('mine'), role: 'OPERATE' } as const
    const notFound = { result: { __typename: 'NotFoundError' } }
    for (const each of outside()) {
      expect((await execute(viewer, spawn, { input: { name: 'x', parentId: each } })).data).toEqual(notFound)
      expect((await execute(viewer, terminate, { input: { id: each, childPolicy: 'CASCADE' } })).data).toEqual(notFound)
      expect((await execute(viewer, create, { input: { name: 'x', supervisorId: each } })).data).toEqual(notFound)
    }
    const newcomer = { teamId: teamOutside, agentId: randomUUID() }
    expect((await execute(viewer, add, { input: newcomer })).data).toEqual(notFound)
    expect((await execute(viewer, remove, { input: { id: memberOutside } })).data).toEqual(notFound)
    expect((await execute(viewer, remove, { input: { teamId: teamOutside, agentId: agent } })).data).toEqual(notFound)
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('does not make roots, which would be outside', async () => {
    const before = await dumpTables(api.pool)
    const { data } = await execute({ within: id('mine') }, spawn, { input: { name: 'root 2' } })
    expect(data.result.__typename).toMatch(/^(NotFoundError|ForbiddenError)$/)
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('with an id that is taken outside does not say by what', async () => {
    const conflict = { result: { __typename: 'ConflictError', current: null } }
    const viewer = { within: id('mine') }
    const asSpawned = { id: id('b'), name: 'b', parentId: id('a') }
    expect((await execute(viewer, spawn, { input: asSpawned })).data).toEqual(conflict)
    const asCreated = { id: teamOutside, name: 'x', supervisorId: id('a') }
    expect((await execute(viewer, create, { input: asCreated })).data).toEqual(conflict)
  })

  test('that moves children out of what is seen does not name what is in their way there', async () => {
    const top = await givenTree(api.pool, 'top > [own > x, y]')
    await api.pool.query(`UPDATE supervisors SET name = 'y' WHERE id = $1`, [top('x')])
    const document = graphql(`
      mutation BoundedReparent($input: TerminateSupervisorInput!) {
        result: terminateSupervisor(input: $input) {
          __typename
          ... on NameTakenError {
            existing {
              id
            }
          }
        }
      }
    `)
    const input = { id: top('own'), childPolicy: 'REPARENT' as const }
    const { data } = await execute({ within: top('own') }, document, { input })
    expect(data.result).not.toMatchObject({ existing: { id: top('y') } })
  })

  test.each<Role>(['READ', 'REPORT'])('is forbidden to the role %s, whatever it is about', async (role) => {
    const before = await dumpTables(api.pool)
    for (const within of [null, id('mine')]) {
      const viewer = { role, within }
      const forbidden = { result: { __typename: 'ForbiddenError' } }
      expect((await execute(viewer, spawn, { input: { name: 'x', parentId: id('a') } })).data).toEqual(forbidden)
      expect((await execute(viewer, terminate, { input: { id: 'no UUID' } })).data).toEqual(forbidden)
      expect((await execute(viewer, create, { input: { name: 'x', supervisorId: id('a') } })).data).toEqual(forbidden)
      expect((await execute(viewer, add, { input: { teamId: teamInside, agentId: agent } })).data).toEqual(forbidden)
      expect((await execute(viewer, remove, { input: { id: memberInside } })).data).toEqual(forbidden)
    }
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each<Role>(['OPERATE', 'ADMIN'])('inside is done for the role %s', async (role) => {
    const viewer = { role, within: id('mine') }
    const { data } = await execute(viewer, spawn, { input: { name: `by ${role}`, parentId: id('a') } })
    expect(data.result.__typename).toBe('SpawnSupervisorPayload')
  })
})
