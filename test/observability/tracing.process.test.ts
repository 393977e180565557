import { createClient } from 'graphql-ws'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withServers, type ServerProcess } from '../support/process/serverProcess.ts'

interface ExportedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number
  readonly status: { readonly code: number; readonly message?: string }
  readonly endTimeUnixNano: string
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[]
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: ExportedSpan['attributes'] }
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[]
  }[]
}

const database = withDatabase()
const servers = withServers()
const exported: Export[] = []
const collector = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk.toString()))
  request.on('end', () => {
    if (request.url === '/v1/traces') exported.push(JSON.parse(text) as Export)
    response.setHeader('content-type', 'application/json').end('{}')
  })
})
let env: Record<string, string> = {}
let server: ServerProcess

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${parentId}-01`

beforeAll(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening')
  const { port } = collector.address() as AddressInfo // of a TCP server that listens
  env = {
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  }
  server = await servers.start(env)
})
beforeEach(() => (exported.length = 0))
afterAll(() => {
  collector.closeAllConnections()
  collector.close()
})

const spans = (): ExportedSpan[] =>
  exported.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans)),
  )
const spanOf = (name: string): ExportedSpan => {
  const span = spans().find((each) => each.name === name)
  if (!span)
    throw new Error(
      `expected a span ${name}, got ${spans()
        .map((each) => each.name)
        .join(', ')}`,
    )
  return span
}
const attributeOf = ({ attributes }: ExportedSpan, name: string): unknown =>
  Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0]
const post = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })

test('a query is a span of the trace in traceparent, with its batches and their statements as parts', async () => {
  await post('query Read { supervisors(first: 1) { nodes { name } } }', { traceparent })
  await expect.poll(() => spans().map(({ name }) => name)).toContain('query supervisors')

  const operation = spanOf('query supervisors')
  expect(operation).toMatchObject({ traceId, parentSpanId: parentId, kind: 2, status: { code: 0 } })
  expect(attributeOf(operation, 'graphql.operation.name')).toBe('Read')
  expect(attributeOf(operation, 'hierarchy.outcome')).toBe('ok')
  const batch = spans().find(({ name }) => name.startsWith('batch '))
  expect(batch).toMatchObject({ traceId, parentSpanId: operation.spanId, kind: 1 })
  const statement = spanOf('statement')
  expect(statement).toMatchObject({ traceId, parentSpanId: batch?.spanId, kind: 3 })
  expect(attributeOf(statement, 'db.query.text')).toMatch(/FROM supervisors/)
  expect(exported[0]?.resourceSpans[0]?.resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: 'supervisor-hierarchy' } },
      { key: 'deployment.environment.name', value: { stringValue: 'test' } },
    ]),
  )
})

/** The trace of the newest event. */
async function lastTrace(): Promise<string | null | undefined> {
  const sql = 'SELECT trace_id AS id FROM supervisor_events ORDER BY sequence DESC LIMIT 1'
  return (await database.pool.query<{ id: string | null }>(sql)).rows[0]?.id
}

test('the statements of a mutation are parts of its span, and its refusal is the status', async () => {
  await post('mutation { spawnSupervisor(input: { name: "traced" }) { __typename } }', { traceparent })
  await post('mutation { spawnSupervisor(input: { name: "traced" }) { __typename } }', { traceparent })
  await expect.poll(() => spans().filter(({ name }) => name === 'mutation spawnSupervisor').length).toBe(2)
  const outcomes = spans()
    .filter(({ name }) => name === 'mutation spawnSupervisor')
    .map((span) => attributeOf(span, 'hierarchy.outcome'))
  expect(new Set(outcomes)).toEqual(new Set(['NAME_TAKEN', 'ok']))
  const refused = spans().find(({ status }) => status.code === 2)
  expect(refused).toMatchObject({ name: 'mutation spawnSupervisor', status: { message: 'NAME_TAKEN' } })
  const inserts = spans().filter((span) => /^INSERT INTO supervisors/.test(String(attributeOf(span, 'db.query.text'))))
  expect(inserts.length).toBeGreaterThan(0)
  // by the precise clock: Date.now() has whole milliseconds
  expect(inserts.some(({ endTimeUnixNano }) => !endTimeUnixNano.endsWith('000000'))).toBe(true)
})

test('the event of a change has the trace of its request, whether it is sampled or not', async () => {
  const spawn = (name: string): string => `mutation { spawnSupervisor(input: { name: "${name}" }) { __typename } }`
  await post(spawn('named by the client'), { traceparent: traceparent.replace(/1$/, '0') })
  const response = await post('{ events(first: 1, newestFirst: true) { nodes { traceId } } }')
  expect(await response.json()).toMatchObject({ data: { events: { nodes: [{ traceId }] } } })

  const begun = await post(spawn('begun by the server'))
  const reqId = begun.headers.get('x-request-id')
  await expect
    .poll(() => server.log().find((line) => line.msg === 'operation' && line.reqId === reqId))
    .toMatchObject({ trace_id: await lastTrace() })
})

test('operations over WebSocket have the parent in connectionParams', async () => {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { traceparent },
  })
  const query = 'mutation { spawnSupervisor(input: { name: "over WebSocket" }) { __typename } }'
  for await (const { data } of client.iterate({ query })) expect(data).toBeTruthy()
  await client.dispose()
  await expect.poll(() => spans().map(({ name }) => name)).toContain('mutation spawnSupervisor')
  expect(spanOf('mutation spawnSupervisor')).toMatchObject({ traceId, parentSpanId: parentId })
  expect(await lastTrace()).toBe(traceId)
})

test('the log names the trace, and a request that is not sampled is not exported', async () => {
  const response = await post('query Unsampled { viewer { actor } }', { traceparent: traceparent.replace(/1$/, '0') })
  const reqId = response.headers.get('x-request-id')
  await expect
    .poll(() => server.log().find((line) => line.msg === 'operation' && line.reqId === reqId))
    .toMatchObject({ trace_id: traceId, operationName: 'Unsampled' })
  await post('query Sampled { viewer { actor } }', { traceparent })
  await expect.poll(() => spans().length).toBeGreaterThan(0)
  expect(spans().map((span) => attributeOf(span, 'graphql.operation.name'))).not.toContain('Unsampled')
})

test('a server without an endpoint records no trace, but its log and its events name that of the client', async () => {
  const untraced = await servers.start({ DATABASE_URL: database.url })
  const headers = { 'content-type': 'application/json' }
  const spawn = (name: string, more: Record<string, string>): Promise<Response> =>
    fetch(`${untraced.url}/graphql`, {
      method: 'POST',
      headers: { ...headers, ...more },
      body: JSON.stringify({
        query: `mutation ${name} { spawnSupervisor(input: { name: "${name}" }) { __typename } }`,
      }),
    })
  const logged = (name: string): object | undefined => untraced.log().find((line) => line.operationName === name)
  await spawn('Named', { traceparent })
  expect(await lastTrace()).toBe(traceId)
  await spawn('Unnamed', {})
  expect(await lastTrace()).toBeNull()
  await expect.poll(() => logged('Named')).toMatchObject({ trace_id: traceId })
  await expect.poll(() => logged('Unnamed')).toBeDefined()
  expect(logged('Unnamed')).not.toHaveProperty('trace_id')
  expect(spans().map((span) => attributeOf(span, 'graphql.operation.name'))).not.toContain('Named')
  expect((await untraced.stop()).code).toBe(0)
})

test('a collector that is down neither fails requests nor the shutdown, and the log says so', async () => {
  const refusing = await servers.start({
    ...env,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_BSP_SCHEDULE_DELAY: '60000',
  })
  const request = { method: 'POST', headers: { 'content-type': 'application/json', traceparent } }
  const response = await fetch(`${refusing.url}/graphql`, { ...request, body: '{"query":"{ viewer { actor } }"}' })
  expect(await response.json()).toMatchObject({ data: { viewer: { actor: expect.any(String) as string } } })
  expect((await refusing.stop()).code).toBe(0)
  const warnings = refusing.log().filter(({ level }) => level === 40)
  expect(warnings.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(tracing|exporting)/)]),
  )
  expect(refusing.log().filter(({ level }) => Number(level) > 40)).toEqual([])
})

test('background work is traced, and what is left is exported at the shutdown', async () => {
  const quick = { ...env, OTEL_TRACES_SAMPLER: 'always_on', SWEEP_INTERVAL_MS: '100' }
  const sweeping = await servers.start(quick)
  await expect.poll(() => spans().map(({ name }) => name)).toContain('sweep')
  const client = createClient({ url: `${sweeping.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
  const followed = client.iterate({ query: 'subscription { supervisorEvents { __typename } }' }).next()
  let spawned = 0
  await expect
    .poll(async () => {
      await sweeping.graphql(`mutation { spawnSupervisor(input: { name: "followed ${++spawned}" }) { __typename } }`)
      return spans().map(({ name }) => name)
    })
    .toContain('feed poll')
  expect(attributeOf(spanOf('feed poll'), 'hierarchy.events')).toBeGreaterThan(0)
  expect(await followed).toMatchObject({ value: { data: { supervisorEvents: { __typename: 'SupervisorEvent' } } } })
  await client.dispose()
  expect((await sweeping.stop()).code).toBe(0)

  const slow = await servers.start({ ...quick, OTEL_BSP_SCHEDULE_DELAY: '60000' })
  await slow.graphql('query Last { viewer { actor } }')
  expect((await slow.stop()).code).toBe(0)
  expect(spans().map((span) => attributeOf(span, 'graphql.operation.name'))).toContain('Last')
})
