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
  id = await givenTree(api.pool, 'root > [a, over:TERMINATED]')
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

test('a node is a supervisor, TERMINATED or not, a team or a membership', async () => {
  for (const [each, type] of [
    [id('a'), 'Supervisor'],
    [id('over'), 'Supervisor'],
    [team, 'SupervisorTeam'],
    [member, 'SupervisorTeamMember'],
  ] as const)
    expect(await api.data(node, { id: each.toUpperCase() })).toEqual({ node: { __typename: type, id: each } })
})

test('an id that nothing has is null', async () => {
  expect(await api.data(node, { id: randomUUID() })).toEqual({ node: null })
})

test('nodes come in the order asked for, as often as asked for, with null where there is none', async () => {
  const { nodes: found } = await api.data(nodes, { ids: [member, randomUUID(), id('a'), team, id('a'), id('over')] })
  expect(found).toEqual([
    { __typename: 'SupervisorTeamMember', id: member, active: true },
    null,
    { __typename: 'Supervisor', id: id('a'), name: 'a' },
    { __typename: 'SupervisorTeam', id: team, name: 'team', supervisor: { name: 'a' } },
    { __typename: 'Supervisor', id: id('a'), name: 'a' },
    { __typename: 'Supervisor', id: id('over'), name: 'over' },
  ])
})

test('where one table has the id of another, supervisors come first, then teams', async () => {
  const twin = await givenTeam(api.pool, id('a'), 'twin', { id: id('root') })
  expect(await api.data(node, { id: twin })).toMatchObject({ node: { __typename: 'Supervisor' } })
  const triplet = await givenMember(api.pool, team, randomUUID(), { id: team })
  expect(await api.data(node, { id: triplet })).toMatchObject({ node: { __typename: 'SupervisorTeam' } })
})

test('none, and a hundred, can be asked for, and not more', async () => {
  expect(await api.data(nodes, { ids: [] })).toEqual({ nodes: [] })
  const ids = Array.from({ length: 100 }, () => randomUUID())
  expect((await api.data(nodes, { ids })).nodes).toEqual(ids.map(() => null))
  const { data, errors } = await api.request(nodes, { ids: [...ids, id('a')] })
  expect(data).toBe(null)
  expect(errors).toMatchObject([{ path: ['nodes'], extensions: { code: 'LIMIT_EXCEEDED' } }])
})
