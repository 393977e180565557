import { once } from 'node:events'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connectRaw } from '../support/api/rawSocket.ts'
import { withMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

const api = withApi({ limits: { maxConnections: 6, maxUnreadMegabytes: 16 }, timeouts: { stalledMs: 1_000 } })
const sockets = withSockets(api)
const metrics = withMetrics(api)

const post = (query: string): string => {
  const body = JSON.stringify({ query })
  return `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function open(sent: string): { socket: Socket; received: () => string; closed: Promise<unknown> } {
  const socket = connectRaw(sockets.url, sent)
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  socket.on('error', () => undefined)
  return { socket, received: () => received, closed: once(socket, 'close') }
}

/** A query whose result has about 4 MB. */
async function largeQuery(): Promise<string> {
  await api.pool.query(
    `INSERT INTO supervisors (name, description) SELECT 'large ' || i, repeat('x', 10000) FROM generate_series(1, 100) i
     ON CONFLICT DO NOTHING`,
  )
  return `{ supervisors(first: 100) { nodes { ${Array.from({ length: 4 }, (_, i) => `d${i}: description`).join(' ')} } } }`
}

test('connections beyond MAX_CONNECTIONS are closed immediately, until another connection closes', async () => {
  const connections = Array.from({ length: 6 }, () => open(post('{ __typename }')))
  for (const { received } of connections) await expect.poll(received).toContain('__typename')
  const refused = open(post('{ __typename }'))
  await refused.closed
  expect(refused.received()).toBe('')
  expect(api.log.filter(({ level }) => Number(level) >= 40)).toMatchObject([
    { msg: 'connection closed: too many connections' },
  ])
  connections[0]?.socket.destroy()
  await expect
    .poll(async () => {
      const { received, socket } = open(post('{ __typename }'))
      await Promise.race([once(socket, 'close'), once(socket, 'data')])
      connections.push({ received, socket, closed: Promise.resolve() })
      return received()
    })
    .toContain('__typename')
  for (const { socket } of connections) socket.destroy()
})

test('at most 10 pipelined requests of one connection are in flight', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  const { socket, received } = open(post('{ supervisors { totalCount } }').repeat(12))
  await untilWaiting(api.pool)
  await holder.query('ROLLBACK')
  const statuses = (): string[] => received().match(/HTTP\/1\.1 \d+/g) ?? []
  await expect
    .poll(statuses)
    .toEqual([...Array.from({ length: 10 }, () => 'HTTP/1.1 200'), 'HTTP/1.1 503', 'HTTP/1.1 503'])
  expect(received().match(/TOO_MANY_OPERATIONS/g)).toHaveLength(2)
  socket.destroy()
})

test('a client that does not read is disconnected if all responses together are too large', async () => {
  const query = await largeQuery()
  const bound = 'unreadBytes'
  const countUnread = async () => (await metrics.scrape())[`hierarchy_limits_exceeded_total{bound="${bound}"}`]
  expect(await countUnread()).toBe(undefined)
  const { socket, closed } = open('')
  socket.pause()
  socket.write(post(query).repeat(8))
  await expect
    .poll(() => api.log.some(({ msg }) => msg === 'connection closed: too much unread output'), { timeout: 10_000 })
    .toBe(true)
  expect(await countUnread()).toBe(1)
  expect((await api.request('{ __typename }')).data).toEqual({ __typename: 'Query' })
  socket.resume()
  await closed
})

test('a client that does not read its response in time is disconnected', async () => {
  const query = await largeQuery()
  const { socket, closed, received } = open('')
  socket.pause()
  socket.write(post(query).repeat(2))
  const connections = (): Promise<number> =>
    new Promise((resolve) => {
      api.app.server.getConnections((_error, count) => {
        resolve(count)
      })
    })
  await expect.poll(connections).toBe(1)
  await expect.poll(connections, { timeout: 5_000 }).toBe(0)
  socket.resume()
  await closed
  expect(received().length).toBeLessThan(8_000_000)
})

test('a request that waits longer for the database is not disconnected', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  const { socket, received } = open(post('{ supervisors { totalCount } }'))
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await holder.query('ROLLBACK')
  await expect.poll(received).toMatch(/^HTTP\/1\.1 200 /)
  socket.destroy()
})
