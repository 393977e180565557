import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { authenticateLocally } from '../../src/auth/authenticate.ts'
import { createServices } from '../../src/createServices.ts'
import { createPipeline } from '../../src/graphql/createPipeline.ts'
import type { Operation } from '../../src/graphql/operation.ts'
import { createApp } from '../../src/http/createApp.ts'
import { createWebSocketServer } from '../../src/http/webSocket/graphqlOverWebSocket.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { connectRaw, rawSocket } from '../support/api/rawSocket.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
/** The operations that the pipeline has executed. */
const executed: Operation[] = []
let url = ''
let close = (): Promise<void> => Promise.resolve()

beforeAll(async () => {
  const { feed, createContext } = createServices({
    db: api.db,
    settings: { confirmAboveAgents: 10, maxChangeSize: 1_000_000 },
    onFeedError: () => undefined,
  })
  const pipeline = createPipeline({
    createContext,
    jit: false,
    introspection: false,
    notReady: () => null,
    maxRunning: 1_000,
    onRefused: () => undefined,
    onInternalError: () => undefined,
    onOperation: () => undefined,
  })
  const app = await createApp({
    logger: pino({ level: 'silent' }),
    pipeline: {
      ...pipeline,
      execute(operation) {
        executed.push(operation)
        return pipeline.execute(operation)
      },
      run(operation) {
        executed.push(operation)
        if (operation.operationName === 'Unserializable') return Promise.resolve({ data: { large: 1n } })
        return pipeline.run(operation)
      },
    },
    authenticate: authenticateLocally,
    credentialsRequired: () => false,
    trustProxy: [],
    publicUrl: undefined,
    metricsToken: undefined,
    createContext,
    checkReadiness: () => Promise.resolve(null),
    registry: createMetrics().registry,
    corsOrigins: [],
    landingPage: false,
    explorer: false,
    https: false,
    maxConnections: 100,
    onRefused: () => undefined,
    onExceeded: () => undefined,
    maxUnreadBytes: 1024 * 1024,
    webSocket: { sockets: createWebSocketServer(), maxWebSockets: 100, maxUnauthenticated: 100 },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql` // a listening TCP server has an AddressInfo
  close = async () => {
    await app.close()
    await feed.stop()
  }
})
beforeEach(() => {
  executed.length = 0
})
afterAll(() => close())

const listAll = { query: '{ supervisors { totalCount } }' }
const follow = { query: 'subscription { supervisorEvents { __typename } }' }
const gone = (): boolean[] => executed.map(({ client }) => client?.failure != null)

/** Blocks queries until the returned function is called. */
async function lockSupervisors(): Promise<() => Promise<unknown>> {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  return () => holder.query('ROLLBACK')
}
const post = (signal?: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(listAll),
    ...(signal && { signal }),
  })

describe('the client of an operation over HTTP', () => {
  test('is gone when it closes the connection before the response', async () => {
    const release = await lockSupervisors()
    const client = new AbortController()
    const answer = post(client.signal).catch(() => 'gone')
    await untilWaiting(api.pool)
    expect(gone()).toEqual([false])
    client.abort()
    expect(await answer).toBe('gone')
    await expect.poll(gone).toEqual([true])
    await release()
  })

  test('is gone for each of its pipelined requests', async () => {
    const release = await lockSupervisors()
    const body = JSON.stringify(listAll)
    const request = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const socket = connectRaw(url, request.repeat(3))
    await expect.poll(gone).toEqual([false, false, false])
    socket.destroy()
    await expect.poll(gone).toEqual([true, true, true])
    await release()
  })

  test('is not gone after it has received the response', async () => {
    expect(await (await post()).json()).toMatchObject({ data: {} })
    expect(await (await post()).json()).toMatchObject({ data: {} })
    expect(gone()).toEqual([false, false])
  })
})

describe('the client of an operation over WebSocket', () => {
  const socket = () => rawSocket(url.replace('http', 'ws'))

  test('is gone when it completes that operation', async () => {
    const release = await lockSupervisors()
    const client = await socket()
    client.subscribe('1', listAll)
    client.subscribe('2', listAll)
    await untilWaiting(api.pool)
    await expect.poll(gone).toEqual([false, false])
    client.send({ type: 'complete', id: '2' })
    await expect.poll(gone).toEqual([false, true])
    await release()
    expect(await client.message('1')).toMatchObject({ type: 'next' })
    expect(gone()).toEqual([false, true])
    client.ws.close()
  })

  test('is gone when the connection closes, for queries and subscriptions', async () => {
    const release = await lockSupervisors()
    const client = await socket()
    client.subscribe('1', follow)
    client.subscribe('2', listAll)
    await untilWaiting(api.pool)
    await expect.poll(gone).toEqual([false, false])
    client.ws.terminate()
    await expect.poll(gone).toEqual([true, true])
    await release()
  })
})

test('a result that cannot be sent ends only its operation', async () => {
  const client = await rawSocket(url.replace('http', 'ws'))
  client.subscribe('running', follow)
  client.subscribe('1', { query: 'query Unserializable { __typename }', operationName: 'Unserializable' })
  expect(await client.message('1')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  })
  client.subscribe('1', { query: '{ __typename }' })
  expect(await client.message('1')).toMatchObject({ type: 'next' })
  expect(gone()).toEqual([false, false, false])
  client.ws.close()
})
