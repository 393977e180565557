import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { withMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'

const api = withApi()
const sockets = withSockets(api)
const { scrape, movedBy } = withMetrics(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, c]')
})

const answered = /^hierarchy_operation_seconds_count/
const operation = (name: string, outcome: string, transport = 'http'): string =>
  `hierarchy_operation_seconds_count{operation="${name}",outcome="${outcome}",transport="${transport}"}`

describe('operations are counted by root field and outcome', () => {
  test.each([
    ['for a query with any operation name and alias', 'query stats { mine: stats { teams } }', 'stats'],
    [
      'for a field in fragments',
      '{ ...A ...A } fragment A on Query { ...B } fragment B on Query { stats { teams } }',
      'stats',
    ],
    ['for a field in an inline fragment', '{ ... on Query { stats { teams } } }', 'stats'],
    ['for the same field under two aliases', '{ a: stats { teams } b: stats { teams } }', 'stats'],
    ['for a field next to `__typename`', '{ __typename stats { teams } }', 'stats'],
    ['for an introspection field', '{ __schema { queryType { name } } }', '__schema'],
    ['for several fields, as `several`', '{ stats { teams } eventCursor }', 'several'],
  ])('%s', async (_name, document, name) => {
    // the first requests run in graphql-js, the later ones are compiled
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
    ['a refused mutation', spawn, {}, 'spawnSupervisor', 'NAME_TAKEN'],
    ['an id that is no UUID', '{ supervisor(id: "x") { id } }', {}, 'supervisor', 'BAD_USER_INPUT'],
    ['a variable that is missing', '', { input: null }, 'spawnSupervisor', 'BAD_USER_INPUT'],
    ['too many levels', deep, {}, 'supervisor', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a subscription over HTTP',
      'subscription { supervisorEvents { __typename } }',
      {},
      'supervisorEvents',
      'BAD_REQUEST',
    ],
    ['a syntax error', '{ stats', {}, 'none', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', {}, 'none', 'GRAPHQL_VALIDATION_FAILED'],
    ['too many nested brackets', '{a'.repeat(500), {}, 'none', 'GRAPHQL_VALIDATION_FAILED'],
  ])('for %s', async (_name, document, variables, name, outcome) => {
    const given = outcome === 'NAME_TAKEN' ? taken() : variables
    const moved = await movedBy(() => api.request(document || spawn, given), answered)
    expect(moved).toEqual({ [operation(name, outcome)]: 1 })
  })

  test('with the outcome of the first refused mutation if there are several', async () => {
    const document = `mutation {
      a: pauseSupervisor(input: { id: "${id('c')}" }) { __typename }
      b: activateSupervisor(input: { id: "${id('c')}" }) { __typename }
      c: pauseSupervisor(input: { id: "${randomUUID()}" }) { __typename }
    }`
    const moved = await movedBy(() => api.request(document), answered)
    expect(moved).toEqual({ [operation('several', 'INVALID_TRANSITION')]: 1 })
  })

  test('without a time series for each name that a client chooses', async () => {
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
    expect(after.length - Object.keys(before).length).toBeLessThan(20) // the buckets of the first such operation and of its batch loader
    expect(after.join('\n')).not.toMatch(/Mine|alias/)
  })
})

test('operations over WebSocket are counted, and subscribers while their subscriptions run', async () => {
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
