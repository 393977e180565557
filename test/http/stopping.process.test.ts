import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { connectRaw } from '../support/api/rawSocket.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { until } from '../support/process/embeddedProject.ts'
import { withServers, type ServerEnvironment, type ServerProcess } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
const start = (env: ServerEnvironment = {}): Promise<ServerProcess> =>
  servers.start({ DATABASE_URL: database.url, ...env })

const body = JSON.stringify({ query: '{ supervisors { totalCount } }' })
const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const request = `${head}Content-Length: ${body.length}\r\n\r\n${body}`

/** A connection, with the data that the server has sent on it. */
function open(
  server: ServerProcess,
  sent: string,
): { socket: Socket; received: () => string; closed: Promise<unknown> } {
  const socket = connectRaw(server.url, sent)
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  socket.on('error', () => undefined)
  return { socket, received: () => received, closed: once(socket, 'close') }
}
const untilDraining = (server: ServerProcess): Promise<void> =>
  until(() => server.log().some(({ msg }) => msg === 'shutting down'), 'shutting down')

// a server that still waits after 9 s exits with 1
test.each<[string, string]>([
  ['a silent connection', ''],
  ['half of the headers', head],
  ['headers without their body', `${head}Content-Length: ${body.length}\r\n\r\n`],
  ['half a body', `${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`],
  [
    'half a WebSocket handshake',
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n',
  ],
  ['an idle connection that is kept alive', request],
])('%s does not delay the stop, which exits with 0', async (_, sent) => {
  const server = await start()
  const { closed, received } = open(server, sent)
  if (sent === request) await expect.poll(received).toContain('totalCount')
  await new Promise((resolve) => setTimeout(resolve, 100)) // until the server has read what was sent
  expect(await server.stop()).toMatchObject({ code: 0 })
  await closed
})

test('a request with an incomplete body receives 503, so that its client retries', async () => {
  const server = await start()
  const { received, closed } = open(server, `${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await server.stop()).toMatchObject({ code: 0 })
  await closed
  expect(received()).toMatch(/^HTTP\/1\.1 503 /)
  expect(received()).toContain('"code":"UNAVAILABLE"')
})

test('the response to a request in flight closes its connection, and the process exits when it has been sent', async () => {
  const server = await start()
  const holder = await database.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  const { received, closed, socket } = open(server, request)
  await untilWaiting(database.pool)
  const exited = server.stop()
  await untilDraining(server)
  socket.write(request) // pipelined: no longer begun
  await holder.query('ROLLBACK')
  expect(await exited).toMatchObject({ code: 0 })
  await closed
  expect(received()).toMatch(/^HTTP\/1\.1 200 OK/)
  expect(received()).toMatch(/connection: close/i)
  expect(received()).toContain('"totalCount":0')
})

describe('during SHUTDOWN_DELAY_MS', () => {
  test('/readyz is 503 while operations are still served; then the server stops', async () => {
    const server = await start({ SHUTDOWN_DELAY_MS: '1500' })
    const exited = server.stop()
    await untilDraining(server)
    const ready = await fetch(`${server.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'not ready', reason: 'The server is shutting down.' },
    ])
    expect(await server.graphql('{ supervisors { totalCount } }')).toEqual({ data: { supervisors: { totalCount: 0 } } })
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    expect(await exited).toMatchObject({ code: 0 })
  })

  test('a second signal ends the process immediately', async () => {
    const server = await start({ SHUTDOWN_DELAY_MS: '60000' })
    const exited = server.stop()
    await untilDraining(server)
    const again = setInterval(() => server.process.kill('SIGTERM'), 100)
    expect((await exited).code).toBe(1)
    clearInterval(again)
  })
})
