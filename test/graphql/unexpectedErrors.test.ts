import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { authenticateLocally } from '../../src/auth/authenticate.ts'
import type { CreateContext } from '../../src/context.ts'
import { createServices } from '../../src/createServices.ts'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
import { createPipeline } from '../../src/graphql/createPipeline.ts'
import { createApp } from '../../src/http/createApp.ts'
import { createWebSocketServer } from '../../src/http/webSocket/graphqlOverWebSocket.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi, type GraphQLAnswer } from '../support/api/withApi.ts'

const api = withApi()
let id: IdOf

beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors CASCADE')
  id = await givenTree(api.pool, 'root > [a, b]')
})

/** Renames a database function, so that statements fail without a fault of the client. */
const renamed = (from: string, to: string) => api.pool.query(`ALTER FUNCTION ${from} RENAME TO ${to}`)
const healthState = 'health_state(text, timestamp, integer)'
const locking = 'lock_hierarchy(boolean)'

function expectMasked(errors: Awaited<ReturnType<typeof api.request>>['errors'], path: string[] | undefined): void {
  expect(errors).toHaveLength(1)
  expect(errors?.[0]).toMatchObject({
    message: expect.not.stringMatching(/function|health_state|lock_hierarchy|postgres|SQL/i) as unknown,
    ...(path && { path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown },
  })
}

describe('an internal error in a query', () => {
  beforeEach(() => renamed(healthState, 'hidden'))
  afterEach(() => renamed('hidden(text, timestamp, integer)', 'health_state'))

  test('is masked, has an `errorId`, and nulls only the nearest nullable field', async () => {
    const query = `query ($id: ID!) { supervisor(id: $id) { health { state } } agent(id: $id) { id } }`
    for (let run = 0; run < 4; run++) {
      const { data, errors } = await api.request(query, { id: id('a') })
      expect(data).toEqual({ supervisor: null, agent: { id: id('a') } })
      expectMasked(errors, ['supervisor', 'health'])
    }
  })

  test('has a new `errorId` each time', async () => {
    const ids = new Set<string | undefined>()
    for (let run = 0; run < 4; run++)
      ids.add((await api.request('{ stats { byHealth { count } } }')).errors?.[0]?.extensions.errorId)
    expect(ids.size).toBe(4)
  })

  test('does not affect other requests in the same batch', async () => {
    const valid = api.request(`{ supervisor(id: "${id('a')}") { name } }`)
    const failing = api.request(`{ supervisor(id: "${id('a')}") { name health { state } } }`)
    expect((await valid).data).toEqual({ supervisor: { name: 'a' } })
    expect((await failing).data).toEqual({ supervisor: null })
  })
})

describe('an internal error in a mutation', () => {
  afterEach(() => renamed('hidden(boolean)', 'lock_hierarchy'))

  test.each([
    ['spawnSupervisor', () => `{ name: "x", parentId: "${id('a')}" }`],
    ['terminateSupervisor', () => `{ id: "${id('a')}" }`],
    ['createTeam', () => `{ supervisorId: "${id('a')}", name: "x" }`],
    ['addTeamMember', () => `{ teamId: "${randomUUID()}", agentId: "${randomUUID()}" }`],
  ])('is masked in %s, and nothing is changed', async (mutation, input) => {
    await renamed(locking, 'hidden')
    const before = await dumpTables(api.pool)
    const { data, errors } = await api.request(`mutation { ${mutation}(input: ${input()}) { __typename } }`)
    expect(data).toBe(null)
    expectMasked(errors, [mutation])
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

test('an internal error outside of any field answers 500 over HTTP', async () => {
  const { createContext, feed } = createServices({
    db: api.db,
    settings: { confirmAboveAgents: 10, maxChangeSize: 1_000_000 },
    onFeedError: () => undefined,
  })
  const budget = new RequestBudget(defaultLimits)
  budget.charge = () => {
    throw new TypeError('a defect')
  }
  const broken: CreateContext = (caller) => ({ ...createContext(caller), budget })
  const pipeline = createPipeline({
    createContext: broken,
    jit: true,
    introspection: true,
    notReady: () => null,
    maxRunning: 1_000,
    onRefused: () => undefined,
    onInternalError: () => undefined,
    onOperation: () => undefined,
  })
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    pipeline,
    authenticate: authenticateLocally,
    credentialsRequired: () => false,
    trustProxy: [],
    publicUrl: undefined,
    metricsToken: undefined,
    createContext: broken,
    checkReadiness: () => Promise.resolve(null),
    registry: new Registry(),
    corsOrigins: [],
    landingPage: true,
    explorer: false,
    https: false,
    maxConnections: 100,
    onRefused: () => undefined,
    onExceeded: () => undefined,
    maxUnreadBytes: 1024 * 1024,
    webSocket: { sockets: createWebSocketServer(), maxWebSockets: 100, maxUnauthenticated: 100 },
  })
  const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query: '{ __typename }' } })
  await app.close()
  await feed.stop()
  expect(response.statusCode).toBe(500)
  expectMasked(response.json<GraphQLAnswer<unknown>>().errors, undefined)
})
