import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connections } from '../../src/http/connections.ts'
import { HeldBytes } from '../../src/http/heldBytes.ts'

const limit = 1_000
const response = 'r'.repeat(300)
let incoming: HeldBytes
let unread: HeldBytes
let app: FastifyInstance
/** Lets each request that waits be answered, in order. */
let waiting: (() => void)[]
let refused: number
/** The limits that were exceeded. */
let exceeded: string[]

beforeEach(async () => {
  incoming = new HeldBytes(limit)
  unread = new HeldBytes(limit)
  waiting = []
  refused = 0
  exceeded = []
  app = Fastify({ forceCloseConnections: 'idle' })
  await app.register(connections, {
    maxConnections: 10,
    incoming,
    unread,
    onRefused: () => refused++,
    onExceeded: (bound) => exceeded.push(bound),
    mayReport: ({ headers }) => headers.role !== 'READ',
  })
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body)
  })
  app.post('/', async () => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    return response
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => app.close())

const post = (bytes: number): string =>
  `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: x/y\r\nContent-Length: ${bytes}\r\n\r\n${'b'.repeat(bytes)}`

function open(sent: string): { socket: Socket; received: () => string; closed: Promise<unknown> } {
  const { port } = app.server.address() as AddressInfo // a listening TCP server has an AddressInfo
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  socket.on('error', () => undefined)
  socket.write(sent)
  return { socket, received: () => received, closed: once(socket, 'close') }
}
const untilWaiting = (count: number): Promise<void> => expect.poll(() => waiting.length, { interval: 5 }).toBe(count)
const countOpen = (): Promise<number> =>
  new Promise((resolve) => {
    app.server.getConnections((_error, count) => {
      resolve(count)
    })
  })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Whether nothing is counted: then as many bytes as the limit may be added. */
function isEmpty(held: HeldBytes): boolean {
  let isEvicted = false
  const probe = held.track(() => (isEvicted = true))
  const other = held.track(() => (isEvicted = true))
  probe.add(limit - 1)
  other.add(1)
  probe.end()
  other.end()
  return !isEvicted
}

test.each([1, 3])('nothing of %i requests is counted once they are answered', async (count) => {
  const { received, socket } = open(post(100).repeat(count))
  await untilWaiting(count)
  expect(isEmpty(incoming)).toBe(false)
  for (const answer of waiting.splice(0)) answer()
  await expect.poll(() => received().split(response).length - 1).toBe(count)
  await turn()
  expect([isEmpty(incoming), isEmpty(unread)]).toEqual([true, true])
  socket.destroy()
})

describe('nothing is counted for a closed connection', () => {
  test.each([1, 3])('whose %i requests are answered afterwards', async (count) => {
    const { socket } = open(post(100).repeat(count))
    await untilWaiting(count)
    socket.destroy()
    await expect.poll(countOpen).toBe(0)
    for (const answer of waiting.splice(0)) answer()
    await turn()
    expect([isEmpty(incoming), isEmpty(unread)]).toEqual([true, true])
  })

  test('with responses that waited behind another one', async () => {
    const { socket } = open(post(100).repeat(3))
    await untilWaiting(3)
    for (const answer of waiting.slice(1)) answer()
    await turn()
    expect(isEmpty(unread)).toBe(false)
    socket.destroy()
    await expect.poll(countOpen).toBe(0)
    await turn()
    expect([isEmpty(incoming), isEmpty(unread)]).toEqual([true, true])
  })
})

describe('beyond the limit of bodies, the connection that holds the most', () => {
  test('is closed if its bodies are complete, and the other requests are answered', async () => {
    const large = open(post(300).repeat(2))
    await untilWaiting(2)
    const small = open(post(500))
    await large.closed
    expect(large.received()).toBe('')
    await untilWaiting(3)
    for (const answer of waiting) answer()
    await expect.poll(small.received).toContain(response)
    small.socket.destroy()
  })

  test('receives 503 if its only body is incomplete', async () => {
    const large = open(post(800).slice(0, -100))
    await expect.poll(() => isEmpty(incoming)).toBe(false)
    const small = open(post(500))
    await large.closed
    expect(large.received()).toMatch(/^HTTP\/1\.1 503 /)
    expect(large.received()).toMatch(/"bound":"incomingBytes","limit":1000,"actual":1[0-9]{3}}/)
    expect([refused, exceeded]).toEqual([1, ['incomingBytes']])
    await untilWaiting(1)
    waiting[0]?.()
    await expect.poll(small.received).toContain(response)
    small.socket.destroy()
  })

  test('receives no 503 that would answer an earlier request', async () => {
    const large = open(post(100) + post(800).slice(0, -100))
    await untilWaiting(1)
    const small = open(post(500))
    await large.closed
    expect(large.received()).toBe('')
    small.socket.destroy()
  })
})
