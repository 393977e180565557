import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { graphql } from '../generated/index.ts'
import { connectRaw, rawSocket, upgradeTo, type RawSocket } from '../support/api/rawSocket.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const dashboard = 'https://dashboard.example.com'
const api = withApi({ corsOrigins: [dashboard], webSocket: { pingIntervalMs: 1_000, initTimeoutMs: 300 } })
const sockets = withSockets(api)

const subscription = 'subscription { supervisorEvents { ... on SupervisorEvent { type } } }'
const spawnDocument = graphql(`
  mutation SpawnOverWebSocket($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      ... on SpawnSupervisorPayload {
        supervisor {
          name
        }
      }
    }
  }
`)
const raw = (): Promise<RawSocket> => rawSocket(sockets.url)

/** The HTTP status of an attempt to connect: 101, or the status of the refusal. */
function statusOf(url: string, headers: Record<string, string>, protocol = 'graphql-transport-ws'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol, { headers })
    socket.once('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    socket.once('error', reject)
  })
}

describe('a connection', () => {
  test.each<[string, number, Record<string, string>]>([
    ['from a program, without an Origin header,', 101, {}],
    ['from an origin in CORS_ORIGINS', 101, { origin: dashboard }],
    ['from any other origin', 403, { origin: 'https://evil.example.com' }],
    ['from an origin that only begins like one in CORS_ORIGINS', 403, { origin: `${dashboard}.evil.example.com` }],
    ['from an opaque origin', 403, { origin: 'null' }],
    ['to a foreign host name that resolves to this machine', 403, { host: 'rebound.example.com' }],
    ['from the origin of such a host name', 403, { host: 'rebound.example.com', origin: 'http://rebound.example.com' }],
  ])('%s is answered with %i', async (_, status, headers) => {
    expect(await statusOf(sockets.url, headers)).toBe(status)
  })

  test('from the origin of the server is accepted', async () => {
    expect(await statusOf(sockets.url, { origin: sockets.url.replace(/^ws(.*)\/graphql$/, 'http$1') })).toBe(101)
  })

  test('to another path is refused with 404', async () => {
    for (const path of ['/', '/livez', '/graphql/', '/graphqlx'])
      expect(await statusOf(sockets.url.replace('/graphql', path), {})).toBe(404)
    expect(await statusOf(`${sockets.url}?a=b`, {})).toBe(101)
  })

  test('without the subprotocol is closed with 4406', async () => {
    const [code] = (await once(new WebSocket(sockets.url), 'close')) as [number]
    expect(code).toBe(4406)
  })

  test('without a connection_init message is closed with 4408', async () => {
    expect((await once(new WebSocket(sockets.url, 'graphql-transport-ws'), 'close'))[0]).toBe(4408)
  })

  test('that was refused is closed by the server if the client does not close it', async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/nowhere'), true)
    socket.resume()
    await once(socket, 'end')
    const connections = (): Promise<number> =>
      new Promise((resolve) => {
        api.app.server.getConnections((_error, count) => {
          resolve(count)
        })
      })
    await expect.poll(connections).toBe(0)
    socket.destroy()
  })

  test('that offers an upgrade to HTTP/2, as the Java client does, is served over HTTP/1.1', async () => {
    const body = JSON.stringify({ query: '{ __typename }' })
    const socket = connectRaw(
      sockets.url,
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    )
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk))
    socket.write(body.slice(5))
    await expect.poll(() => answer).toContain('{"data":{"__typename":"Query"}')
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    // the connection also serves the next request
    answer = ''
    socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => answer).toContain('{"status":"live"}')
    socket.destroy()
  })
})

describe('an operation', () => {
  test('that is invalid does not affect the next operation or running ones', async () => {
    const socket = await raw()
    socket.subscribe('running', { query: subscription })
    await sockets.untilStarted()
    for (const [i, query] of ['{ stats', '{ nothing }', '', 'subscription { nothing }'].entries()) {
      socket.subscribe(`invalid ${i}`, { query })
      expect(await socket.message(`invalid ${i}`)).toMatchObject({ type: 'error' })
    }
    socket.subscribe('right', { query: '{ __typename }' })
    expect(await socket.message('right')).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } })
    await api.pool.query(`INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text)`)
    expect(await socket.message('running')).toMatchObject({ type: 'next' })
  })

  test('can be a mutation, and completes after its result', async () => {
    const spawned = sockets.follow(spawnDocument, { name: 'by WebSocket' })
    await spawned.ended
    expect(spawned.answers).toMatchObject([{ data: { spawnSupervisor: { supervisor: { name: 'by WebSocket' } } } }])
    expect(spawned.end).toEqual({})
  })

  test('returns a request id that is also in the log', async () => {
    const socket = await raw()
    socket.subscribe('good', { query: 'query Named { __typename }', operationName: 'Named' })
    socket.subscribe('bad', { query: '{ nothing }' })
    const good = await socket.message<{ extensions: { requestId: string } }>('good')
    const bad = await socket.message<{ extensions: { requestId: string } }[]>('bad')
    for (const [id, requestId] of [
      ['good', good.payload.extensions.requestId],
      ['bad', bad.payload[0]?.extensions.requestId],
    ])
      expect(
        api.log.filter(({ reqId }) => reqId === requestId).map(({ operationId, msg }) => [operationId, msg]),
      ).toEqual([
        [id, 'incoming operation'],
        [undefined, 'operation'],
        [id, 'operation ended'],
      ])
    expect(api.log).toContainEqual(expect.objectContaining({ operationName: 'Named' }))
  })

  test('beyond 100 running ones is refused, and the running ones continue', async () => {
    const socket = await raw()
    for (let i = 0; i < 100; i++) socket.subscribe(`${i}`, { query: subscription })
    socket.subscribe('one more', { query: '{ __typename }' })
    expect(await socket.message('one more')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS', bound: 'openOperations', limit: 100, actual: 101 } }],
    })
    await sockets.untilStarted(100)
    await api.pool.query(`INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text)`)
    for (let i = 0; i < 100; i++) expect(await socket.message(`${i}`)).toMatchObject({ type: 'next' })
    socket.send({ type: 'complete', id: '0' })
    await expect
      .poll(async () => {
        socket.subscribe('again', { query: '{ __typename }' })
        return (await socket.message('again')).type
      })
      .toBe('next')
  })

  test('that the client completed early counts until it ends, and never begins if it was still waiting', async () => {
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    const socket = await raw()
    for (let i = 0; i < 100; i++) {
      socket.subscribe(`${i}`, { query: String(spawnDocument), variables: { name: `given up ${i}` } })
      socket.send({ type: 'complete', id: `${i}` })
    }
    socket.subscribe('one more', { query: '{ __typename }' })
    expect(await socket.message('one more')).toMatchObject({
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
    })
    await untilWaiting(api.pool)
    await holder.query('ROLLBACK')
    await expect.poll(() => api.log.filter(({ msg }) => msg === 'operation ended').length, { timeout: 10_000 }).toBe(20)
    socket.subscribe('again', { query: '{ __typename }' })
    expect(await socket.message('again')).toMatchObject({ type: 'next' })
    const { rows } = await api.pool.query(`SELECT FROM supervisors WHERE name LIKE 'given up %'`)
    expect(rows).toHaveLength(20)
  })
})
