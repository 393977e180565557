import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { beforeAll, expect, test } from 'vitest'
import type { StatementOptions } from '../../src/db/database.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { CancellationSource, ClientGoneError } from '../../src/domain/cancellation.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { withMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'

const api = withApi()
const { scrape, movedBy } = withMetrics(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, c]')
})

test('batches are counted by batch loader, with their number of keys', async () => {
  const ids = Array.from({ length: 12 }, () => randomUUID())
  const document = `{ ${ids.map((each, i) => `s${i}: supervisor(id: "${each}") { id }`).join(' ')} }`
  const moved = await movedBy(() => api.request(document), /^hierarchy_batch_keys/)
  const loader = 'loader="supervisorById"'
  expect(moved).toEqual({
    [`hierarchy_batch_keys_bucket{le="100",${loader}}`]: 1, // 12 keys, above the bucket of 10
    [`hierarchy_batch_keys_bucket{le="1000",${loader}}`]: 1,
    [`hierarchy_batch_keys_bucket{le="+Inf",${loader}}`]: 1,
    [`hierarchy_batch_keys_sum{${loader}}`]: 12,
    [`hierarchy_batch_keys_count{${loader}}`]: 1,
  })
  const heartbeat = `mutation { heartbeat(input: { supervisorId: "${id('a')}" }) { __typename } }`
  expect(await movedBy(() => api.request(heartbeat), /^hierarchy_batch_keys_count/)).toEqual({
    'hierarchy_batch_keys_count{loader="heartbeats"}': 1,
  })
})

test('statements are counted by outcome', async () => {
  const counted = /^hierarchy_statement_seconds_count/
  const ask = (): Promise<unknown> => api.request('{ supervisors { totalCount nodes { children { nodes { id } } } } }')
  expect(await movedBy(ask, counted)).toEqual({ 'hierarchy_statement_seconds_count{outcome="ok"}': 3 })
  expect(await movedBy(() => api.db.query(sql`SELECT 1 / 0`).catch(() => undefined), counted)).toEqual({
    'hierarchy_statement_seconds_count{outcome="error"}': 1,
  })
})

test('retries of a transaction are counted', async () => {
  let attempts = 0
  const work = (): Promise<unknown> =>
    inTreeTransaction({ db: api.db, viewer: localAdmin }, { lock: 'none' }, (tx) =>
      tx.query(
        ++attempts < 3 ? sql`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$` : sql`SELECT 1`,
      ),
    )
  expect(await movedBy(work, /retries/)).toEqual({ hierarchy_transaction_retries_total: 2 })
})

test('statements that wait for their share of the connections are counted by queue', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  // two of the five connections are for scans, and the groups differ, so that each is a statement
  const answers = [1, 2, 3, 4, 5].map((level) =>
    api.request(`{ supervisors(filter: { minLevel: ${level} }) { totalCount } }`),
  )
  const waiting = async (queue: string) => (await scrape())[`hierarchy_statements_waiting{queue="${queue}"}`]
  await expect.poll(() => waiting('scans')).toBe(3)
  expect(await waiting('large')).toBe(0)
  await holder.query('ROLLBACK')
  for (const answer of answers) expect((await answer).errors).toBe(undefined)
  expect(await waiting('scans')).toBe(0)
})

test('cancelled statements are counted by reason', async () => {
  const counted = /^hierarchy_statements_cancelled_total/
  const sleep = (how: StatementOptions) => api.db.query(sql`SELECT pg_sleep(20)`, how).catch(() => undefined)
  expect(await movedBy(() => sleep({ timeoutMs: 10 }), counted)).toEqual({
    'hierarchy_statements_cancelled_total{reason="slow"}': 1,
  })
  const cancellation = new CancellationSource()
  const abandon = async (): Promise<void> => {
    const slept = sleep({ cancellation, timeoutMs: 20_000 })
    await untilSleeping()
    cancellation.fail(new ClientGoneError())
    await slept
  }
  expect(await movedBy(abandon, counted)).toEqual({ 'hierarchy_statements_cancelled_total{reason="unneeded"}': 1 })
})

async function untilSleeping(): Promise<void> {
  const sleeping = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`
  await expect.poll(async () => (await api.pool.query(sleeping)).rowCount).toBe(1)
}

test('each connection pool reports its connections, its idle connections and its waiting requests', async () => {
  const { tree } = api.db.pools
  const held = await Promise.all(Array.from({ length: 4 }, () => tree.connect()))
  const waiting = tree.connect()
  expect(await scrape()).toMatchObject({
    'hierarchy_pool_connections{pool="tree"}': 4,
    'hierarchy_pool_idle_connections{pool="tree"}': 0,
    'hierarchy_pool_waiting{pool="tree"}': 1,
    'hierarchy_pool_waiting{pool="main"}': 0,
  })
  for (const client of held) client.release()
  ;(await waiting).release()
  expect(await scrape()).toMatchObject({
    'hierarchy_pool_idle_connections{pool="tree"}': 4,
    'hierarchy_pool_waiting{pool="tree"}': 0,
  })
})
