import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { findScans, recordStatements } from '../support/database/explainStatements.ts'
import { givenLargeHierarchy, largeIds } from '../support/database/largeHierarchy.ts'

const api = withApi()
let session: pg.Client
/** Tables whose rows do not grow with the fleet. */
const small = ['pg_database', 'count_progress', 'hierarchy_settings', 'sweeper', 'hierarchy_servers', 'api_tokens']

beforeAll(async () => {
  session = await api.session()
  await givenLargeHierarchy(session)
  await session.query('VACUUM ANALYZE')
}, 180_000)

interface Answer {
  readonly supervisors?: {
    readonly nodes: readonly unknown[]
    readonly pageInfo: { readonly endCursor: string | null }
  }
}

/** Asks for data, and for the large tables that the statements read from beginning to end. */
async function inspect(query: string, variables: object = {}): Promise<{ data: Answer; scans: string[] }> {
  let data: Answer = {}
  const sent = await recordStatements(async () => {
    const answer = await api.request<Answer, object>(query, variables)
    expect(answer.errors).toBeUndefined()
    data = answer.data ?? {}
  })
  expect(sent.length).toBeGreaterThan(0)
  const scans: string[] = []
  for (const statement of sent) scans.push(...(await findScans(session, statement)))
  return { data, scans: scans.filter((table) => !small.includes(table)) }
}

const { root, middle, team, agent } = largeIds
const page = '{ nodes { id name } pageInfo { hasNextPage endCursor } }'
const filters = {
  none: '{}',
  'including TERMINATED': '{ includeTerminated: true }',
  status: '{ status: [FAILED] }',
  problems: '{ problemsOnly: true }',
  roots: '{ rootsOnly: true }',
  parent: `{ parentId: "${middle}" }`,
  subtree: `{ within: "${middle}" }`,
  'large subtree': `{ within: "${root}" }`,
  agent: `{ agentId: "${agent}" }`,
  name: '{ nameContains: "reviewer-1234" }',
  'one common letter of a name': '{ nameContains: "r" }',
  'subtree and name': `{ within: "${middle}", nameContains: "viewer" }`,
  'two rare letters of a name': '{ nameContains: "zq" }',
}
const orders = ['CREATED_AT', 'UPDATED_AT', 'STATUS_CHANGED_AT', 'STATUS', 'NAME'].flatMap((field) =>
  ['ASC', 'DESC'].map((direction) => `{ field: ${field}, direction: ${direction} }`),
)

/** No index contains the rows of these filters in their order: PostgreSQL sorts the rows that it finds, or checks all rows. */
const sorted = ['including TERMINATED', 'status', 'problems'] as const
const walked = Object.entries(filters).filter(([name]) => !sorted.some((each) => each === name))

test.each(sorted)('a list of supervisors with the filter %s is read in each order', async (name) => {
  for (const order of orders) {
    const query = `query ($after: String) { supervisors(filter: ${filters[name]}, orderBy: ${order}, first: 10, after: $after) ${page} }`
    const { data } = await api.request<Answer, object>(query)
    const next = await api.request<Answer, object>(query, { after: data?.supervisors?.pageInfo.endCursor })
    expect([order, next.data?.supervisors?.nodes.length, next.errors]).toEqual([order, 10, undefined])
  }
})

describe.each(walked)('a list of supervisors with the filter %s', (_name, filter) => {
  test.each(orders)('reads no table from beginning to end in the order %s', async (order) => {
    const list = `supervisors(filter: ${filter}, orderBy: ${order},`
    const last = await inspect(`{ ${list} last: 10) ${page} }`)
    const query = `query ($after: String) { ${list} first: 10, after: $after) ${page} }`
    const first = await inspect(query)
    const next = await inspect(query, { after: first.data.supervisors?.pageInfo.endCursor ?? null })
    expect([last, first, next].flatMap(({ scans }) => scans)).toEqual([])
  })
})

test.each([
  ['children', `{ supervisor(id: "${middle}") { children(first: 10) ${page} } }`],
  ['children by name', `{ supervisor(id: "${middle}") { children(orderBy: { field: NAME }, last: 10) ${page} } }`],
  ['all children', `{ supervisor(id: "${middle}") { children(includeTerminated: true) ${page} childCount } }`],
  ['descendants', `{ supervisor(id: "${middle}") { descendants(first: 10) ${page} } }`],
  ['descendants of the root', `{ supervisor(id: "${root}") { descendants(last: 10, maxDepth: 2) ${page} } }`],
  ['their total count', `{ supervisor(id: "${middle}") { descendants { totalCount } children { totalCount } } }`],
  [
    'ancestors',
    `{ supervisors(filter: { parentId: "${middle}" }) { nodes { ancestors { id } root { id } blockedBy { id } health { state } } } }`,
  ],
  [
    'teams and members',
    `{ supervisor(id: "${middle}") { teams { nodes { memberCount members { totalCount nodes { id } } all: members(active: null) { nodes { id } } past: members(asOf: "2026-01-01T00:00:30Z") { nodes { id } } } } } }`,
  ],
  ['a team', `{ team(id: "${team}") { name supervisor { name } } }`],
  [
    'an agent',
    `{ agent(id: "${agent}") { memberships(active: null) { totalCount nodes { team { supervisor { name } } } } } }`,
  ],
  ['nodes', `{ nodes(ids: ["${root}", "${team}", "${agent}"]) { id } }`],
  ['events', '{ events(first: 10) { nodes { type } } }'],
  ['events of types', '{ events(types: [SUPERVISOR_SPAWNED], first: 10) { nodes { type } } }'],
  ['events of an actor', '{ events(actor: "actor 3", newestFirst: false, first: 10) { nodes { type } } }'],
  [
    'events of a time',
    '{ events(since: "2026-01-01T01:00:00Z", until: "2026-01-01T02:00:00Z") { totalCount nodes { type } } }',
  ],
  ['events of a subtree', `{ events(within: "${middle}", first: 10) { nodes { type } } }`],
  ['events of a supervisor', `{ supervisor(id: "${middle}") { events { totalCount nodes { type } } } }`],
  [
    'kept counts',
    '{ stats(maxAgeSeconds: 3600) { supervisors byStatus { count } maxLevel teams activeMemberships activeAgents } }',
  ],
  [
    'kept counts of subtrees',
    `{ supervisors(filter: { parentId: "${root}" }, first: 100) { nodes { stats(maxAgeSeconds: 3600) { supervisors teams activeAgents } } } }`,
  ],
  [
    'counts of a small subtree',
    `{ stats(within: "${middle}", maxAgeSeconds: 0) { supervisors byHealth { count } teams activeAgents } }`,
  ],
])('%s read no table from beginning to end', async (_name, query) => {
  expect((await inspect(query)).scans).toEqual([])
})
