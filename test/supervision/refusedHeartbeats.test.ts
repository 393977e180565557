import { once } from 'node:events'
import type { Socket } from 'node:net'
import { beforeEach, describe, expect, test } from 'vitest'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'
import { connectRaw, rawSocket } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

/** Which refusals count as trouble, because what the server refused may have been a heartbeat. */

let noted = 0
let notReady: string | null = null
const api = withApi({
  limits: { maxConnections: 3, maxWebSockets: 1 },
  notReady: () => notReady,
  heartbeatTrouble: {
    ...createHeartbeatTrouble(),
    note: () => {
      noted++
    },
  },
})
const sockets = withSockets(api)
beforeEach(() => {
  noted = 0
  notReady = null
})

const body = JSON.stringify({ query: '{ supervisors { totalCount } }' })
const post = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

function open(sent: string): Socket {
  const socket = connectRaw(sockets.url, sent)
  return socket.on('error', () => undefined).resume()
}
async function lockSupervisors(): Promise<() => Promise<unknown>> {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  return () => holder.query('ROLLBACK')
}
const untilAllAreClosed = (): Promise<void> =>
  expect
    .poll(
      () =>
        new Promise((resolve) => {
          api.app.server.getConnections((_error, count) => {
            resolve(count)
          })
        }),
    )
    .toBe(0)

describe('it is trouble', () => {
  test('if the server is not ready, on both transports', async () => {
    const socket = await rawSocket(sockets.url)
    notReady = 'The server is starting.'
    await api.request('{ __typename }')
    expect(noted).toBe(1)
    socket.subscribe('1', { query: '{ __typename }' })
    await socket.message('1')
    expect(noted).toBe(2)
    socket.ws.close()
    await untilAllAreClosed()
  })

  test('if a connection is closed because there are too many', async () => {
    const sitting = Array.from({ length: 3 }, () => open(post))
    await Promise.all(sitting.map((socket) => once(socket, 'data')))
    expect(noted).toBe(0)
    await once(open(post), 'close')
    expect(noted).toBe(1)
    for (const socket of sitting) socket.destroy()
    await untilAllAreClosed()
  })

  test('if a request is refused because its connection has too many in flight', async () => {
    const release = await lockSupervisors()
    const socket = open(post.repeat(12))
    await untilWaiting(api.pool)
    await expect.poll(() => noted).toBe(2)
    await release()
    socket.destroy()
    await untilAllAreClosed()
  })

  test('if a WebSocket, or an operation on it, is refused because there are too many', async () => {
    const socket = await rawSocket(sockets.url)
    await expect(rawSocket(sockets.url)).rejects.toThrow('503')
    expect(noted).toBe(1)
    const release = await lockSupervisors()
    for (let i = 0; i <= 100; i++) socket.subscribe(`${i}`, { query: '{ supervisors { totalCount } }' })
    expect(await socket.message('100')).toMatchObject({ payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] })
    expect(noted).toBe(2)
    socket.ws.close()
    await release()
    await untilAllAreClosed()
  })
})

test('a request that the client has to change is no trouble', async () => {
  const socket = await rawSocket(sockets.url)
  socket.subscribe('i'.repeat(257), { query: '{ __typename }' })
  await socket.message('i'.repeat(257))
  await api.request('{ nothing }')
  expect(noted).toBe(0)
  socket.ws.close()
})
