import { once } from 'node:events'
import { beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { connectRaw, rawSocket, upgradeTo, type RawSocket } from '../support/api/rawSocket.ts'
import { withMetrics } from '../support/api/readMetrics.ts'
import { withApi, type GraphQLAnswer } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

const api = withApi({
  limits: { maxConnections: 20, maxWebSockets: 4 },
  env: { MAX_UNAUTHENTICATED_WEBSOCKETS: '2' },
})
const sockets = withSockets(api)
const metrics = withMetrics(api)

// the server notices later than the client that a connection is closed
beforeEach(async () => {
  await expect.poll(async () => (await metrics.scrape()).hierarchy_websockets).toBe(0)
  await expect.poll(countConnections).toBe(0)
})

const mebibyte = 1024 * 1024
const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const post = (query: string): string => {
  const body = JSON.stringify({ query })
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
}
const large = JSON.stringify({ query: 'x'.repeat(5 * mebibyte) })

/** Sends bytes until the server closes the connection. Returns the extensions of the error in the last response. */
async function refusalOf(sent: string): Promise<unknown> {
  const socket = connectRaw(sockets.url, sent)
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  socket.on('error', () => undefined)
  await expect.poll(() => received).toMatch(/"errors":.*\}$/s)
  socket.destroy()
  const { errors } = JSON.parse(received.slice(received.lastIndexOf('{"errors"'))) as GraphQLAnswer<never>
  return errors?.[0]?.extensions
}

/** Runs the work, and returns how often each limit was exceeded by it. */
const exceededBy = (work: () => Promise<unknown>): Promise<Record<string, number>> =>
  metrics.movedBy(work, /^hierarchy_limits_exceeded_total/)
const countOf = (bound: string): Record<string, number> => ({
  [`hierarchy_limits_exceeded_total{bound="${bound}"}`]: 1,
})

test.each<[string, string, string, number, number]>([
  ['a body', 'bodyBytes', `${head}Content-Length: ${large.length}\r\n\r\n${large}`, 4 * mebibyte, large.length],
  [
    'a body without content-length',
    'bodyBytes',
    `${head}Transfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
    4 * mebibyte,
    4 * mebibyte + 1,
  ],
  ['headers', 'headerBytes', `${head}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 16 * 1024, 16 * 1024 + 1],
])('the refusal of %s has the bound, the limit and the value', async (_, bound, sent, limit, actual) => {
  let refusal: unknown
  expect(await exceededBy(async () => (refusal = await refusalOf(sent)))).toEqual(countOf(bound))
  expect(refusal).toMatchObject({ code: 'BAD_REQUEST', bound, limit })
  expect((refusal as { actual: number }).actual).toBeGreaterThanOrEqual(actual)
})

const crowded = `{"query":"{ __typename }","extensions":{"a":[${'[{"a":1}],'.repeat(140_000)}1]}}`

test('the refusal of JSON with too many items has the bound, the limit and the value', async () => {
  const sent = `${head}Content-Length: ${crowded.length}\r\n\r\n${crowded}`
  let refusal: unknown
  expect(await exceededBy(async () => (refusal = await refusalOf(sent)))).toEqual(countOf('jsonItems'))
  expect(refusal).toEqual({ code: 'BAD_REQUEST', bound: 'jsonItems', limit: 400_000, actual: 420_006 })
  const texts = JSON.stringify({ query: '{ __typename }', extensions: { a: '[{"a":1}\\"],'.repeat(140_000) } })
  const post = { method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' } } as const
  expect((await api.app.inject({ ...post, payload: texts })).json()).toMatchObject({ data: { __typename: 'Query' } })
})

test('a WebSocket message with too many items closes the connection, and is counted', async () => {
  const { ws, closed } = await rawSocket(sockets.url)
  const counted = await exceededBy(async () => {
    ws.send(`{"type":"subscribe","id":"1","payload":${crowded}}`)
    expect(await closed).toBe(4400)
  })
  expect(counted).toEqual(countOf('jsonItems'))
})

test('the refusal of a pipelined request has the bound, the limit and the value', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  const counted = exceededBy(async () => {
    const refusal = refusalOf(post('{ supervisors { totalCount } }').repeat(11))
    await untilWaiting(api.pool)
    await holder.query('ROLLBACK')
    expect(await refusal).toEqual({ code: 'TOO_MANY_OPERATIONS', bound: 'pipelinedRequests', limit: 10, actual: 11 })
  })
  expect(await counted).toEqual(countOf('pipelinedRequests'))
})

test('a connection that sends hundreds of requests at once is closed, and others are not', async () => {
  const probe = 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const counted = await exceededBy(async () => {
    const flood = connectRaw(sockets.url, probe.repeat(5_000))
    flood.on('error', () => undefined).resume()
    await once(flood, 'close')
  })
  expect(counted).toHaveProperty('hierarchy_limits_exceeded_total{bound="pipelinedRequests"}')

  const burst = connectRaw(sockets.url, probe.repeat(50))
  let received = ''
  burst.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
  await expect.poll(() => received.match(/HTTP\/1\.1 \d/g)?.length).toBe(50)
  burst.destroy()
})

test('the refusal of a WebSocket has the bound, the limit and the value', async () => {
  // one after the other: at most two may be unauthenticated
  const open: RawSocket[] = []
  while (open.length < 4) open.push(await rawSocket(sockets.url))
  const counted = await exceededBy(async () => {
    expect(await refusalOf(upgradeTo('/graphql'))).toEqual({
      code: 'UNAVAILABLE',
      bound: 'webSockets',
      limit: 4,
      actual: 5,
    })
  })
  expect(counted).toEqual(countOf('webSockets'))
  for (const { ws, closed } of open) {
    ws.close()
    await closed
  }
})

test('connections that are closed without a response are counted by their bound', async () => {
  expect(
    await exceededBy(async () => {
      const first = new WebSocket(sockets.url, 'graphql-transport-ws')
      await once(first, 'open')
      const others = [1, 2].map(() => new WebSocket(sockets.url, 'graphql-transport-ws'))
      await once(first, 'close')
      for (const other of others) other.terminate()
    }),
  ).toEqual(countOf('unauthenticatedWebSockets'))

  for (const bytes of [5 * mebibyte, 17 * 1024])
    expect(
      await exceededBy(async () => {
        const { ws, closed } = await rawSocket(sockets.url)
        ws.on('error', () => undefined)
        ws.send(JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(bytes) } }))
        await closed
      }),
    ).toEqual(countOf('messageBytes'))

  expect(
    await exceededBy(async () => {
      const open = Array.from({ length: 20 }, () => connectRaw(sockets.url, ''))
      await expect.poll(countConnections).toBe(20)
      const refused = connectRaw(sockets.url, '')
      await once(refused, 'close')
      for (const socket of open) socket.destroy()
      await expect.poll(countConnections).toBe(0)
    }),
  ).toEqual(countOf('connections'))
})

const countConnections = (): Promise<number> =>
  new Promise((resolve) => {
    api.app.server.getConnections((_error, count) => {
      resolve(count)
    })
  })
