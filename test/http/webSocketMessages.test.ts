import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { maskedFrame, rawSocket, upgradeTo } from '../support/api/rawSocket.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

// the operations of a test wait for a lock: they must not time out on a busy machine
const api = withApi({ env: { REQUEST_TIMEOUT_MS: '60000' } })
const sockets = withSockets(api)

const connectionInit = (length: number): string => {
  const empty = JSON.stringify({ type: 'connection_init', payload: { token: '' } })
  return empty.replace('""', `"${'x'.repeat(length - empty.length)}"`)
}

describe('the connection is closed with 4400, and no warning is logged,', () => {
  test.each<[string, object]>([
    ['connection_ack', { type: 'connection_ack' }],
    ['next', { type: 'next', id: '1', payload: { data: null } }],
    ['error', { type: 'error', id: '1', payload: [{ message: 'no' }] }],
  ])('if a client sends the server message %s', async (_, message) => {
    const socket = await rawSocket(sockets.url)
    socket.send(message)
    expect(await socket.closed).toBe(4400)
    expect(api.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test.each<[string, string]>([
    ['connection_init', connectionInit(16 * 1024 + 1)],
    ['message before connection_init', JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(16 * 1024) } })],
    ['message that is no JSON', 'x'.repeat(16 * 1024 + 1)],
  ])('if a %s has more than 16 KiB', async (_, text) => {
    const socket = new WebSocket(sockets.url, 'graphql-transport-ws')
    const received: unknown[] = []
    socket.on('message', (data) => received.push(data))
    await once(socket, 'open')
    socket.send(text)
    expect((await once(socket, 'close'))[0]).toBe(4400)
    expect(received).toEqual([])
    expect(api.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test.each(['ping', 'pong', 'complete'])('if a %s of an authenticated client has more than 16 KiB', async (type) => {
    const socket = await rawSocket(sockets.url)
    socket.send({ type, id: '1', payload: { x: 'x'.repeat(16 * 1024) } })
    expect(await socket.closed).toBe(4400)
  })
})

test('a connection_init of 16 KiB is acknowledged', async () => {
  const socket = new WebSocket(sockets.url, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(connectionInit(16 * 1024))
  const [data] = (await once(socket, 'message')) as [Buffer]
  expect(data.toString()).toBe('{"type":"connection_ack"}')
  socket.close()
  await once(socket, 'close')
})

test('an empty operationName names no operation', async () => {
  const socket = await rawSocket(sockets.url)
  socket.subscribe('1', { query: 'query Named { __typename }', operationName: '' })
  expect(await socket.message('1')).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } })
  socket.ws.close()
})

test('a text message that is not UTF-8 closes the connection with 1007', async () => {
  const { hostname, port } = new URL(sockets.url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.write(upgradeTo('/graphql'))
  await once(socket, 'data')
  socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.readUInt16BE(2)).toBe(1007)
  socket.destroy()
})

test.each(['{"type":"ping"}', '{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}'])(
  'a flood of small messages such as %s delays no other client',
  async (message) => {
    const { hostname, port } = new URL(sockets.url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(upgradeTo('/graphql'))
    socket.write(maskedFrame({ type: 'connection_init' }))
    await once(socket, 'data')
    const count = 20_000
    const ids = Array.from({ length: count }, (_, i) => message.replace('"id":"1"', `"id":"${i}"`))
    socket.write(Buffer.concat(ids.map((each) => maskedFrame(JSON.parse(each) as object))))
    let received = 0
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1').split('"type"').length - 1))
    await expect.poll(() => received, { interval: 1 }).toBeGreaterThan(0)
    const before = received
    await api.request('{ __typename }')
    expect(received - before).toBeLessThan(count / 20) // a chunk of 64 KiB has more than this number
    socket.destroy()
  },
)

test('the messages of operations that wait count until they begin, and the client that holds the most is closed', async () => {
  const count = { query: '{ supervisors { totalCount } }' }
  const [large, small] = [await rawSocket(sockets.url), await rawSocket(sockets.url)]
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  for (let i = 0; i < 20; i++) large.subscribe(`${i}`, count)
  await untilWaiting(api.pool)
  const variables = { unused: 'x'.repeat(4_000_000) }
  small.subscribe('waits', count)
  for (let i = 20; i < 54; i++) large.subscribe(`${i}`, { ...count, variables })
  expect(await large.closed).toBe(1013)
  await holder.query('ROLLBACK')
  expect(await small.message('waits')).toMatchObject({ type: 'next' })
  for (let i = 0; i < 40; i++) {
    small.subscribe(`large ${i}`, { query: '{ __typename }', variables }) // nothing stays counted
    expect(await small.message(`large ${i}`)).toMatchObject({ payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] })
  }
  small.ws.close()
})
