import type pg from 'pg'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Queryable } from '../../../src/db/database.ts'
import { deleteExpiredEvents, fetchFeedPage } from '../../../src/db/queries/events.ts'
import { eventList, eventsOfSupervisor, type EventFilter } from '../../../src/db/queries/lists/eventLists.ts'
import { allColumns } from '../../../src/domain/columns.ts'
import { fetchPages, isForSingleKey, preparePages, type PagedList } from '../../../src/db/queries/lists/pagedList.ts'
import type { EventRow } from '../../../src/db/queries/rows.ts'
import { readPlan } from '../../support/database/readPlan.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
const EVENTS = 200_000
let session: pg.Client
let root = ''
let branch = ''
let leaf = ''

/** 2,551 supervisors in 50 branches with events. About one event in 10,000 has a rare type, and one a rare actor. */
beforeAll(async () => {
  session = await db.session()
  await session.query('SET jit = off')
  await session.query(
    `INSERT INTO supervisors (name) VALUES ('root');
     INSERT INTO supervisors (name, parent_id) SELECT 'branch ' || i, s.id FROM supervisors s, generate_series(1, 50) i;
     INSERT INTO supervisors (name, parent_id) SELECT 'leaf ' || i, s.id FROM supervisors s, generate_series(1, 50) i WHERE s.hierarchy_level = 1`,
  )
  await session.query(
    `WITH s AS MATERIALIZED (SELECT row_number() OVER (ORDER BY id) AS n, id, path FROM supervisors)
     INSERT INTO supervisor_events (type, at, actor, supervisor_id, version, path)
     SELECT CASE WHEN i % 10000 = 7 THEN 'SUPERVISOR_DELETED' WHEN i % 2 = 0 THEN 'MEMBER_JOINED' ELSE 'SUPERVISOR_STATUS_CHANGED' END,
       timestamp '2030-01-01' + i * interval '1 second', CASE WHEN i % 10000 = 9 THEN 'rare' ELSE 'orchestrator' END, s.id, 1, s.path
     FROM generate_series(1, ${EVENTS}) i JOIN s ON s.n = (i::bigint * 7919) % 2551 + 1
     ORDER BY i`,
  )
  await session.query('VACUUM ANALYZE supervisor_events')
  const { rows } = await session.query<{ id: string }>(
    'SELECT DISTINCT ON (hierarchy_level) id FROM supervisors ORDER BY hierarchy_level, id',
  )
  ;[root = '', branch = '', leaf = ''] = rows.map((row) => row.id)
})

const planOf = (run: (on: Queryable) => Promise<unknown>) => readPlan(session, 'supervisor_events', run)
const pageOf = (list: PagedList<EventRow>, owner: string | null = null, sequence: string | null = null) => {
  const after = sequence === null ? null : { key: sequence, id: null }
  const statement = preparePages(
    list,
    { backward: false, limit: 25, after, before: null },
    allColumns,
    isForSingleKey(list, 1),
  )
  return planOf((on) => fetchPages(on, statement, [{ owner, after, before: null }]))
}

const pages: [what: string, filter: () => EventFilter, index: string][] = [
  ['of all events', () => ({}), 'pkey'],
  ['within a leaf', () => ({ within: [leaf] }), 'within'],
  ['within a branch', () => ({ within: [branch] }), 'pkey'],
  ['within the root', () => ({ within: [root] }), 'pkey'],
  ['within a branch, for a caller bounded to the root,', () => ({ within: [branch, root] }), 'pkey'],
  ['within an unknown supervisor', () => ({ within: ['00000000-0000-0000-0000-000000000000'] }), 'within'],
  ['of a rare actor', () => ({ actor: 'rare' }), 'actor_sequence'],
  ['of a frequent actor', () => ({ actor: 'orchestrator' }), 'pkey'],
  ['of an unknown actor', () => ({ actor: 'nobody' }), 'actor_sequence'],
  ['of a rare type', () => ({ types: ['SUPERVISOR_DELETED'] }), 'type_sequence'],
  ['of rare types', () => ({ types: ['SUPERVISOR_DELETED', 'TEAM_DELETED'] }), 'type_sequence'],
  ['of a frequent type', () => ({ types: ['MEMBER_JOINED'] }), 'pkey'],
  ['of a rare and a frequent type', () => ({ types: ['SUPERVISOR_DELETED', 'MEMBER_JOINED'] }), 'pkey'],
]

describe.each([true, false])('with newestFirst %s, a page', (newestFirst) => {
  test.each(pages)('%s reads only a few rows by an index', async (_what, filter, index) => {
    const plan = await pageOf(eventList({ filter: filter(), newestFirst }))
    expect(plan.indexes).toContain(index)
    expect(plan.indexes).not.toContain('all')
    expect(plan.rows).toBeLessThan(5_000)
  })

  test.each([
    ['a period long ago', { since: '2030-01-01T01:00:00.000Z', until: '2030-01-01T02:00:00.000Z' }],
    ['all events since a time long ago', { since: '2030-01-01T01:00:00.000Z' }],
    ['all events until a time long ago', { until: '2030-01-01T02:00:00.000Z' }],
    ['a time in the future', { since: '2040-01-01T00:00:00.000Z' }],
    ['a time before the first event', { until: '2020-01-01T00:00:00.000Z' }],
  ])('of %s reads a range of sequences', async (_what, filter) => {
    const plan = await pageOf(eventList({ filter, newestFirst }))
    expect(plan.indexes).toEqual(['pkey'])
    expect(plan.rows).toBeLessThan(50)
  })

  test('after a cursor in the middle starts there', async () => {
    const plan = await pageOf(eventList({ filter: {}, newestFirst }), null, String(EVENTS / 2))
    expect(plan).toMatchObject({ indexes: ['pkey'] })
    expect(plan.rows).toBeLessThan(50)
  })

  test.each<[string, () => EventFilter]>([
    ['without a filter', () => ({})],
    ['filtered by a rare type', () => ({ types: ['SUPERVISOR_DELETED'] })],
    ['for a caller bounded to the root', () => ({ within: [root] })],
  ])('of one supervisor, %s, uses the index of supervisors', async (_what, filter) => {
    const plan = await pageOf(eventsOfSupervisor({ filter: filter(), newestFirst }), leaf)
    expect(plan.indexes).toContain('supervisor_id_sequence')
    expect(plan.rows).toBeLessThan(300)
  })
})

test('the search for expired events reads one batch, whether none or all are expired', async () => {
  for (const days of [1, -20_000]) {
    const plan = await planOf((on) => deleteExpiredEvents(on, days, 1_000, null))
    expect(plan.indexes).toEqual(['pkey'])
    expect(plan.rows).toBeLessThan(2_100)
  }
})

test('a page of the event feed reads no more events than its limit, wherever it starts', async () => {
  for (const after of ['0', String(EVENTS / 2), String(EVENTS)]) {
    const plan = await planOf((on) =>
      fetchFeedPage(on, after, { upTo: String(2 * EVENTS), events: 100, bytes: 1_000_000 }),
    )
    expect(plan.indexes).toEqual(['pkey'])
    expect(plan.rows).toBeLessThan(110)
  }
})
