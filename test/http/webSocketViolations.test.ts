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

/** An operation may outlive its connection. It must not be logged during the next test. */
afterEach(async () => {
  const count = (...messages: string[]): number => api.log.filter(({ msg }) => messages.includes(String(msg))).length
  await expect.poll(() => count('subscription started', 'operation completed')).toBe(count('incoming operation'))
})

describe('a client that breaks the rules loses its own connection, and no other:', () => {
  const closedWith = async (break_: (socket: RawSocket) => void): Promise<number> => {
    const [other, socket] = await Promise.all([raw(), raw()])
    break_(socket)
    const code = await socket.closed
    other.subscribe('other', { query: '{ __typename }' })
    expect(await other.message('other')).toMatchObject({ payload: { data: { __typename: 'Query' } } })
    return code
  }

  test.each<[string, number, (socket: RawSocket) => void]>([
    [
      'with a message of more than 4 MiB',
      1009,
      ({ ws }) => {
        ws.send(`"${'x'.repeat(4 * 1024 * 1024)}"`)
      },
    ],
    [
      'with what is no JSON',
      4400,
      ({ ws }) => {
        ws.send('garbage')
      },
    ],
    [
      'with bytes',
      4400,
      ({ ws }) => {
        ws.send(randomBytes(1_000))
      },
    ],
    [
      'with brackets without end',
      4400,
      ({ ws }) => {
        ws.send('['.repeat(1_000_000))
      },
    ],
    [
      'with a message of no type',
      4400,
      ({ ws }) => {
        ws.send('{"type":"__proto__"}')
      },
    ],
    [
      'with a document that is none',
      4400,
      ({ ws }) => {
        ws.send('{"type":"subscribe","id":"1","payload":{"query":5}}')
      },
    ],
    [
      'with variables that are a list',
      4400,
      ({ ws }) => {
        ws.send('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }","variables":[]}}')
      },
    ],
    [
      'with the same id twice',
      4409,
      (socket) => {
        socket.subscribe('1', { query: subscription })
        socket.subscribe('1', { query: subscription })
      },
    ],
    [
      'with two greetings',
      4429,
      (socket) => {
        socket.send({ type: 'connection_init' })
      },
    ],
  ])('%s (%i)', async (_, code, break_) => {
    expect(await closedWith(break_)).toBe(code)
    expect(api.log.filter(({ level }) => Number(level) >= 50)).toEqual([])
  })

  test('with frames that are none (1002)', async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/graphql'))
    await once(socket, 'data')
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.readUInt16BE(2)).toBe(1002)
    socket.destroy()
  })

  test('by not answering pings, while who does stays', async () => {
    const answering = await raw()
    answering.subscribe('running', { query: subscription })
    await sockets.untilStarted()
    let pings = 0
    answering.ws.on('ping', () => pings++)
    const mute = connectRaw(sockets.url, upgradeTo('/graphql'))
    mute.write(maskedFrame({ type: 'connection_init' }))
    mute.resume()
    await once(mute, 'close')
    await expect.poll(() => pings, { timeout: 5_000 }).toBeGreaterThanOrEqual(2)
    expect(answering.ws.readyState).toBe(WebSocket.OPEN)
  })

  test('by not reading what it is sent: nothing more is read from it', async () => {
    const socket = connectRaw(sockets.url, upgradeTo('/graphql'))
    socket.write(maskedFrame({ type: 'connection_init' }))
    await once(socket, 'data')
    socket.on('error', () => undefined)
    socket.pause()
    const ping = maskedFrame({ type: 'ping', payload: { x: 'x'.repeat(1024 * 1024) } })
    for (let i = 0; i < 64; i++) socket.write(ping)
    // each is answered with as much; what is not read is not taken either, and the client is soon cut off
    let lying = 0
    const isCutOff = (): boolean => {
      if (!socket.destroyed) lying = socket.writableLength
      return socket.destroyed
    }
    await expect.poll(isCutOff, { timeout: 5_000 }).toBe(true)
    expect(lying).toBeGreaterThan(32 * ping.length)
  })
})
