import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { fetchCounts, fetchPages, preparePages } from '../../src/db/queries/lists/pagedList.ts'
import { supervisorList, type SupervisorFilter } from '../../src/db/queries/lists/supervisorLists.ts'
import type { SupervisorOrderField } from '../../src/domain/glossary.ts'
import { TypedDocumentString } from '../generated/graphql.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'
import { recordStatements } from '../support/database/explainStatements.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { readPlan } from '../support/database/readPlan.ts'

/** A list of a limited caller must not read what matches its filter outside: its time would tell how much that is. */

const api = withApi()
const execute = withViewer(api)
let session: pg.Client
let id: IdOf
const own = 100
const outside = 5_000
const unknownId = randomUUID()
/** The scope of a fleet of a caller without a limit. */
const wholeHierarchy = '00000000-0000-0000-0000-000000000000'
/** What a list of supervisors reads from. */
const tables = ['supervisors', 'fleet_supervisors']

beforeAll(async () => {
  session = await api.session()
  await session.query('SET jit = off')
  id = await givenTree(api.pool, 'root > [mine, theirs]')
  const addChildren = (name: string, count: number, below: string) =>
    session.query(`INSERT INTO supervisors (name, parent_id) SELECT $1 || i, $3 FROM generate_series(1, $2::int) i`, [
      name,
      count,
      id(below),
    ])
  await addChildren('own-', own, 'mine')
  await addChildren('secret-', outside, 'theirs')
  await session.query(`UPDATE supervisors SET status = 'FAILED' WHERE parent_id = $1`, [id('theirs')])
  // outside: one large fleet, and many fleets that use the same key; inside: a fleet of a caller with the same limit
  await session.query(
    `INSERT INTO fleet_supervisors (supervisor_id, scope, fleet, key)
     SELECT id, $2, CASE WHEN n % 2 = 0 THEN 'large' ELSE 'fleet-' || n END, CASE WHEN n % 2 = 0 THEN 'key-' || n ELSE 'shared' END
     FROM (SELECT id, row_number() OVER () AS n FROM supervisors WHERE parent_id = $1) theirs`,
    [id('theirs'), wholeHierarchy],
  )
  await session.query(
    `INSERT INTO fleet_supervisors (supervisor_id, scope, fleet, key)
     SELECT id, $1, 'own', 'key-' || row_number() OVER () FROM supervisors WHERE parent_id = $1`,
    [id('mine')],
  )
  await session.query('VACUUM ANALYZE')
})

const filters: [name: string, filter: () => SupervisorFilter][] = [
  ['a text that only names outside contain', () => ({ nameContains: 'secret' })],
  ['a text that no name contains', () => ({ nameContains: 'zzzzzz' })],
  ['the parent of many supervisors outside', () => ({ parentId: id('theirs') })],
  ['an unknown parent', () => ({ parentId: unknownId })],
  ['a subtree outside', () => ({ within: id('theirs') })],
  ['a status that only supervisors outside have', () => ({ status: ['FAILED'] })],
  ['a status that no supervisor has', () => ({ status: ['PAUSED'] })],
  ['problems, which are all outside', () => ({ problemsOnly: true })],
  ['a health that only supervisors outside have', () => ({ health: ['NOT_MONITORED'] })],
  ['a level', () => ({ minLevel: 1 })],
  ['a fleet that owns only supervisors outside', () => ({ fleet: 'large' })],
  ['a key that only supervisors outside have', () => ({ key: 'shared' })],
  ['a path of names that only supervisors outside have', () => ({ path: ['mine', 'secret'] })],
]

describe.each(filters)('a list with %s', (_, filterOf) => {
  const listFor = (field: SupervisorOrderField) =>
    supervisorList({ filter: { ...filterOf(), boundary: id('mine') }, order: { field, direction: 'ASC' } })
  /** The supervisors of the subtree and their index entries, and reads of single supervisors. */
  const most = 2 * own + 10

  test.each(['CREATED_AT', 'UPDATED_AT', 'STATUS_CHANGED_AT', 'NAME'] as const)(
    'reads only the subtree in the order %s',
    async (field) => {
      const list = listFor(field)
      const pages = preparePages(list, { backward: false, limit: 10, after: null, before: null })
      for (const table of tables) {
        const { rows } = await readPlan(session, table, (on) =>
          fetchPages(on, pages, [{ owner: null, after: null, before: null }]),
        )
        expect(rows).toBeLessThanOrEqual(most)
      }
    },
  )

  test('counts only the subtree', async () => {
    for (const table of tables) {
      const { rows } = await readPlan(session, table, (on) => fetchCounts(on, listFor('NAME'), [null]))
      expect(rows).toBeLessThanOrEqual(most)
    }
  })
})

test('events of a supervisor outside are not looked up by its id', async () => {
  const document = new TypedDocumentString<{ events: { totalCount: number } }, object>(
    'query ($id: ID!) { events(within: $id) { totalCount nodes { type } } }',
  )
  /** The lists of ids by which events are looked up in the index. */
  const lookedUp = async (within: string): Promise<unknown[]> => {
    const sent = await recordStatements(async () => {
      expect(await execute({ within: id('mine') }, document, { id: within })).not.toHaveProperty('errors')
    })
    const lists = sent
      .filter(({ text }) => text.includes('supervisor_events e'))
      .flatMap(({ values }) => values.filter((value) => Array.isArray(value) && value.includes(id('mine'))))
    expect(lists).toHaveLength(2) // of the page, and of its count
    return lists
  }
  const byBoundary = [[id('mine')], [id('mine')]]
  for (const within of [id('theirs'), id('root'), unknownId]) expect(await lookedUp(within)).toEqual(byBoundary)
  const { rows } = await api.pool.query<{ id: string }>(`SELECT id FROM supervisors WHERE name = 'own-7'`)
  const visible = rows[0]?.id ?? ''
  expect(await lookedUp(visible)).toEqual([
    [visible, id('mine')],
    [visible, id('mine')],
  ])
})
