import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { fetchPages, isForSingleKey, preparePages } from '../../src/db/queries/lists/pagedList.ts'
import type { SupervisorRow } from '../../src/db/queries/rows.ts'
import { allColumns } from '../../src/domain/columns.ts'
import { supervisorList, type SupervisorFilter } from '../../src/db/queries/lists/supervisorLists.ts'
import type { Position } from '../../src/domain/page.ts'
import { readPlan } from '../support/database/readPlan.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

/** Pages of the supervisors of a subtree, in a hierarchy of 11,111 supervisors. */

/** Most entries of the index on paths that tell whether a subtree is large, and reads of the paths of single supervisors. */
const probed = 251 + 10

const db = withDatabase()
let session: pg.Client
let reader: Database
/** Supervisors of subtrees, by the number of supervisors in them. */
let tops: Readonly<Record<Size, string>>
type Size = 11_111 | 1_111 | 111 | 11

beforeAll(async () => {
  session = await db.session()
  await session.query('SET jit = off')
  reader = openDatabase({ url: db.url, poolSize: 2, onConnectionError: () => undefined, onRetry: () => undefined })
  await session.query(`SET session_replication_role = replica`) // no events
  await session.query(
    `WITH RECURSIVE tree AS (
       SELECT gen_random_uuid() AS id, NULL::uuid AS parent_id, '{}'::uuid[] AS above, 0 AS level
       UNION ALL
       SELECT gen_random_uuid(), t.id, t.above || t.id, t.level + 1 FROM tree t, generate_series(1, 10) WHERE t.level < 4
     )
     INSERT INTO supervisors (id, parent_id, name, status, path, hierarchy_level, created_at)
     SELECT id, parent_id, id::text, 'ACTIVE', above || id, level, date_trunc('hour', timestamp '2030-01-01' + random() * interval '30 days')
     FROM tree`,
  )
  await session.query('RESET session_replication_role')
  // ANALYZE, and no VACUUM: heartbeats change all pages again and again
  await session.query('ANALYZE supervisors')
  const { rows } = await session.query<{ path: string[] }>(
    'SELECT path FROM supervisors WHERE hierarchy_level = 3 ORDER BY path LIMIT 1',
  )
  const [root = '', large = '', small = '', smallest = ''] = rows[0]?.path ?? []
  tops = { 11_111: root, 1_111: large, 111: small, 11: smallest }
})

afterAll(() => reader.close())

interface PageOptions {
  readonly filter: SupervisorFilter
  readonly direction: 'ASC' | 'DESC'
  readonly backward: boolean
  /** A cursor in the middle of the times. */
  readonly isMiddle?: boolean
}

function planOf({ filter, direction, backward, isMiddle = false }: PageOptions) {
  const list = supervisorList({ filter, order: { field: 'CREATED_AT', direction } })
  const middle: Position = { key: '2030-01-16T00:00:00.000', id: '00000000-0000-0000-0000-000000000000' }
  const [after, before] = [isMiddle && !backward ? middle : null, isMiddle && backward ? middle : null]
  const statement = preparePages(list, { backward, limit: 50, after, before }, allColumns, isForSingleKey(list, 1))
  return readPlan(session, 'supervisors', (on) => fetchPages(on, statement, [{ owner: null, after, before }]))
}

const directions = [
  { direction: 'ASC', backward: false },
  { direction: 'ASC', backward: true },
  { direction: 'DESC', backward: false },
  { direction: 'DESC', backward: true },
] as const

describe.each(directions)('in the order $direction, backward $backward,', (direction) => {
  describe.each([false, true])('with a cursor %s,', (isMiddle) => {
    const page = (filter: SupervisorFilter) => planOf({ filter, ...direction, isMiddle })

    test('a page of a large subtree walks the index of creation times, and sorts no subtree', async () => {
      for (const size of [11_111, 1_111] as const) {
        const { indexes, rows, sorted } = await page({ boundary: tops[size] })
        expect(indexes).toContain('live_created_at')
        expect(indexes).not.toContain('all')
        // to learn that the subtree is large; one supervisor in ten, with a margin; the paths of the subqueries
        expect(rows).toBeLessThan(probed + (size === 11_111 ? 60 : 1_200))
        expect(sorted).toBeLessThan(110)
      }
    })

    test('a page of a small subtree reads the range of its paths', async () => {
      for (const size of [111, 11] as const) {
        const { indexes, rows } = await page({ boundary: tops[size] })
        expect(indexes.filter((index) => !['path', 'pkey'].includes(index))).toEqual([])
        expect(rows).toBeLessThan(3 * size + 10) // counted by the index; read by the index and the table
      }
    })

    test('a page within a subtree, for a caller that sees more, has the same plan', async () => {
      expect((await page({ within: tops[1_111] })).indexes).toContain('live_created_at')
      const inner = await page({ within: tops[1_111], boundary: tops[11_111], includeTerminated: true })
      expect(inner.indexes).toContain('created_at_id')
      expect(inner.rows).toBeLessThan(probed + 1_200)
    })

    test('a page within a subtree that the caller cannot see reads no supervisor of it', async () => {
      const { rows } = await page({ within: tops[11_111], boundary: tops[111] })
      expect(rows).toBeLessThan(10)
    })
  })
})

describe.each(directions)('in the order $direction, backward $backward,', ({ direction, backward }) => {
  test.each([11_111, 1_111, 111, 11] as const)(
    'the pages of a subtree of %i supervisors contain each of them once, in order',
    { timeout: 60_000 },
    async (size) => {
      const { rows } = await session.query<{ id: string }>(
        `SELECT id FROM supervisors WHERE $1 = ANY (path) ORDER BY created_at, id`,
        [tops[size]],
      )
      const sorted = rows.map(({ id }) => id)
      const list = supervisorList({ filter: { boundary: tops[size] }, order: { field: 'CREATED_AT', direction } })
      const read: string[] = []
      for (let from: Position | null = null; ;) {
        const key = { owner: null, after: backward ? null : from, before: backward ? from : null }
        const statement = preparePages(list, { ...key, backward, limit: 100 }, allColumns, isForSingleKey(list, 1))
        const [page = []] = await fetchPages<SupervisorRow>(reader, statement, [key])
        read.push(...page.slice(0, 100).map(({ id }) => id))
        const last = page[99]
        if (page.length <= 100 || !last) break
        from = list.sort.positionOf(last, null)
      }
      expect(read).toEqual((direction === 'ASC') === backward ? sorted.toReversed() : sorted)
    },
  )
})

describe('a walk', () => {
  test('gives up after 2,000 supervisors of the rest, and then sorts the subtree', async () => {
    // the newest supervisors of the hierarchy: a page from the oldest one would walk past all others
    await session.query('BEGIN; SET LOCAL session_replication_role = replica')
    await session.query(`UPDATE supervisors SET created_at = created_at + interval '1 year' WHERE $1 = ANY (path)`, [
      tops[1_111],
    ])
    await session.query('COMMIT')
    const filter = { boundary: tops[1_111] }
    const oldest = await planOf({ filter, direction: 'ASC', backward: false })
    expect(oldest.rows).toBeGreaterThan(2_000)
    expect(oldest.rows).toBeLessThan(probed + 2_000 + 3 * 1_111) // entries of old and new rows, and the rows
    const newest = await planOf({ filter, direction: 'DESC', backward: false })
    expect(newest.rows).toBeLessThan(probed + 60)
  })
})
