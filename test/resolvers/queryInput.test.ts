import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withRawPost } from '../support/api/withRawPost.ts'

const api = withApi()
const post = withRawPost(api)
let id: IdOf
let team = ''
const agent = randomUUID()

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, c]')
  team = await givenTeam(api.pool, id('root'), 'team')
  await givenTeam(api.pool, id('root'), 'team 2')
  await givenMember(api.pool, team, agent)
  await givenMember(api.pool, team, randomUUID())
})

type Answer = Awaited<ReturnType<typeof post>>
function expectBadInput(answer: Answer): void {
  expect(answer.errors).toHaveLength(1)
  expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })
}
/** Sends a query. `<1e999>` in the variables stands for that number, which JSON.stringify cannot write. */
const sendQuery = (query: string, variables: Record<string, unknown>): Promise<Answer> =>
  post(JSON.stringify({ query, variables }).replaceAll('"<1e999>"', '1e999'))

const invalidIds = [
  'x',
  '',
  5,
  '<1e999>',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  `${randomUUID()}\n`,
  'a\0b',
  '\ud800',
  'x'.repeat(100_000),
]

describe('a query refuses, without a statement,', () => {
  afterEach(() => {
    expect(api.statements).toEqual([])
  })

  test.each([
    ['supervisor', 'query ($id: ID!) { supervisor(id: $id) { id } }'],
    ['team', 'query ($id: ID!) { team(id: $id) { id } }'],
    ['agent', 'query ($id: ID!) { agent(id: $id) { id } }'],
    ['node', 'query ($id: ID!) { node(id: $id) { id } }'],
    ['nodes', 'query ($id: ID!) { nodes(ids: ["00000000-0000-0000-0000-000000000000", $id]) { id } }'],
    ['stats', 'query ($id: ID!) { stats(within: $id) { supervisors } }'],
    ['filter.within', 'query ($id: ID!) { supervisors(filter: { within: $id }) { totalCount } }'],
    ['filter.parentId', 'query ($id: ID!) { supervisors(filter: { parentId: $id }) { totalCount } }'],
    ['filter.agentId', 'query ($id: ID!) { supervisors(filter: { agentId: $id }) { totalCount } }'],
  ])('an id that is no UUID in %s', async (_field, query) => {
    for (const invalidId of invalidIds) expectBadInput(await sendQuery(query, { id: invalidId }))
  })

  test.each([
    ['a NUL', 'a\0'],
    ['a lone surrogate', '\ud800'],
    ['the second half of a surrogate pair', '\udc00b'],
    ['10,001 characters', 'a'.repeat(10_001)],
  ])('%s in `nameContains`, `fleet`, `key` and `path`', async (_name, text) => {
    for (const field of ['nameContains', 'fleet', 'key', 'path'])
      expectBadInput(
        await sendQuery(`query ($t: String) { supervisors(filter: { ${field}: $t }) { totalCount } }`, { t: text }),
      )
  })

  test.each([2 ** 31, -(2 ** 31) - 1, 0.5, '<1e999>', '5', true])('%j as `minLevel`', async (level) => {
    const query = 'query ($n: Int) { supervisors(filter: { minLevel: $n }) { totalCount } }'
    expectBadInput(await sendQuery(query, { n: level }))
  })
})

const paged = 'first: $first, after: $after, last: $last, before: $before'
const page = '{ edges { cursor } }'
/** Every connection, each in one order, and `Query.supervisors` in three. */
const connections: [name: string, owner: () => string, list: string][] = [
  ['Query.supervisors', () => '', `list: supervisors(${paged}) ${page}`],
  [
    'Query.supervisors by name',
    () => '',
    `list: supervisors(orderBy: { field: NAME, direction: ASC }, ${paged}) ${page}`,
  ],
  [
    'Query.supervisors by name, descending',
    () => '',
    `list: supervisors(orderBy: { field: NAME, direction: DESC }, ${paged}) ${page}`,
  ],
  ['Supervisor.children', () => id('root'), `owner: supervisor(id: $id) { list: children(${paged}) ${page} }`],
  ['Supervisor.descendants', () => id('root'), `owner: supervisor(id: $id) { list: descendants(${paged}) ${page} }`],
  ['Supervisor.teams', () => id('root'), `owner: supervisor(id: $id) { list: teams(${paged}) ${page} }`],
  ['SupervisorTeam.members', () => team, `owner: team(id: $id) { list: members(${paged}) ${page} }`],
  ['Agent.memberships', () => agent, `owner: agent(id: $id) { list: memberships(${paged}) ${page} }`],
]
const documentOf = (list: string) =>
  `query ($id: ID = "", $first: Int, $after: String, $last: Int, $before: String) { ${list} used: __typename @skip(if: false) ...Used }
   fragment Used on Query { unused: node(id: $id) @include(if: false) { id } }`

async function cursorsOf([, owner, list]: (typeof connections)[number]): Promise<string[]> {
  const { data, errors } = await sendQuery(documentOf(list), { id: owner() })
  if (!data) throw new Error(JSON.stringify(errors))
  const { list: edges } = (data.owner ?? data) as { list: { edges: { cursor: string }[] } }
  return edges.edges.map(({ cursor }) => cursor)
}

describe.each(connections)('the pages of %s', (...connection) => {
  const [, owner, list] = connection
  const readPage = (args: Record<string, unknown>) => sendQuery(documentOf(list), { id: owner(), ...args })

  test.each([
    { first: 0 },
    { first: -1 },
    { first: 1001 },
    { first: 2 ** 31 - 1 },
    { first: 2 ** 31 },
    { first: 1.5 },
    { first: '<1e999>' },
    { last: 0 },
    { last: -1 },
    { last: 1001 },
    { first: 1, last: 1 },
    { first: 0, last: 0 },
  ])('refuse %j', async (args) => {
    expectBadInput(await readPage(args))
  })

  test('accept only cursors of this list', async () => {
    const [cursor = ''] = await cursorsOf(connection)
    expect((await readPage({ after: cursor })).errors).toBe(undefined)
    const text = Buffer.from(cursor, 'base64url').toString()
    const encoded = (other: string) => Buffer.from(other).toString('base64url')
    const forgeries = [
      '',
      'x',
      '\0',
      '\ud800',
      'a'.repeat(100_000),
      cursor.slice(1),
      cursor.slice(0, -1),
      `${cursor}=`,
      `${cursor} `,
      `${cursor.slice(0, 10)}${cursor.charAt(10) === 'x' ? 'y' : 'x'}${cursor.slice(11)}`,
      cursor.toUpperCase(),
      Buffer.from(text).toString('hex'),
      text,
      encoded(text.replace(',', ', ')),
      encoded(text.replace(/\d{4}-\d\d-\d\dT/, '2026-02-31T').replace(/^(?!.*02-31)/, ' ')),
      encoded(text.replace(/"[^"]*"\]$/, '"ffffffff"]')),
      encoded(text.replace(/"[^"]*"\]$/, '5]')),
      encoded(text.replace(/"[^"]*"\]$/, '"\\u0000"]')),
      encoded(`[${text}]`),
    ]
    for (const forgery of forgeries) {
      expectBadInput(await readPage({ after: forgery }))
      expectBadInput(await readPage({ before: forgery, last: 3 }))
    }
  })

  test('refuse the cursors of every other list', async () => {
    for (const other of connections) {
      if (other[2] === list) continue
      for (const cursor of await cursorsOf(other)) {
        expectBadInput(await readPage({ after: cursor }))
        expectBadInput(await readPage({ before: cursor }))
      }
    }
  })
})

test.each([
  ['{ nope }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisor { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisors(first: "1") { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisors(first: 2147483648) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisors(filter: { status: [LAZY] }) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisors(filter: { __proto__: {} }) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['{ supervisors(filter: { nameContains: "\ud800" }) { totalCount } }', 'GRAPHQL_PARSE_FAILED'],
  ['{ supervisors(filter: { nameContains: "\\ud800" }) { totalCount } }', 'GRAPHQL_PARSE_FAILED'],
  ['{ stats', 'GRAPHQL_PARSE_FAILED'],
  ['query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
  ['query ($id: ID!) { node(id: $id) { id } }', 'BAD_USER_INPUT'],
])('the document %s is refused with %s and a message for the client', async (query, code) => {
  const { errors } = await sendQuery(query, {})
  expect(errors?.[0]?.extensions).toEqual({ code })
  expect(errors?.[0]?.message).not.toMatch(/went wrong/)
})
