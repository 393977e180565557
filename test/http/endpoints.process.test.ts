import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
let server: ServerProcess
let production: ServerProcess

beforeAll(async () => {
  const env = { DATABASE_URL: database.url, CORS_ORIGINS: 'https://dashboard.example.com' }
  ;[server, production] = await Promise.all([
    servers.start(env),
    servers.start({ DATABASE_URL: database.url, NODE_ENV: 'production' }),
  ])
})

const countSupervisors = graphql(`
  query CountSupervisorsOverHttp {
    stats {
      supervisors
    }
  }
`)
const counted = { data: { stats: { supervisors: 0 } } }
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const asBrowser = (url: string): Promise<Response> =>
  fetch(`${url}/graphql`, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })

test('/livez and /readyz say so in JSON', async () => {
  const [live, ready] = await Promise.all([fetch(`${server.url}/livez`), fetch(`${server.url}/readyz`)])
  expect([live.status, await live.json()]).toEqual([200, { status: 'live' }])
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
  expect(ready.headers.get('content-type')).toContain('application/json')
})

test('any other path is 404', async () => {
  expect((await fetch(`${server.url}/`)).status).toBe(404)
})

test('each answer carries an id of its own that the log has too, in JSON, whatever the client calls itself', async () => {
  const ask = (): Promise<Response> => fetch(`${server.url}/livez`, { headers: { 'x-request-id': 'forged\\nline' } })
  const ids = (await Promise.all([ask(), ask()])).map((response) => response.headers.get('x-request-id') ?? '')
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) {
    expect(id).toMatch(uuid)
    await expect.poll(() => server.log().filter(({ reqId }) => reqId === id).length).toBe(2) // in and out
  }
  expect(server.log().every(({ level, time, msg }) => level && time && msg)).toBe(true)
})

describe('GET /graphql', () => {
  test('answers a query in the URL, with its variables', async () => {
    const url = new URL(`${server.url}/graphql`)
    url.searchParams.set('query', String(countSupervisors))
    url.searchParams.set('variables', '{}')
    const preflighted = { headers: { 'apollo-require-preflight': 'true' } }
    const response = await fetch(url, preflighted)
    expect([response.status, await response.json()]).toEqual([200, counted])
    expect(response.headers.get('x-request-id')).toMatch(uuid)
  })

  test('refuses a mutation, and what a foreign page could send unasked', async () => {
    const url = new URL(`${server.url}/graphql`)
    url.searchParams.set('query', 'mutation { spawnSupervisor(input: { name: "by GET" }) { __typename } }')
    expect((await fetch(url, { headers: { 'apollo-require-preflight': 'true' } })).status).toBe(405)
    expect((await fetch(url)).status).toBe(400)
    const simple = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' }
    expect((await fetch(`${server.url}/graphql`, simple)).status).toBeGreaterThanOrEqual(400)
    expect(await server.graphql(countSupervisors)).toEqual(counted)
  })

  test('is Apollo Sandbox with a first query for a browser', async () => {
    const response = await asBrowser(server.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    const page = await response.text()
    expect(page).toContain('sandbox')
    expect(page).toContain('FirstLook')
  })
})

describe('in production', () => {
  test('a browser gets no Sandbox', async () => {
    const response = await asBrowser(production.url)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toContain('sandbox')
  })

  test('nobody gets the schema, and queries are answered', async () => {
    const { errors } = await production.graphql('{ __schema { types { name } } }')
    expect(errors?.[0]?.message).toContain('introspection has been disabled')
    expect(await production.graphql('{ __type(name: "Query") { name } }')).toHaveProperty('errors')
    expect(await production.graphql(countSupervisors)).toEqual(counted)
  })
})

test('outside production the schema may be asked for', async () => {
  expect(await server.graphql('{ __type(name: "Query") { name } }')).toEqual({ data: { __type: { name: 'Query' } } })
})

describe('another origin', () => {
  const preflight = (url: string, origin: string): Promise<Response> =>
    fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
  const allowed = (response: Response): string | null => response.headers.get('access-control-allow-origin')

  test('may call where CORS_ORIGINS lists it', async () => {
    const response = await preflight(server.url, 'https://dashboard.example.com')
    expect(response.status).toBe(204)
    expect(allowed(response)).toBe('https://dashboard.example.com')
    const headers = { origin: 'https://dashboard.example.com', 'content-type': 'application/json' }
    const body = JSON.stringify({ query: String(countSupervisors) })
    expect(allowed(await fetch(`${server.url}/graphql`, { method: 'POST', headers, body }))).toBe(headers.origin)
  })

  test('may not otherwise', async () => {
    expect(allowed(await preflight(server.url, 'https://evil.example.com'))).toBeNull()
    expect(allowed(await preflight(production.url, 'https://dashboard.example.com'))).toBeNull()
  })
})

describe('a request that is no GraphQL', () => {
  const send = (body: string): Promise<Response> =>
    fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

  test.each([
    ['JSON that breaks off', '{"query":', 400],
    ['a body of no JSON', 'query { stats }', 400],
    ['a syntax error', '{"query":"{ stats"}', 400],
    ['an unknown field', '{"query":"{ nothing }"}', 400],
    ['a body of more than 4 MiB', JSON.stringify({ query: 'x'.repeat(4 * 1024 * 1024) }), 413],
    ['a body of 32 MiB', JSON.stringify({ query: 'x'.repeat(32 * 1024 * 1024) }), 413],
    ['a document of more than 10,000 tokens', JSON.stringify({ query: `{ ${'a '.repeat(10_001)} }` }), 400],
  ])('%s is the fault of who sent it, and of no stack trace', async (_, body, status) => {
    const response = await send(body)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/node_modules|\.[jt]s:\d/)
  })
})
