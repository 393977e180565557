import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { fetchAffected, fetchStateGroups, fetchSubtreeExtent } from '../../src/db/queries/subtrees.ts'
import { findSupervisorNode } from '../../src/db/queries/supervisors.ts'
import { inTreeTransaction, type Tx } from '../../src/db/treeTransaction.ts'
import { supervisorStatuses, type ChildPolicy } from '../../src/domain/glossary.ts'
import { planTermination } from '../../src/domain/termination.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
let db: Database
beforeAll(() => {
  const ignore = (): void => undefined
  db = openDatabase({ url: database.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
})
afterAll(() => db.close())
beforeEach(() => database.pool.query('TRUNCATE supervisors CASCADE'))

const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  inTreeTransaction({ db, viewer: localAdmin }, { lock: 'shared' }, work)

async function pathOf(tx: Tx, id: string): Promise<readonly string[]> {
  return (await findSupervisorNode(tx, id))?.path ?? []
}

/** A random tree, in which each row comes after its parent, the first row. TERMINATED rows have no live children. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), status: fc.constantFrom(...supervisorStatuses) }), { maxLength: 20 })
  .map((below) => {
    const rows = [{ id: randomUUID(), parentId: null as string | null, status: 'ACTIVE' }]
    for (const { parent, status } of below) {
      const above = rows[parent % rows.length]
      const isEnded = above?.status === 'TERMINATED'
      rows.push({ id: randomUUID(), parentId: above?.id ?? null, status: isEnded ? 'TERMINATED' : status })
    }
    return rows
  })

test('a subtree has the size, the states and the depth of its rows, in every tree', async () => {
  await database.pool.query('UPDATE hierarchy_settings SET max_level = 100')
  await fc.assert(
    fc.asyncProperty(trees, fc.nat(), async (rows, pick) => {
      await database.pool.query('TRUNCATE supervisors CASCADE')
      await database.pool.query(
        `INSERT INTO supervisors (id, name, status, parent_id)
         SELECT id, id::text, status, parent_id FROM unnest($1::uuid[], $2::text[], $3::uuid[]) r (id, status, parent_id)`,
        [rows.map(({ id }) => id), rows.map(({ status }) => status), rows.map(({ parentId }) => parentId)],
      )
      const id = rows[pick % rows.length]?.id ?? ''
      const subtree = rows.filter((row) => {
        for (let at: string | null | undefined = row.id; at; at = rows.find((each) => each.id === at)?.parentId)
          if (at === id) return true
        return false
      })
      const live = subtree.filter(({ status }) => status !== 'TERMINATED')
      const { extent, groups } = await inTransaction(async (tx) => {
        const path = await pathOf(tx, id)
        return { extent: await fetchSubtreeExtent(tx, path), groups: await fetchStateGroups(tx, path) }
      })

      expect(extent).toMatchObject({
        supervisors: subtree.length,
        live: live.length,
        liveChildren: live.filter(({ parentId }) => parentId === id).length,
      })
      const counts = Object.fromEntries(groups.map(({ status, count }) => [status, count]))
      for (const status of supervisorStatuses)
        expect(counts[status] ?? 0, status).toBe(live.filter((row) => row.status === status).length)
    }),
    { numRuns: 40 },
  )
})

test('supervisors with the highest incarnation are a group of their own', async () => {
  const id = await givenTree(database.pool, 'root > [a, b]')
  await database.pool.query('UPDATE supervisors SET incarnation = 2147483647 WHERE id = $1', [id('a')])
  const groups = await inTransaction((tx) => fetchStateGroups(tx, [id('root')]))

  expect(groups.toSorted((a, b) => a.incarnation - b.incarnation)).toEqual([
    { status: 'ACTIVE', incarnation: 1, count: 2 },
    { status: 'ACTIVE', incarnation: 2_147_483_647, count: 1 },
  ])
})

describe('the digest of a termination', () => {
  const digest = (target: string, policy: ChildPolicy): Promise<string> =>
    inTransaction(async (tx) => {
      const path = await pathOf(tx, target)
      const plan = planTermination(target, { ...(await fetchSubtreeExtent(tx, path)), liveChildren: 0 }, policy)
      return (await fetchAffected(tx, path, plan)).digest
    })

  test('is the same while the affected supervisors are the same', async () => {
    const id = await givenTree(database.pool, 'root > [a > b, c:TERMINATED]')
    const before = await digest(id('root'), 'CASCADE')
    await givenMember(database.pool, await givenTeam(database.pool, id('a'), 'team'), randomUUID())
    await database.pool.query(`UPDATE supervisors SET status = 'PAUSED', name = 'renamed' WHERE id = $1`, [id('a')])

    expect(await digest(id('root'), 'CASCADE')).toBe(before)
  })

  test('differs for each set of affected supervisors', async () => {
    const id = await givenTree(database.pool, 'root > [a > b, c]')
    const digests = [await digest(id('root'), 'REJECT'), await digest(id('root'), 'REPARENT')]
    for (const change of [
      'SELECT',
      `INSERT INTO supervisors (name, parent_id) VALUES ('d', '${id('root')}')`,
      `UPDATE supervisors SET status = 'TERMINATED' WHERE id = '${id('c')}'`,
    ]) {
      await database.pool.query(change)
      digests.push(await digest(id('root'), 'CASCADE'))
    }
    digests.push(await digest(id('root'), 'REPARENT'))

    expect(new Set(digests).size).toBe(digests.length)
  })
})

test('the statement timeout grows with the size of the subtree, until the transaction ends', async () => {
  const id = await givenTree(database.pool, 'root')
  await database.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 'n' || i, $1 FROM generate_series(2, 1000) i`,
    [id('root')],
  )
  const fetchTimeout = async (tx: Tx): Promise<string | undefined> =>
    (await tx.query<{ timeout: string }>(sql`SELECT current_setting('statement_timeout') AS timeout`))[0]?.timeout
  const timeouts = await inTransaction(async (tx) => {
    const before = await fetchTimeout(tx)
    await fetchSubtreeExtent(tx, await pathOf(tx, id('root')))
    return [before, await fetchTimeout(tx)]
  })

  expect(timeouts).toEqual(['15s', '15500ms'])
  expect(await inTransaction(fetchTimeout)).toBe('15s')
})
