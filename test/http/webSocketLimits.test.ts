import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { connectRaw, maskedFrame, rawSocket, upgradeTo, type RawSocket } from '../support/api/rawSocket.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi({
  limits: { maxWebSockets: 8, maxUnreadMegabytes: 24, maxRunningOperations: 30 },
  webSocket: { messageTimeoutMs: 300 },
})
const sockets = withSockets(api)

const subscription = 'subscription { supervisorEvents { ... on SupervisorEvent { type } } }'
const raw = (): Promise<RawSocket> => rawSocket(sockets.url)
const count = { query: '{ supervisors { totalCount } }' }

/** A result of `megabytes`. */
async function largeQuery(megabytes: number): Promise<string> {
  await api.pool.query(
    `INSERT INTO supervisors (name, description) SELECT 'large ' || i, repeat('x', 10000) FROM generate_series(1, 100) i
     ON CONFLICT DO NOTHING`,
  )
  const fields = Array.from({ length: megabytes }, (_, i) => `d${i}: description`)
  return `{ supervisors(first: 100, filter: { nameContains: "large" }) { nodes { ${fields.join(' ')} } } }`
}

describe('only the operation ends, and the connection stays open,', () => {
  test.each<[string, string, object, string]>([
    [
      'if its subscription is conditional',
      '1',
      {
        query: 'subscription ($a: Boolean!) { supervisorEvents @include(if: $a) { __typename } }',
        variables: { a: true },
      },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['if its id has more than 256 characters', 'i'.repeat(257), { query: '{ __typename }' }, 'BAD_REQUEST'],
    [
      'if its name has more than 256 characters',
      '1',
      { query: '{ a }', operationName: 'n'.repeat(257) },
      'BAD_REQUEST',
    ],
  ])('%s', async (_, id, payload, code) => {
    const socket = await raw()
    socket.subscribe('running', { query: subscription })
    await sockets.untilStarted()
    socket.send({ type: 'subscribe', id, payload })
    expect(await socket.message(id)).toMatchObject({ type: 'error', payload: [{ extensions: { code } }] })
    socket.subscribe('next', { query: '{ __typename }' })
    expect(await socket.message('next')).toMatchObject({ type: 'next' })
    await api.pool.query(`INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text)`)
    expect(await socket.message('running')).toMatchObject({ type: 'next' })
    socket.ws.close()
    await socket.closed
  })
})

test('the log has the first 100 characters of an id and of a name', async () => {
  const socket = await raw()
  socket.subscribe('i'.repeat(100_000), { query: '{ __typename }', operationName: 'n'.repeat(100_000) })
  const excess = { bound: 'operationIdLength', limit: 256, actual: 100_000 }
  expect(await socket.message('i'.repeat(100_000))).toMatchObject({ type: 'error', payload: [{ extensions: excess }] })
  expect(api.log).toContainEqual(
    expect.objectContaining({ operationId: 'i'.repeat(100), operationName: 'n'.repeat(100) }),
  )
  expect(JSON.stringify(api.log).length).toBeLessThan(5_000)
  socket.ws.close()
  await socket.closed
})

test('a handshake beyond MAX_WEBSOCKETS is refused with 503 until a connection closes', async () => {
  const open: RawSocket[] = []
  while (open.length < 8) open.push(await raw())
  await expect(raw()).rejects.toThrow('503')
  open[0]?.ws.close()
  await open[0]?.closed
  await expect
    .poll(() =>
      raw().then(
        (socket) => open.push(socket),
        () => 0,
      ),
    )
    .toBe(9)
  for (const { ws, closed } of open) {
    ws.close()
    await closed
  }
})

test('20 operations of one connection run at the same time, the others wait in order, and other connections do not wait', async () => {
  const [busy, other] = [await raw(), await raw()]
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  for (let i = 0; i < 25; i++) busy.subscribe(`${i}`, count)
  busy.send({ type: 'complete', id: '24' })
  busy.subscribe('last', { query: '{ __typename }' })
  await untilWaiting(api.pool)
  const begun = (): unknown[] =>
    api.log.filter(({ msg }) => msg === 'incoming operation').map(({ operationId }) => operationId)
  await expect.poll(() => begun().length).toBe(20)
  other.subscribe('other', { query: '{ __typename }' })
  expect(await other.message('other')).toMatchObject({ type: 'next' })
  expect(begun()).toHaveLength(21)
  await holder.query('ROLLBACK')
  expect(await busy.message('last')).toMatchObject({ type: 'next' })
  for (let i = 0; i < 24; i++) expect(await busy.message(`${i}`)).toMatchObject({ type: 'next' })
  expect(begun()).not.toContain('24')
  for (const { ws } of [busy, other]) ws.close()
})

test('operations beyond MAX_RUNNING_OPERATIONS are refused on both transports, and heartbeats are not', async () => {
  const connections = [await raw(), await raw()]
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisor_team_members IN ACCESS EXCLUSIVE MODE')
  const blocked = { query: '{ supervisors { nodes { teams { nodes { members { totalCount } } } } } }' }
  await api.pool.query(`INSERT INTO supervisors (id, name) VALUES ('11111111-1111-4111-8111-111111111111', 'beating')`)
  await api.pool.query(
    `INSERT INTO supervisor_teams (supervisor_id, name) VALUES ('11111111-1111-4111-8111-111111111111', 'team')`,
  )
  for (const { subscribe } of connections) for (let i = 0; i < 15; i++) subscribe(`${i}`, blocked)
  await untilWaiting(api.pool)
  await expect.poll(() => api.log.filter(({ msg }) => msg === 'incoming operation').length).toBe(30)

  const response = await api.app.inject({ method: 'POST', url: '/graphql', payload: count })
  expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1'])
  expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] })
  connections[0]?.subscribe('one more', count)
  expect(await connections[0]?.message('one more')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
  })
  const beat = 'mutation { heartbeat(input: { supervisorId: "11111111-1111-4111-8111-111111111111" }) { __typename } }'
  expect(await api.request(beat)).toMatchObject({ data: { heartbeat: {} } })

  await holder.query('ROLLBACK')
  for (const socket of connections) {
    for (let i = 0; i < 15; i++) expect(await socket.message(`${i}`)).toMatchObject({ type: 'next' })
    socket.ws.close()
  }
})

describe('clients that do not read', () => {
  test('are disconnected, and a client that reads is not', async () => {
    const query = await largeQuery(4)
    const reader = await raw()
    const stalled = [await raw(), await raw(), await raw()]
    for (const { ws } of stalled) ws.pause()
    for (const [i, socket] of stalled.entries())
      for (let k = 0; k < 5 * (i + 1); k++) socket.subscribe(`${k}`, { query })
    await expect
      .poll(() => api.log.filter(({ msg }) => msg === 'WebSocket closed: too much unread output').length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0)
    reader.subscribe('large', { query })
    // large results are serialized one after the other, those of the other clients first
    const received = await vi.waitFor(() => reader.message('large'), { timeout: 20_000 })
    expect(received).toMatchObject({ type: 'next' })
    for (const { ws } of stalled) ws.resume()
    // which of them holds the most at that moment depends on the order in which the results are serialized
    const code = await Promise.race(stalled.map(({ closed }) => closed))
    expect([1013, 1006]).toContain(code)
    for (const { ws } of [reader, ...stalled]) ws.close()
    const open = async (): Promise<number | undefined> =>
      readMetrics((await api.app.inject('/metrics')).body).hierarchy_websockets
    await expect.poll(open, { timeout: 5_000 }).toBe(0)
  })
})

describe('a client that sends slowly', () => {
  const begin = async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/graphql'))
    await once(socket, 'data')
    const received: Buffer[] = []
    socket.on('data', (chunk: Buffer) => received.push(chunk))
    return { socket, received }
  }

  test('is disconnected if a message does not arrive in time, even if pongs come between its fragments', async () => {
    const { socket, received } = await begin()
    socket.on('error', () => undefined)
    socket.write(maskedFrame({ type: 'ping', payload: { x: 'x'.repeat(40_000) } }).subarray(0, 20_000))
    await once(socket, 'close')
    expect(Buffer.concat(received).includes('A message did not arrive in time.')).toBe(true)
  })

  test('stays connected if its messages are complete', async () => {
    const socket = await raw()
    for (let i = 0; i < 10; i++) {
      socket.send({ type: 'pong', payload: { x: 'x'.repeat(10_000) } })
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    socket.subscribe('1', { query: '{ __typename }' })
    expect(await socket.message('1')).toMatchObject({ type: 'next' })
    socket.ws.close()
  })
})
