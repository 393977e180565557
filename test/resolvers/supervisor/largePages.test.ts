import { beforeAll, describe, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { givenTree } from '../../support/database/givenTree.ts'

const api = withApi()
let root = ''

beforeAll(async () => {
  root = (await givenTree(api.pool, 'root'))('root')
  await api.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 's' || i, $1 FROM generate_series(1, 1200) i`,
    [root],
  )
})

interface Page {
  supervisors: { nodes?: { name: string }[]; edges?: unknown[]; pageInfo?: { hasNextPage: boolean; endCursor: string } }
}

test.each([
  ['ids and names', 'nodes { id name status version }'],
  ['edges', 'edges { cursor node { id name updatedAt } }'],
  ['a fragment', 'nodes { ...F ... on Supervisor { createdAt } } totalCount'],
])('a page of 1,000 supervisors with %s takes one statement', async (_name, selection) => {
  api.statements.length = 0
  const query = `{ supervisors(first: 1000) { ${selection} } } ${selection.includes('...F') ? 'fragment F on Supervisor { id }' : ''}`
  const { data, errors } = await api.request<Page, object>(query)
  expect(errors).toBe(undefined)
  expect((data?.supervisors.nodes ?? data?.supervisors.edges)?.length).toBe(1_000)
  expect(api.statements).toHaveLength(selection.includes('totalCount') ? 2 : 1)
})

test('large pages follow each other', async () => {
  const names: string[] = []
  for (let after: string | null = null, more = true; more;) {
    const { data }: { data: Page | null } = await api.request<Page, object>(
      `query ($after: String) { supervisors(first: 700, after: $after, filter: { parentId: "${root}" }) { nodes { name } pageInfo { hasNextPage endCursor } } }`,
      { after },
    )
    names.push(...(data?.supervisors.nodes ?? []).map(({ name }) => name))
    more = data?.supervisors.pageInfo?.hasNextPage ?? false
    after = data?.supervisors.pageInfo?.endCursor ?? null
  }
  expect(new Set(names).size).toBe(1_200)
  expect(names).toHaveLength(1_200)
})

describe('a page above 100 is refused', () => {
  test.each([
    'config',
    'description',
    'parent { id }',
    'children { nodes { id } }',
    'childCount',
    'effectiveStatus',
    'stats { supervisors }',
    '...F } } } fragment F on Supervisor { teams { nodes { id',
  ])('if its nodes select %s', async (field) => {
    const page = (first: number) => api.request(`{ supervisors(first: ${first}) { nodes { id ${field} } } }`)
    expect(await page(101)).toMatchObject({
      errors: [{ message: 'first: expected 1 to 100, got 101.', extensions: { code: 'BAD_USER_INPUT' } }],
    })
    expect(await page(100)).not.toHaveProperty('errors')
  })

  test.each(['children', 'descendants'])('of %s', async (list) => {
    expect(await api.request(`{ supervisor(id: "${root}") { ${list}(first: 101) { nodes { id } } } }`)).toMatchObject({
      errors: [{ message: 'first: expected 1 to 100, got 101.' }],
    })
  })
})
