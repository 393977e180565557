import { once } from 'node:events'
import type { InjectOptions } from 'fastify'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { connectRaw } from '../support/api/rawSocket.ts'
import type { GraphQLAnswer } from '../support/api/withApi.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi({ timeouts: { headersMs: 400, requestMs: 800 } })
const sockets = withSockets(api)

const query = JSON.stringify({ query: '{ __typename }' })
const post = (headers: Record<string, string>, payload: string | Buffer = query): InjectOptions => ({
  method: 'POST',
  url: '/graphql',
  headers: { 'content-type': 'application/json', ...headers },
  payload,
})

describe('a request that is not GraphQL over HTTP has an error in the form of GraphQL', () => {
  test.each<[string, InjectOptions, number, RegExp]>([
    ['to another path', { url: '/nowhere' }, 404, /No endpoint has the path \/nowhere/],
    ['to a path that is no valid URL', { url: '/%ff' }, 400, /%ff/],
    ['with JSON that ends early', post({}, '{"query":'), 400, /JSON/],
    ['with an empty body', post({}, ''), 400, /empty/],
    ['with null as its body', post({}, 'null'), 400, /POST body missing/],
    ['with JSON after a byte order mark that is written twice', post({}, `\uFEFF\uFEFF${query}`), 400, /JSON/],
    ['with a batch of operations', post({}, `[${query},${query}]`), 400, /batching/],
    ['with a query that is no text', post({}, '{"query":["{ __typename }"]}'), 400, /must be strings/],
    ['with an operation name that is no text', post({}, '{"query":"{a}","operationName":{}}'), 400, /./],
    ['with text/plain', post({ 'content-type': 'text/plain' }), 400, /Cross-Site/],
    ['with XML', post({ 'content-type': 'application/xml' }, '<a/>'), 415, /application\/json/],
    ['with a compressed body', post({ 'content-encoding': 'gzip' }, gzipSync(query)), 415, /gzip is not supported/],
    ['in UTF-16', post({ 'content-type': 'application/json; charset="UTF-16LE"' }), 415, /UTF-16LE is not supported/],
    [
      'with a media type that takes long to parse',
      post({ 'content-type': `application/json;${' '.repeat(14_000)}x` }),
      415,
      /has 14018 characters; at most 255/,
    ],
    ['of 5 MiB', post({}, JSON.stringify({ query: 'x'.repeat(5 * 1024 * 1024) })), 413, /larger than 4 MiB/],
  ])('%s', async (_, request, status, message) => {
    const response = await api.app.inject(request)
    const { errors } = response.json<GraphQLAnswer<never>>()
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.message).toMatch(message)
    expect(errors?.[0]?.extensions.code).toMatch(/^(BAD_REQUEST|GRAPHQL_VALIDATION_FAILED)$/)
    expect(response.statusCode).toBe(status)
    expect(response.headers['content-type']).toMatch(/^application\/json/)
    expect(api.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test.each<['GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS', string, string]>([
    ['PUT', '/graphql', 'GET, POST'],
    ['DELETE', '/graphql', 'GET, POST'],
    ['PATCH', '/graphql?query=%7Ba%7D', 'GET, POST'],
    ['OPTIONS', '/graphql', 'GET, POST'],
    ['HEAD', '/graphql', 'GET, POST'],
    ['POST', '/readyz', 'GET, HEAD'],
    ['DELETE', '/livez', 'GET, HEAD'],
    ['PUT', '/metrics', 'GET, HEAD'],
  ])('with a method that is not allowed: %s %s', async (method, url, allowed) => {
    const response = await api.app.inject({ method, url })
    expect([response.statusCode, response.headers.allow]).toEqual([405, allowed])
    if (method !== 'HEAD') expect(response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })
})

test('UTF-8 is accepted under each of its names, with and without quotes', async () => {
  for (const charset of ['utf-8', 'UTF-8', '"utf8"', 'us-ascii']) {
    const response = await api.app.inject(post({ 'content-type': `application/json; charset=${charset}` }))
    expect(response.json()).toMatchObject({ data: { __typename: 'Query' } })
  }
})

describe('on a connection', () => {
  /** What the server sends until it closes the connection. */
  const receive = async (head: string): Promise<string> => {
    const socket = connectRaw(sockets.url, head)
    let received = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk))
    await once(socket, 'close')
    return received
  }
  const started = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

  test.each([
    ['bytes that are not HTTP', 'NONSENSE\r\n\r\n', 400, /not valid HTTP/],
    ['headers of 20 KiB', `${started}X-Long: ${'x'.repeat(20 * 1024)}\r\n\r\n`, 431, /larger than 16 KiB/],
    ['an unknown expectation', `${started}Expect: magic\r\nContent-Length: 2\r\n\r\n{}`, 417, /Expect/],
    [
      'a WebSocket handshake without a key',
      'GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      400,
      /Sec-WebSocket-Key/,
    ],
    ['headers that do not end in time', started, 408, /did not arrive in time/],
    [
      'a body that does not end in time',
      `${started}Content-Length: 100\r\n\r\n{"query":`,
      408,
      /did not arrive in time/,
    ],
  ])('%s are answered in the form of GraphQL, and close it', async (_, head, status, message) => {
    const received = await receive(head)
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    const { errors } = JSON.parse(received.slice(received.indexOf('\r\n\r\n'))) as GraphQLAnswer<never>
    expect(errors).toMatchObject([
      { message: expect.stringMatching(message) as string, extensions: { code: 'BAD_REQUEST' } },
    ])
  })

  test('a client that sends nothing is disconnected', async () => {
    expect(await receive('')).toMatch(/^(HTTP\/1.1 408 |$)/)
  })
})

test('the log has the path of a request, and not its query string', async () => {
  const variables = encodeURIComponent('{"secret":"hunter2"}')
  await api.app.inject({ url: `/graphql?query=%7B__typename%7D&variables=${variables}` })
  await api.app.inject({ url: `/%ff?secret=hunter2` })
  await api.app.inject({ url: `/nowhere?secret=hunter2` })
  expect(api.log.flatMap(({ req }) => (req as { url?: string } | undefined)?.url ?? [])).toEqual([
    '/graphql',
    '/%ff',
    '/nowhere',
  ])
  expect(JSON.stringify(api.log)).not.toContain('hunter2')
})
