import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Authenticate } from '../../src/auth/authenticate.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'
import { connectRaw, maskedFrame, rawSocket, upgradeTo } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

/** Refusals of clients that cannot send heartbeats are no trouble: they must not delay the detection of failures. */

let noted = 0
let notReady: string | null = null
const authenticate: Authenticate = () =>
  Promise.resolve({
    viewer: { ...localAdmin, role: 'READ', actor: 'reader' },
    verify: () => Promise.resolve(),
    watch: () => () => undefined,
  })
const api = withApi({
  authenticate,
  env: { HEARTBEAT_RATE_LIMIT: '1/1', RATE_LIMIT: '1/2000' },
  notReady: () => notReady,
  heartbeatTrouble: { ...createHeartbeatTrouble(), note: () => noted++ },
})
const sockets = withSockets(api)
beforeEach(() => {
  noted = 0
  notReady = null
})
afterEach(() => {
  expect(noted).toBe(0)
})

const query = '{ supervisors { totalCount } }'
const body = JSON.stringify({ query })
const post = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

async function lockSupervisors(): Promise<() => Promise<unknown>> {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  return () => holder.query('ROLLBACK')
}

function open(sent: string): { socket: Socket; received: () => string } {
  let received = ''
  const socket = connectRaw(sockets.url, sent).on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()))
  return { socket, received: () => received }
}

test.each([
  ['without credentials', 'GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['with role READ', post],
])('pipelined requests %s', async (_, request) => {
  const release = await lockSupervisors()
  const { socket, received } = open(request.repeat(14))
  if (request === post) await untilWaiting(api.pool)
  await release()
  await expect.poll(received).toContain('TOO_MANY_OPERATIONS')
  socket.destroy()
})

test('too many operations of a WebSocket', async () => {
  const socket = await rawSocket(sockets.url)
  const release = await lockSupervisors()
  for (let i = 0; i <= 100; i++) socket.subscribe(`${i}`, { query })
  expect(await socket.message('100')).toMatchObject({ payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] })
  socket.ws.close()
  await release()
})

test('operations with role READ while the server is not ready', async () => {
  notReady = 'The server is starting.'
  expect(await api.request(query)).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] })
})

test('heartbeats beyond the rate limit of a caller that may not send any', async () => {
  const beat = 'mutation { heartbeat(input: { supervisorId: "11111111-1111-4111-8111-111111111111" }) { __typename } }'
  await api.request(beat)
  expect(await api.request(beat)).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] })
})

test('large incomplete messages of a WebSocket without credentials', async () => {
  const clients = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const client = open(upgradeTo('/graphql'))
      await expect.poll(client.received).toContain('101')
      return client
    }),
  )
  const frame = maskedFrame({ type: 'ping', payload: { x: 'x'.repeat(4_100_000) } })
  const closed = Promise.race(clients.map(({ socket }) => once(socket, 'close')))
  for (const { socket } of clients) socket.write(frame.subarray(0, -1))
  await closed
  for (const { socket } of clients) socket.destroy()
})
