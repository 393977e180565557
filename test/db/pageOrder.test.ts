import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { childList, descendantList, supervisorList } from '../../src/db/queries/lists/supervisorLists.ts'
import { eventsOfSupervisor } from '../../src/db/queries/lists/eventLists.ts'
import { membershipsOfAgent, membersOfTeam } from '../../src/db/queries/lists/membershipLists.ts'
import { fetchPages, preparePages } from '../../src/db/queries/lists/pagedList.ts'
import { teamsOfSupervisor } from '../../src/db/queries/lists/teamLists.ts'
import { tokenList } from '../../src/db/queries/lists/tokenLists.ts'
import type { Queryable } from '../../src/db/database.ts'
import { withApi } from '../support/api/withApi.ts'

/** The statement of a page has no ORDER BY of its own: its only plan keeps the order of each page. */

const api = withApi()
const owners = Array.from({ length: 200 }, () => randomUUID())

const order = { field: 'NAME', direction: 'ASC' } as const
const page = { backward: false, limit: 25, after: null, before: null }
const statements = {
  children: preparePages(childList({ includeTerminated: false, order }), page),
  descendants: preparePages(descendantList({ includeTerminated: false, maxDepth: null }), page),
  supervisors: preparePages(supervisorList({ filter: {}, order }), page),
  // pages of one list differ by their cursors
  supervisorsOfSubtree: preparePages(
    supervisorList({ filter: { boundary: randomUUID() }, order: { field: 'CREATED_AT', direction: 'ASC' } }),
    { ...page, after: { key: '2030-01-16T00:00:00.000', id: randomUUID() } },
  ),
  teams: preparePages(teamsOfSupervisor(null), page),
  members: preparePages(membersOfTeam({ active: true, asOf: null }), page),
  memberships: preparePages(membershipsOfAgent({ active: null, asOf: null, boundary: null }), page),
  events: preparePages(eventsOfSupervisor({ filter: {}, newestFirst: true }), page),
  tokens: preparePages(tokenList({ boundary: null }), page),
}

test.each(Object.entries(statements))('a page of %s has a nested loop over the keys', async (_name, statement) => {
  let explained: unknown
  const explain: Queryable = {
    query: async ({ text, values }) => {
      const client = await api.pool.connect()
      try {
        // PostgreSQL avoids nested loops then, unless a statement has no other plan
        await client.query('SET enable_nestloop = off')
        const { rows } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values])
        explained = rows[0]
        return []
      } finally {
        client.release(true)
      }
    },
  }
  await fetchPages(
    explain,
    statement,
    owners.map((owner) => ({ owner, after: null, before: null })),
  )
  expect(explained).toMatchObject({
    'QUERY PLAN': [{ Plan: { 'Node Type': 'Nested Loop', Plans: [{ 'Node Type': 'Function Scan' }, {}] } }],
  })
})
