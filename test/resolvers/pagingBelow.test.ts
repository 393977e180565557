import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectPaged, type Page, type PageArgs } from '../support/api/expectPaged.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const agent = randomUUID()
let id: IdOf
let team = ''

// 20 children, teams and members, but only three different times, so that pages also depend on the id
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [parent > [d1 > [d11, d12 > d121], d2 > d21], sibling > s1]')
  team = await givenTeam(api.pool, id('sibling'), 'team', { created_at: '2026-01-01T00:00:00.000' })
  for (let i = 0; i < 20; i++) {
    const moment = `2026-01-0${(i % 3) + 1}T00:00:00.000`
    await api.pool.query(`INSERT INTO supervisors (name, parent_id, created_at, updated_at) VALUES ($1, $2, $3, $3)`, [
      `n${i}`,
      id('parent'),
      moment,
    ])
    const left = i % 5 === 0 ? '2026-03-01T00:00:00.000' : null
    await givenMember(api.pool, team, randomUUID(), { joined_at: moment, left_at: left })
    const other = await givenTeam(api.pool, id('parent'), `team ${i}`, { created_at: moment })
    await givenMember(api.pool, other, agent, { joined_at: moment, left_at: left })
  }
})

const page = `{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } }`
const variables = '$id: ID!, $first: Int, $after: String, $last: Int, $before: String'
const paged = 'first: $first, after: $after, last: $last, before: $before'

/** Each list with the id of its owner, a query, and the SQL that reads the same list ($1 is the owner). */
const lists: [name: string, owner: () => string, document: string, sql: string][] = [
  [
    'children, the oldest first',
    () => id('parent'),
    `query (${variables}) { owner: supervisor(id: $id) { list: children(${paged}) ${page} } }`,
    'SELECT id FROM supervisors WHERE parent_id = $1 ORDER BY created_at, id',
  ],
  [
    'children, the last updated first',
    () => id('parent'),
    `query (${variables}) { owner: supervisor(id: $id) { list: children(orderBy: { field: UPDATED_AT, direction: DESC }, ${paged}) ${page} } }`,
    'SELECT id FROM supervisors WHERE parent_id = $1 ORDER BY updated_at DESC, id DESC',
  ],
  [
    'descendants',
    () => id('parent'),
    `query (${variables}) { owner: supervisor(id: $id) { list: descendants(${paged}) ${page} } }`,
    'SELECT id FROM supervisors WHERE $1 = ANY (path) AND id <> $1 ORDER BY path',
  ],
  [
    'descendants to a depth',
    () => id('parent'),
    `query (${variables}) { owner: supervisor(id: $id) { list: descendants(maxDepth: 2, ${paged}) ${page} } }`,
    'SELECT id FROM supervisors WHERE $1 = ANY (path) AND id <> $1 AND hierarchy_level <= 3 ORDER BY path',
  ],
  [
    'teams',
    () => id('parent'),
    `query (${variables}) { owner: supervisor(id: $id) { list: teams(${paged}) ${page} } }`,
    'SELECT id FROM supervisor_teams WHERE supervisor_id = $1 ORDER BY created_at, id',
  ],
  [
    'members',
    () => team,
    `query (${variables}) { owner: team(id: $id) { list: members(${paged}) ${page} } }`,
    'SELECT id FROM supervisor_team_members WHERE team_id = $1 AND left_at IS NULL ORDER BY joined_at, id',
  ],
  [
    'members at a moment',
    () => team,
    `query (${variables}) { owner: team(id: $id) { list: members(asOf: "2026-02-01T00:00:00Z", ${paged}) ${page} } }`,
    'SELECT id FROM supervisor_team_members WHERE team_id = $1 ORDER BY joined_at, id',
  ],
  [
    'memberships of an agent',
    () => agent,
    `query (${variables}) { owner: agent(id: $id) { list: memberships(active: null, ${paged}) ${page} } }`,
    'SELECT id FROM supervisor_team_members WHERE agent_id = $1 ORDER BY joined_at, id',
  ],
]

describe.each(lists)('%s', (_name, owner, document, sql) => {
  test.each([1, 3, 100])('are paged by %i without gap or duplicate, forwards and backwards', async (size) => {
    const { rows } = await api.pool.query<{ id: string }>(sql, [owner()])
    expect(rows.length).toBeGreaterThan(10)
    const fetch = async (args: PageArgs): Promise<Page> => {
      const { data, errors } = await api.request<{ owner: { list: Page } }, unknown>(document, { id: owner(), ...args })
      if (!data) throw new Error(JSON.stringify(errors))
      return data.owner.list
    }
    await expectPaged(
      fetch,
      rows.map((row) => row.id),
      size,
    )
  })
})

test('a cursor among the children of one parent does not affect the children of another parent', async () => {
  const children = `query ($after: String) {
    supervisors(filter: { minLevel: 1, maxLevel: 1 }, orderBy: { field: NAME, direction: ASC }) {
      nodes { name children(first: 2, after: $after, orderBy: { field: NAME, direction: ASC }) { edges { cursor node { name } } } }
    }
  }`
  type Answer = {
    supervisors: { nodes: { name: string; children: { edges: { cursor: string; node: { name: string } }[] } }[] }
  }
  const below = async (after?: string) => {
    const { data } = await api.request<Answer, unknown>(children, { after })
    return data?.supervisors.nodes ?? []
  }
  const names = (nodes: Awaited<ReturnType<typeof below>>) =>
    nodes.map((parent) => [parent.name, ...parent.children.edges.map(({ node }) => node.name)])
  const first = await below()
  expect(names(first)).toEqual([
    ['parent', 'd1', 'd2'],
    ['sibling', 's1'],
  ])
  expect(names(await below(first[0]?.children.edges[1]?.cursor))).toEqual([
    ['parent', 'n0', 'n1'],
    ['sibling', 's1'],
  ])
})
