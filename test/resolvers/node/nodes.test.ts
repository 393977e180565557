import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf
let team = ''
let member = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, terminated:TERMINATED]')
  team = await givenTeam(api.pool, id('a'), 'team')
  member = await givenMember(api.pool, team, randomUUID())
})

const nodes = graphql(`
  query Nodes($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on Supervisor {
        name
      }
      ... on SupervisorTeam {
        name
        supervisor {
          name
        }
      }
      ... on SupervisorTeamMember {
        active
      }
    }
  }
`)
const node = graphql(`
  query Node($id: ID!) {
    node(id: $id) {
      __typename
      id
    }
  }
`)

test('a node is a live or TERMINATED supervisor, a team or a membership', async () => {
  for (const [each, type] of [
    [id('a'), 'Supervisor'],
    [id('terminated'), 'Supervisor'],
    [team, 'SupervisorTeam'],
    [member, 'SupervisorTeamMember'],
  ] as const)
    expect(await api.data(node, { id: each.toUpperCase() })).toEqual({ node: { __typename: type, id: each } })
})

test('an agent with a membership is a node, also after it has left, and a client can refetch it', async () => {
  const agentId = randomUUID()
  await givenMember(api.pool, team, agentId)
  expect(await api.data(node, { id: agentId })).toEqual({ node: { __typename: 'Agent', id: agentId } })
  const leave = `UPDATE supervisor_team_members SET left_at = timezone('utc', clock_timestamp()) WHERE agent_id = $1`
  await api.pool.query(leave, [agentId])
  const refetch = graphql(`
    query RefetchAgent($id: ID!) {
      node(id: $id) {
        ... on Agent {
          id
          memberships(active: false) {
            nodes {
              active
            }
          }
        }
      }
    }
  `)
  expect(await api.data(refetch, { id: agentId })).toEqual({
    node: { id: agentId, memberships: { nodes: [{ active: false }] } },
  })
})

test('an unknown id is null', async () => {
  expect(await api.data(node, { id: randomUUID() })).toEqual({ node: null })
})

test('nodes are returned in the order of the ids, with repetitions, and with null for an unknown id', async () => {
  const { nodes: found } = await api.data(nodes, {
    ids: [member, randomUUID(), id('a'), team, id('a'), id('terminated')],
  })
  expect(found).toEqual([
    { __typename: 'SupervisorTeamMember', id: member, active: true },
    null,
    { __typename: 'Supervisor', id: id('a'), name: 'a' },
    { __typename: 'SupervisorTeam', id: team, name: 'team', supervisor: { name: 'a' } },
    { __typename: 'Supervisor', id: id('a'), name: 'a' },
    { __typename: 'Supervisor', id: id('terminated'), name: 'terminated' },
  ])
})

test('an id that several tables have is a supervisor first, then a team', async () => {
  const twin = await givenTeam(api.pool, id('a'), 'twin', { id: id('root') })
  expect(await api.data(node, { id: twin })).toMatchObject({ node: { __typename: 'Supervisor' } })
  const triplet = await givenMember(api.pool, team, randomUUID(), { id: team })
  expect(await api.data(node, { id: triplet })).toMatchObject({ node: { __typename: 'SupervisorTeam' } })
})

test('accepts 0 to 100 ids, and refuses 101', async () => {
  expect(await api.data(nodes, { ids: [] })).toEqual({ nodes: [] })
  const ids = Array.from({ length: 100 }, () => randomUUID())
  expect((await api.data(nodes, { ids })).nodes).toEqual(ids.map(() => null))
  const { data, errors } = await api.request(nodes, { ids: [...ids, id('a')] })
  expect(data).toBe(null)
  expect(errors).toMatchObject([{ path: ['nodes'], extensions: { code: 'LIMIT_EXCEEDED' } }])
})

test('too many ids do not hide the error of another field', async () => {
  const ids = Array.from({ length: 101 }, () => randomUUID())
  const query = 'query ($ids: [ID!]!) { node(id: "no UUID") { id } nodes(ids: $ids) { id } }'
  const { errors } = await api.request(query, { ids })
  expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['node'], 'BAD_USER_INPUT'],
    [['nodes'], 'LIMIT_EXCEEDED'],
  ])
})
