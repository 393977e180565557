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

test('/livez and /readyz return JSON', async () => {
  const [live, ready] = await Promise.all([fetch(`${server.url}/livez`), fetch(`${server.url}/readyz`)])
  expect([live.status, await live.json()]).toEqual([200, { status: 'live' }])
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
  expect(ready.headers.get('content-type')).toContain('application/json')
})

test('any other path returns 404', async () => {
  expect((await fetch(`${server.url}/nothing`)).status).toBe(404)
})

test('each response has a new request id, which the JSON log has too, and ignores the id of the client', async () => {
  const ask = (): Promise<Response> => fetch(`${server.url}/livez`, { headers: { 'x-request-id': 'forged\\nline' } })
  const ids = (await Promise.all([ask(), ask()])).map((response) => response.headers.get('x-request-id') ?? '')
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) {
    expect(id).toMatch(uuid)
    await expect.poll(() => server.log().filter(({ reqId }) => reqId === id).length).toBe(1)
  }
  expect(server.log().every(({ level, time, msg }) => level && time && msg)).toBe(true)
})

describe('GET /graphql', () => {
  test('accepts a query and variables in the URL', async () => {
    const url = new URL(`${server.url}/graphql`)
    url.searchParams.set('query', String(countSupervisors))
    url.searchParams.set('variables', '{}')
    const preflighted = { headers: { 'apollo-require-preflight': 'true' } }
    const response = await fetch(url, preflighted)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject(counted)
    expect(response.headers.get('x-request-id')).toMatch(uuid)
  })

  test('refuses mutations, and requests that a foreign page could send without a preflight', async () => {
    const url = new URL(`${server.url}/graphql`)
    url.searchParams.set('query', 'mutation { spawnSupervisor(input: { name: "by GET" }) { __typename } }')
    expect((await fetch(url, { headers: { 'apollo-require-preflight': 'true' } })).status).toBe(405)
    expect((await fetch(url)).status).toBe(400)
    const simple = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"query":"{__typename}"}' }
    expect((await fetch(`${server.url}/graphql`, simple)).status).toBeGreaterThanOrEqual(400)
    expect(await server.graphql(countSupervisors)).toEqual(counted)
  })

  test('shows Apollo Sandbox with a first query in a browser', async () => {
    const response = await asBrowser(server.url)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/html')
    const page = await response.text()
    expect(page).toContain('sandbox')
    expect(page).toContain('FirstLook')
    expect(page).toContain('href="/explorer"')
  })

  test('allows what the page of Apollo Sandbox loads', async () => {
    const response = await asBrowser(server.url)
    const policy = response.headers.get('content-security-policy') ?? ''
    const page = await response.text()
    const loaded = [...page.matchAll(/<script[^>]* src="(https:[^"]+)"/g)].map(([, url = '']) => new URL(url).hostname)
    expect(loaded.length).toBeGreaterThan(0)
    for (const host of loaded) expect(host).toMatch(/^[\w-]+\.cdn\.apollographql\.com$/)
    expect(policy).toMatch(/script-src 'self' 'unsafe-inline' https:\/\/\*\.cdn\.apollographql\.com;/)
    expect(policy).toContain('frame-src https://sandbox.embed.apollographql.com')
  })
})

test.each([
  ['/graphql', 400],
  ['/livez', 200],
  ['/metrics', 200],
  ['/nothing', 404],
])('in production, GET %s has a policy that lets a browser load nothing', async (path, status) => {
  const response = await fetch(`${production.url}${path}`)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('strict-transport-security')).toBe(null) // the server does not know of HTTPS
})

test.each([
  ['/nothing?<b>', 404, 'This server has no page with the address /nothing.'],
  ['/graphql', 400, 'Apollo Sandbox is off on this server.'],
])('in production, a browser that opens %s shows a page with links', async (path, status, text) => {
  const response = await fetch(`${production.url}${path}`, { headers: { accept: 'text/html,*/*;q=0.8' } })
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const page = await response.text()
  expect(page).toContain(text)
  expect(page).toContain('<a href="/">The dashboard</a>')
  expect(page).not.toContain('<b>')
})

describe('in production', () => {
  test('GET /graphql does not show the Sandbox', async () => {
    const response = await asBrowser(production.url)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toContain('sandbox')
  })

  test('there is no explorer', async () => {
    expect((await fetch(`${production.url}/explorer`)).status).toBe(404)
    const page = await fetch(`${server.url}/explorer`)
    const [script = ''] = /\/explorer\/main-\w+\.js/.exec(await page.text()) ?? []
    expect((await fetch(`${server.url}${script}`)).status).toBe(200)
    expect((await fetch(`${production.url}${script}`)).status).toBe(404)
    for (const path of ['inputs.json', encodeURIComponent('../dashboard/index.html'), 'none.js'])
      expect((await fetch(`${server.url}/explorer/${path}`)).status).toBe(404)
  })

  test('introspection is refused, and queries are executed', async () => {
    const { errors } = await production.graphql('{ __schema { types { name } } }')
    expect(errors?.[0]?.message).toContain('introspection has been disabled')
    expect(await production.graphql('{ __type(name: "Query") { name } }')).toHaveProperty('errors')
    expect(await production.graphql(countSupervisors)).toEqual(counted)
  })
})

test('INTROSPECTION, LANDING_PAGE and EXPLORER take precedence over NODE_ENV', async () => {
  const common = { DATABASE_URL: database.url }
  const [open, closed] = await Promise.all([
    servers.start({ ...common, NODE_ENV: 'production', INTROSPECTION: 'on', LANDING_PAGE: 'on', EXPLORER: 'on' }),
    servers.start({ ...common, INTROSPECTION: 'off', LANDING_PAGE: 'off', EXPLORER: 'off' }),
  ])
  expect(await open.graphql('{ __type(name: "Query") { name } }')).toHaveProperty('data.__type')
  expect((await asBrowser(open.url)).status).toBe(200)
  expect((await fetch(`${open.url}/explorer`)).status).toBe(200)
  expect((await fetch(`${closed.url}/explorer`)).status).toBe(404)
  const refused = await closed.graphql('{ supervisor_ { id } __type(name: "Query") { name } }')
  expect(JSON.stringify(refused.errors)).toContain('introspection has been disabled')
  expect(JSON.stringify(refused.errors)).not.toContain('Did you mean')
  expect((await asBrowser(closed.url)).status).toBeGreaterThanOrEqual(400)
})

test('introspection is allowed outside production', async () => {
  expect(await server.graphql('{ __type(name: "Query") { name } }')).toEqual({ data: { __type: { name: 'Query' } } })
})

describe('another origin', () => {
  const preflight = (url: string, origin: string): Promise<Response> =>
    fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
  const allowed = (response: Response): string | null => response.headers.get('access-control-allow-origin')

  test('is allowed if CORS_ORIGINS lists it', async () => {
    const response = await preflight(server.url, 'https://dashboard.example.com')
    expect(response.status).toBe(204)
    expect(allowed(response)).toBe('https://dashboard.example.com')
    expect(response.headers.get('access-control-max-age')).toBe('7200')
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    const headers = { origin: 'https://dashboard.example.com', 'content-type': 'application/json' }
    const body = JSON.stringify({ query: String(countSupervisors) })
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
    expect(allowed(answer)).toBe(headers.origin)
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id')
  })

  test.each([
    ['it is not listed', () => server.url, 'https://evil.example.com'],
    ['none is listed', () => production.url, 'https://dashboard.example.com'],
  ])('is refused with the name of the setting if %s', async (_, url, origin) => {
    const response = await preflight(url(), origin)
    expect(allowed(response)).toBeNull()
    expect(response.status).toBe(403)
    const message = `Origin ${origin} is not allowed. Add it to the setting CORS_ORIGINS of the server.`
    expect(await response.json()).toEqual({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] })
  })
})

describe('an invalid request', () => {
  const send = (body: string): Promise<Response> =>
    fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })

  test.each([
    ['truncated JSON', '{"query":', 400],
    ['a body that is no JSON', 'query { stats }', 400],
    ['a syntax error', '{"query":"{ stats"}', 400],
    ['an unknown field', '{"query":"{ nothing }"}', 400],
    ['a body of more than 4 MiB', JSON.stringify({ query: 'x'.repeat(4 * 1024 * 1024) }), 413],
    ['a body of 32 MiB', JSON.stringify({ query: 'x'.repeat(32 * 1024 * 1024) }), 413],
    ['a document of more than 10,000 tokens', JSON.stringify({ query: `{ ${'a '.repeat(10_001)} }` }), 400],
  ])('with %s is answered with a 4xx status and no stack trace', async (_, body, status) => {
    const response = await send(body)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/node_modules|\.[jt]s:\d/)
  })
})
