import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { connectRaw, maskedFrame, rawSocket, upgradeTo, type RawSocket } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi({ webSocket: { pingIntervalMs: 1_000, initTimeoutMs: 300 } })
const sockets = withSockets(api)

const subscription = 'subscription { supervisorEvents { ... on SupervisorEvent { type } } }'
const raw = (): Promise<RawSocket> => rawSocket(sockets.url)

/** An operation may outlive its connection, and must not be logged during the next test. */
afterEach(async () => {
  const count = (...messages: string[]): number => api.log.filter(({ msg }) => messages.includes(String(msg))).length
  await expect.poll(() => count('subscription started', 'operation ended')).toBe(count('incoming operation'))
})

describe('the connection of a client, and no other one, is closed', () => {
  const closedWith = async (violate: (socket: RawSocket) => void): Promise<number> => {
    const [other, socket] = await Promise.all([raw(), raw()])
    violate(socket)
    const code = await socket.closed
    other.subscribe('other', { query: '{ __typename }' })
    expect(await other.message('other')).toMatchObject({ payload: { data: { __typename: 'Query' } } })
    return code
  }

  test.each<[string, number, (socket: RawSocket) => void]>([
    [
      'after a message of more than 4 MiB',
      1009,
      ({ ws }) => {
        ws.send(`"${'x'.repeat(4 * 1024 * 1024)}"`)
      },
    ],
    [
      'after a message that is no JSON',
      4400,
      ({ ws }) => {
        ws.send('garbage')
      },
    ],
    [
      'after a binary message',
      4400,
      ({ ws }) => {
        ws.send(randomBytes(1_000))
      },
    ],
    [
      'after a million opening brackets',
      4400,
      ({ ws }) => {
        ws.send('['.repeat(1_000_000))
      },
    ],
    [
      'after a message of an unknown type',
      4400,
      ({ ws }) => {
        ws.send('{"type":"__proto__"}')
      },
    ],
    [
      'after a query that is no text',
      4400,
      ({ ws }) => {
        ws.send('{"type":"subscribe","id":"1","payload":{"query":5}}')
      },
    ],
    [
      'after variables that are a list',
      4400,
      ({ ws }) => {
        ws.send('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[]}}')
      },
    ],
    [
      'after two operations with the same id',
      4409,
      (socket) => {
        socket.subscribe('1', { query: subscription })
        socket.subscribe('1', { query: subscription })
      },
    ],
    [
      'after two connection_init messages',
      4429,
      (socket) => {
        socket.send({ type: 'connection_init' })
      },
    ],
  ])('%s, with the code %i', async (_, code, violate) => {
    expect(await closedWith(violate)).toBe(code)
    expect(api.log.filter(({ level }) => Number(level) >= 50)).toEqual([])
  })

  test('after an invalid frame, with the code 1002', async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/graphql'))
    await once(socket, 'data')
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.readUInt16BE(2)).toBe(1002)
    socket.destroy()
  })

  test('if it does not answer pings, while a client that answers stays connected', async () => {
    const answering = await raw()
    answering.subscribe('running', { query: subscription })
    await sockets.untilStarted()
    let pings = 0
    answering.ws.on('ping', () => pings++)
    const unresponsive = connectRaw(sockets.url, upgradeTo('/graphql'))
    unresponsive.write(maskedFrame({ type: 'connection_init' }))
    unresponsive.resume()
    await once(unresponsive, 'close')
    await expect.poll(() => pings, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)
    expect(answering.ws.readyState).toBe(WebSocket.OPEN)
  })

  test('if it does not read its results, and the server stops reading from it', async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/graphql'))
    socket.write(maskedFrame({ type: 'connection_init' }))
    await once(socket, 'data')
    socket.on('error', () => undefined)
    socket.pause()
    const ping = maskedFrame({ type: 'ping', payload: { x: 'x'.repeat(15 * 1024) } })
    for (let i = 0; i < 4_400; i++) socket.write(ping)
    // Each ping has a pong of the same size. The server stops reading while pongs are unread, and then disconnects.
    let unsentBytes = 0
    const isDisconnected = (): boolean => {
      if (!socket.destroyed) unsentBytes = socket.writableLength
      return socket.destroyed
    }
    await expect.poll(isDisconnected, { timeout: 5_000 }).toBe(true)
    expect(unsentBytes).toBeGreaterThan(2_200 * ping.length)
  })
})
