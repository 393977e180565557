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
