import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { createMetrics, watchSweepLag } from '../../src/observability/metrics.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi()
const sockets = withSockets(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, c]')
})

const scrape = async (): Promise<Readonly<Record<string, number>>> => {
  const response = await api.app.inject('/metrics')
  expect(response.statusCode).toBe(200)
  return readMetrics(response.body)
}
/** By how much each series moves while something is done; those that do not are left out. */
async function movedBy(work: () => Promise<unknown>, series: RegExp): Promise<Record<string, number>> {
  const before = await scrape()
  await work()
  const after = await scrape()
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, value]): [string, number] => [name, value - (before[name] ?? 0)])
      .filter(([name, moved]) => series.test(name) && moved !== 0),
  )
}
const answered = /^hierarchy_operation_seconds_count/
const operation = (name: string, outcome: string, transport = 'http'): string =>
  `hierarchy_operation_seconds_count{operation="${name}",outcome="${outcome}",transport="${transport}"}`

describe('operations are counted by their root field', () => {
  test.each([
    ['of a query, whatever it is called', 'query stats { mine: stats { teams } }', 'stats'],
    ['of a fragment', '{ ...A ...A } fragment A on Query { ...B } fragment B on Query { stats { teams } }', 'stats'],
    ['of a fragment without a name', '{ ... on Query { stats { teams } } }', 'stats'],
    ['twice the same', '{ a: stats { teams } b: stats { teams } }', 'stats'],
    ['beside its type', '{ __typename stats { teams } }', 'stats'],
    ['which is none of ours', '{ __schema { queryType { name } } }', '__schema'],
    ['of several', '{ stats { teams } eventCursor }', 'several'],
  ])('%s', async (_what, document, name) => {
    // often enough for it to be compiled
    const ask = async (): Promise<void> => {
      for (let times = 0; times < 5; times++) expect(await api.request(document)).not.toHaveProperty('errors')
    }
    expect(await movedBy(ask, answered)).toEqual({ [operation(name, 'ok')]: 5 })
  })

  const spawn = 'mutation ($input: SpawnSupervisorInput!) { spawnSupervisor(input: $input) { __typename } }'
  const deep = `{ supervisor(id: "${randomUUID()}") ${'{ parent '.repeat(60)} { id } ${'}'.repeat(60)} }`
  const taken = (): object => ({ input: { name: 'a', parentId: id('root') } })
  test.each<[string, string, object, string, string]>([
    ['a mutation', spawn, { input: { name: 'new' } }, 'spawnSupervisor', 'ok'],
    ['one that is refused in its union', spawn, {}, 'spawnSupervisor', 'NAME_TAKEN'],
    ['an id that is none', '{ supervisor(id: "x") { id } }', {}, 'supervisor', 'BAD_USER_INPUT'],
    ['a variable that is missing', '', { input: null }, 'spawnSupervisor', 'BAD_USER_INPUT'],
    ['too many levels', deep, {}, 'supervisor', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a subscription by HTTP',
      'subscription { supervisorEvents { __typename } }',
      {},
      'supervisorEvents',
      'BAD_REQUEST',
    ],
    ['no document', '{ stats', {}, 'none', 'GRAPHQL_PARSE_FAILED'],
    ['a field that there is not', '{ nothing }', {}, 'none', 'GRAPHQL_VALIDATION_FAILED'],
    ['brackets that are too many', '{a'.repeat(500), {}, 'none', 'GRAPHQL_VALIDATION_FAILED'],
  ])('and by how they ended: %s', async (_what, document, variables, name, outcome) => {
    const given = outcome === 'NAME_TAKEN' ? taken() : variables
    const moved = await movedBy(() => api.request(document || spawn, given), answered)
    expect(moved).toEqual({ [operation(name, outcome)]: 1 })
  })

  test('of several mutations the first that is refused counts', async () => {
    const document = `mutation {
      a: pauseSupervisor(input: { id: "${id('c')}" }) { __typename }
      b: activateSupervisor(input: { id: "${id('c')}" }) { __typename }
      c: pauseSupervisor(input: { id: "${randomUUID()}" }) { __typename }
    }`
    const moved = await movedBy(() => api.request(document), answered)
    expect(moved).toEqual({ [operation('several', 'INVALID_TRANSITION')]: 1 })
  })

  test('what a client can choose makes no series', async () => {
    const ask = async (): Promise<void> => {
      for (let i = 0; i < 400; i += 50)
        await Promise.all(
          Array.from({ length: 50 }, (_, n) =>
            api.request(`query Mine${i + n} { alias${i + n}: supervisor(id: "${randomUUID()}") { id } }`),
          ),
        )
    }
    const before = await scrape()
    expect(await movedBy(ask, answered)).toEqual({ [operation('supervisor', 'ok')]: 400 })
    const after = Object.keys(await scrape())
    expect(after.length - Object.keys(before).length).toBeLessThan(20) // the first of its kind, by time and by loader
    expect(after.join('\n')).not.toMatch(/Mine|alias/)
  })
})

test('over WebSocket they are counted too, and those who follow, while they do', async () => {
  const followed = sockets.follow('subscription { supervisorEvents { __typename } }')
  await expect
    .poll(scrape)
    .toMatchObject({ hierarchy_websockets: 1, hierarchy_feed_subscribers: 1, hierarchy_feed_dropped_total: 0 })
  expect(await scrape()).toMatchObject({ [operation('supervisorEvents', 'ok', 'websocket')]: 1 })
  await expect.poll(async () => (await scrape()).hierarchy_feed_lag_seconds).toBeLessThan(1)

  const asked = sockets.follow('{ stats { teams } }')
  await asked.ended
  expect(await scrape()).toMatchObject({ [operation('stats', 'ok', 'websocket')]: 1, hierarchy_websockets: 2 })

  followed.stop()
  await expect.poll(scrape).toMatchObject({ hierarchy_feed_subscribers: 0, hierarchy_feed_lag_seconds: 0 })
})

test('batches are counted by their loader, with how much they gathered', async () => {
  const ids = Array.from({ length: 12 }, () => randomUUID())
  const document = `{ ${ids.map((each, i) => `s${i}: supervisor(id: "${each}") { id }`).join(' ')} }`
  const moved = await movedBy(() => api.request(document), /^hierarchy_batch_keys/)
  const loader = 'loader="supervisorById"'
  expect(moved).toEqual({
    [`hierarchy_batch_keys_bucket{le="100",${loader}}`]: 1, // more than 10
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

test('statements are counted, and those that failed apart', async () => {
  const counted = /^hierarchy_statement_seconds_count/
  const ask = (): Promise<unknown> => api.request('{ supervisors { totalCount nodes { children { nodes { id } } } } }')
  expect(await movedBy(ask, counted)).toEqual({ 'hierarchy_statement_seconds_count{outcome="ok"}': 3 })
  expect(await movedBy(() => api.db.query('SELECT 1 / 0').catch(() => undefined), counted)).toEqual({
    'hierarchy_statement_seconds_count{outcome="error"}': 1,
  })
})

test('a transaction that is run again is counted', async () => {
  let attempts = 0
  const work = (): Promise<unknown> =>
    inTreeTransaction({ db: api.db, viewer: localAdmin }, { lock: 'none' }, (tx) =>
      tx.query(++attempts < 3 ? `DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$` : 'SELECT 1'),
    )
  expect(await movedBy(work, /retries/)).toEqual({ hierarchy_transaction_retries_total: 2 })
})

test('the pools say how many connections they have, and who waits for one', async () => {
  const { treePool } = api.db
  const held = await Promise.all(Array.from({ length: 4 }, () => treePool.connect()))
  const waiting = treePool.connect()
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

test.each([
  ['is NaN before the first round', () => Promise.resolve(null), NaN],
  ['is NaN where the database refuses to answer', () => Promise.reject(new Error('gone')), NaN],
  ['is NaN where the database does not answer, which nobody waits for', () => new Promise<never>(() => undefined), NaN],
  ['is in seconds', () => Promise.resolve(1_234), 1.234],
])('the lag of the sweeper %s', async (_what, readSweepLag, value) => {
  const metrics = createMetrics()
  watchSweepLag(metrics, readSweepLag)
  const text = await metrics.registry.metrics()
  expect(readMetrics(text).hierarchy_sweep_lag_seconds).toBe(value)
})

test('those who were too slow are counted, however often one asks', async () => {
  const metrics = createMetrics()
  const readFeed = (): { followers: number; lagMs: number; dropped: number } => ({
    followers: 2,
    lagMs: 50,
    dropped: 3,
  })
  metrics.watch({ pools: {}, readFeed, countSockets: () => 4 })
  for (let times = 0; times < 2; times++)
    expect(readMetrics(await metrics.registry.metrics())).toMatchObject({
      hierarchy_feed_dropped_total: 3,
      hierarchy_feed_subscribers: 2,
      hierarchy_feed_lag_seconds: 0.05,
      hierarchy_websockets: 4,
    })
})

test('docs/operations.md names each of them, and none that there is not', async () => {
  const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const [, table = ''] = /^## Metrics$(.+?)^## /ms.exec(page) ?? []
  const namesIn = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern))].toSorted()
  const shown = namesIn((await api.app.inject('/metrics')).body, /(?<=^# TYPE )hierarchy_\w+/gm)
  expect(namesIn(table, /\bhierarchy_\w+/g)).toEqual(shown)
  const series = shown.flatMap((name) => [name, `${name}_bucket`, `${name}_count`])
  expect(series).toEqual(expect.arrayContaining(namesIn(page, /\bhierarchy_\w+/g)))
})
