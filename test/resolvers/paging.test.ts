import { beforeAll, describe, expect, test } from 'vitest'
import { supervisorOrderFields } from '../../src/domain/glossary.ts'
import type { OrderDirection, SupervisorOrderField } from '../generated/graphql.ts'
import { graphql } from '../generated/index.ts'
import { expectPaged, type Fetch } from '../support/api/expectPaged.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let id: IdOf

const statuses = ['ACTIVE', 'SPAWNING', 'PAUSED', 'FAILED']

// many supervisors have equal names or times, so that pages also depend on the id
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [parent > below, sibling]')
  const children = Array.from(
    { length: 40 },
    (_, i) => [`n${i % 20}${i < 20 ? '' : 'x'}`, id('parent'), i % 5] as const,
  )
  const roots = Array.from({ length: 10 }, (_, i) => [`N${i}`, null, i % 5] as const)
  for (const [name, parent, moment] of [...children, ...roots])
    await api.pool.query(
      `INSERT INTO supervisors (name, parent_id, status, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)`,
      [
        name,
        parent,
        statuses[moment % 4],
        `2026-01-0${moment + 1}T00:00:00.000`,
        `2026-02-0${(moment % 2) + 1}T00:00:00.000`,
      ],
    )
})

async function idsBySql(sql: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await api.pool.query<{ id: string }>(sql, values)
  return rows.map((row) => row.id)
}

const supervisors = graphql(`
  query PagedSupervisors(
    $filter: SupervisorFilter
    $orderBy: SupervisorOrder
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    supervisors(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      edges {
        cursor
        node {
          id
        }
      }
    }
  }
`)
const columns = {
  CREATED_AT: 'created_at',
  UPDATED_AT: 'updated_at',
  STATUS_CHANGED_AT: 'status_changed_at',
  STATUS: `array_position('{FAILED,PAUSED,SPAWNING,ACTIVE,TERMINATED}'::text[], status::text)`,
  NAME: 'name',
}
const orders = supervisorOrderFields.flatMap((field) =>
  (['ASC', 'DESC'] as const).map((direction): [SupervisorOrderField, OrderDirection] => [field, direction]),
)

describe.each(orders)('supervisors by %s %s', (field, direction) => {
  test.each([1, 7, 54, 100])('are paged by %i without gap or duplicate, forwards and backwards', async (size) => {
    const expected = await idsBySql(
      `SELECT id FROM supervisors ORDER BY ${columns[field]} ${direction}, id ${direction}`,
    )
    const fetch: Fetch = async (page) =>
      (await api.data(supervisors, { ...page, orderBy: { field, direction } })).supervisors
    await expectPaged(fetch, expected, size)
  })
})

test('filtered supervisors are paged without gap or duplicate', async () => {
  const expected = await idsBySql(
    `SELECT id FROM supervisors WHERE parent_id = $1 AND name LIKE '%x' ORDER BY name, id`,
    [id('parent')],
  )
  const filter = { within: id('root'), nameContains: 'X', minLevel: 2 }
  const fetch: Fetch = async (page) =>
    (await api.data(supervisors, { ...page, filter, orderBy: { field: 'NAME', direction: 'ASC' } })).supervisors
  await expectPaged(fetch, expected, 6)
})

test('the default page has the 25 oldest supervisors', async () => {
  const expected = await idsBySql('SELECT id FROM supervisors ORDER BY created_at, id LIMIT 25')
  const { supervisors: page } = await api.data(supervisors, {})
  expect(page.edges.map(({ node }) => node.id)).toEqual(expected)
})

test('a page between two cursors has only the supervisors between them, and reports more on both sides', async () => {
  const { supervisors: all } = await api.data(supervisors, { first: 54 })
  const cursors = all.edges.map(({ cursor }) => cursor)
  const between = { after: cursors[9] ?? '', before: cursors[15] ?? '' }
  for (const size of [{ first: 100 }, { last: 100 }, { first: 5 }, { last: 5 }, {}]) {
    const { supervisors: page } = await api.data(supervisors, { ...between, ...size })
    expect(page.edges).toEqual(all.edges.slice(10, 15))
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
  }
  const { supervisors: first } = await api.data(supervisors, { ...between, first: 2 })
  expect(first.edges).toEqual(all.edges.slice(10, 12))
  const { supervisors: last } = await api.data(supervisors, { ...between, last: 2 })
  expect(last.edges).toEqual(all.edges.slice(13, 15))
})

test('the page after the last supervisor is empty, and so is the page before the first', async () => {
  const { supervisors: all } = await api.data(supervisors, { first: 54 })
  const none = { edges: [], pageInfo: { startCursor: null, endCursor: null } }
  const { supervisors: behind } = await api.data(supervisors, { after: all.edges.at(-1)?.cursor ?? '' })
  expect(behind).toMatchObject({ ...none, pageInfo: { hasNextPage: false, hasPreviousPage: true } })
  const { supervisors: before } = await api.data(supervisors, { before: all.edges[0]?.cursor ?? '' })
  expect(before).toMatchObject({ ...none, pageInfo: { hasNextPage: true, hasPreviousPage: false } })
})

test('a cursor stays valid if its supervisor leaves the list', async () => {
  const [first = '', second = '', third = ''] = await idsBySql('SELECT id FROM supervisors ORDER BY created_at, id')
  const { supervisors: page } = await api.data(supervisors, { first: 2 })
  await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id = $1`, [second])
  const { supervisors: next } = await api.data(supervisors, { first: 1, after: page.edges[1]?.cursor ?? '' })
  expect(next.edges.map(({ node }) => node.id)).toEqual([third])
  const { supervisors: previous } = await api.data(supervisors, { last: 1, before: page.edges[1]?.cursor ?? '' })
  expect(previous.edges.map(({ node }) => node.id)).toEqual([first])
})
