import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let root = ''

beforeAll(async () => {
  root = (await givenTree(api.pool, 'root:PAUSED'))('root')
  await api.pool.query(
    `INSERT INTO supervisors (name, status, parent_id) SELECT 's' || i, 'ACTIVE', $1 FROM generate_series(1, 120) i`,
    [root],
  )
  await api.pool.query(
    `INSERT INTO supervisors (name, status, parent_id)
     SELECT 'c' || i, CASE i WHEN 3 THEN 'TERMINATED' ELSE 'ACTIVE' END, s.id FROM supervisors s, generate_series(1, 3) i WHERE parent_id = $1`,
    [root],
  )
  await api.pool.query(
    `INSERT INTO supervisor_teams (supervisor_id, name) SELECT s.id, 't' || i FROM supervisors s, generate_series(1, 2) i`,
  )
  await api.pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at)
     SELECT t.id, gen_random_uuid(), '2026-01-01', CASE i WHEN 4 THEN '2026-02-01'::timestamp END
     FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id AND s.status <> 'TERMINATED', generate_series(1, 4) i`,
  )
})

async function countStatements(query: string, variables: object = {}, expected?: unknown): Promise<number> {
  api.statements.length = 0
  const { data, errors } = await api.request(query, variables)
  expect(errors).toBe(undefined)
  if (expected) expect(data).toEqual(expected)
  return api.statements.length
}

const listed = 'supervisors(filter: { minLevel: 1, maxLevel: 1 }, first: $n, after: $after)'
/** Selections with their number of statements for any page size: one per level and distinct arguments. */
const documents: [count: number, name: string, selection: string][] = [
  [1, 'columns', '{ nodes { id name status config } pageInfo { hasNextPage endCursor } }'],
  [2, 'allowedActions, under two names', '{ nodes { allowedActions a: allowedActions } }'],
  [2, 'columns and totalCount', '{ totalCount nodes { id } }'],
  [2, 'hasPreviousPage after a cursor', '{ pageInfo { hasPreviousPage hasNextPage } nodes { id } }'],
  [
    3,
    'all fields of the connection',
    '{ totalCount pageInfo { hasPreviousPage } edges { cursor node { id } } nodes { name } }',
  ],
  [2, 'children', '{ nodes { children { nodes { id } } } }'],
  [
    2,
    'children under two aliases, with different columns',
    '{ nodes { a: children { nodes { id } } b: children { nodes { config updatedAt } } } }',
  ],
  [
    4,
    'children, teams, members',
    '{ nodes { children { nodes { teams { nodes { members { nodes { role } } } } } } } }',
  ],
  [
    6,
    'children under two aliases, with their teams',
    '{ nodes { a: children { nodes { id } } b: children(includeTerminated: true, orderBy: { field: NAME, direction: DESC }) { nodes { id } } teams { nodes { now: members { nodes { id } } all: members(active: null) { nodes { id } } } } } }',
  ],
  [
    2,
    'children under two aliases with equal arguments',
    '{ nodes { a: children(first: 2) { nodes { id } } b: children(first: 2) { nodes { name } } } }',
  ],
  [3, 'children with their totalCount', '{ nodes { children { totalCount nodes { id } } } }'],
  [
    2,
    'childCount under three aliases',
    '{ nodes { childCount a: childCount b: childCount(includeTerminated: false) } }',
  ],
  [4, 'members and memberCount', '{ nodes { teams { nodes { memberCount members { nodes { id agent { id } } } } } } }'],
  [3, 'teams and health', '{ nodes { teams(first: 1) { nodes { name } } health { state } } }'],
  [2, 'parents', '{ nodes { parent { name } } }'],
  [2, 'ancestors, root and parent', '{ nodes { parent { name } root { name } ancestors { name } } }'],
  [2, 'the blocking ancestor', '{ nodes { effectiveStatus blockedBy { name } } }'],
  [
    2,
    'stats',
    '{ nodes { stats(maxAgeSeconds: 0) { supervisors byStatus { count } teams activeMemberships activeAgents } } }',
  ],
  [
    2,
    'stats under two aliases with different maximum ages',
    '{ nodes { a: stats(maxAgeSeconds: 0) { supervisors maxLevel } b: stats { supervisors byStatus { count } } } }',
  ],
  [2, 'descendants', '{ nodes { descendants(maxDepth: 1) { nodes { name } } } }'],
  [4, 'the teams of members', '{ nodes { teams { nodes { members(first: 1) { nodes { team { id } } } } } } }'],
]

describe.each(documents)('runs %i statements for %s', (count, _name, selection) => {
  test.each([1, 10, 100])('on a page of %i supervisors', async (n) => {
    const query = `query ($n: Int, $after: String) { ${listed} ${selection} }`
    const first = await api.request<{ supervisors: { pageInfo: { endCursor: string } } }, object>(
      `query ($n: Int, $after: String) { ${listed} { pageInfo { endCursor } } }`,
      { n: 1 },
    )
    const variables = { n, after: first.data?.supervisors.pageInfo.endCursor }
    for (let run = 0; run < 4; run++) expect(await countStatements(query, variables)).toBe(count)
  })
})

test('runs one statement per level and distinct arguments below two aliases, for any page size', async () => {
  const below = '{ nodes { name teams { nodes { members { nodes { role } } } } } }'
  const query = `query ($n: Int, $after: String) { ${listed} { nodes { a: children ${below} b: children(includeTerminated: true) ${below} } } }`
  for (const n of [1, 10, 100]) {
    for (let run = 0; run < 4; run++) {
      // the supervisors, two lists of children, teams, members
      expect(await countStatements(query, { n })).toBe(1 + 2 + 1 + 1)
    }
  }
})

test('runs one statement for the total count of a list in several orders', async () => {
  const query = `query ($n: Int, $after: String) { ${listed} { nodes { a: children { totalCount } b: children(orderBy: { field: NAME }) { totalCount } } } }`
  expect(await countStatements(query, { n: 10 })).toBe(1 + 2 + 1)
})

test('runs one statement each for the memberships, teams, supervisors and roots of an agent', async () => {
  const [few, many] = [randomUUID(), randomUUID()]
  const join = (agent: string, limit: number) =>
    api.pool.query(
      `INSERT INTO supervisor_team_members (team_id, agent_id)
       SELECT t.id, $1 FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id AND s.status <> 'TERMINATED' LIMIT $2`,
      [agent, limit],
    )
  await join(few, 1)
  await join(many, 80)
  const query =
    'query ($id: ID!) { agent(id: $id) { memberships(first: 100) { nodes { team { name supervisor { name root { name } } } } } } }'
  expect(await countStatements(query, { id: few })).toBe(4)
  expect(await countStatements(query, { id: many })).toBe(4)
})

test('runs three statements for 100 nodes, one for each table', async () => {
  const { rows } = await api.pool.query<{ id: string }>(
    `(SELECT id FROM supervisors LIMIT 34) UNION ALL (SELECT id FROM supervisor_teams LIMIT 33) UNION ALL (SELECT id FROM supervisor_team_members LIMIT 33)`,
  )
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
  expect(await countStatements(query, { ids: rows.map(({ id }) => id) })).toBe(3)
})

test('shares statements between concurrent requests', async () => {
  const query = `{ ${listed.replace('first: $n, after: $after', 'first: 10')} { totalCount nodes { children { nodes { teams { nodes { name } } } } } } }`
  const alone = await countStatements(query)
  expect(alone).toBe(4)
  api.statements.length = 0
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.request(query)))
  for (const { data } of answers) expect(data).toEqual(answers[0]?.data)
  expect(api.statements.length).toBeLessThan((10 * alone) / 2)
})

test('returns the right children to each of several concurrent requests with different filters', async () => {
  const children = (name: string) =>
    api.request<
      { supervisors: { nodes: { name: string; children: { nodes: { parent: { name: string } }[] } }[] } },
      object
    >(
      'query ($name: String) { supervisors(filter: { nameContains: $name, maxLevel: 1 }, first: 3) { nodes { name children { nodes { parent { name } } } } } }',
      { name },
    )
  const names = ['s1', 's2', 's3', 's11', 's99', 's100']
  const answers = await Promise.all(names.map(children))
  for (const [i, { data }] of answers.entries())
    for (const node of data?.supervisors.nodes ?? []) {
      expect(node.name).toContain(names[i])
      expect(node.children.nodes).toEqual([{ parent: { name: node.name } }, { parent: { name: node.name } }])
    }
})

describe('terminateSupervisor runs as many statements', () => {
  const subtree = async (size: number): Promise<string> => {
    const top = (await givenTree(api.pool, `top-${size}`))(`top-${size}`)
    await api.pool.query(
      `INSERT INTO supervisors (name, parent_id) SELECT 'x' || i, $1 FROM generate_series(1, $2::int) i`,
      [top, size],
    )
    await api.pool.query(
      `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 't' FROM supervisors WHERE parent_id = $1`,
      [top],
    )
    return top
  }

  test.each(['CASCADE', 'REPARENT'])('for a subtree of 500 supervisors as for one, with %s', async (policy) => {
    const counts = []
    for (const size of [1, 500]) {
      const id = await subtree(size)
      const parent = policy === 'REPARENT' ? root : null // REPARENT moves the children to this parent, so that their names do not collide with those of other roots
      await api.pool.query('UPDATE supervisors SET parent_id = $1 WHERE id = $2', [parent, id])
      const mutation = `mutation { result: terminateSupervisor(input: { id: "${id}", childPolicy: ${policy} }) { ... on TerminateSupervisorPayload { changed supervisor { status } } ... on Error { message } } }`
      counts.push(
        await countStatements(mutation, {}, { result: { changed: true, supervisor: { status: 'TERMINATED' } } }),
      )
      await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE name LIKE 'x%'`)
    }
    expect(counts[1]).toBe(counts[0])
    expect(counts[0]).toBeLessThan(11)
  })
})
