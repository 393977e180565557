import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createSecret } from '../../src/domain/token.ts'
import { bearer, givenToken } from '../support/api/withTokens.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { readUsage } from '../support/process/requestCost.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'

/** What the server answers to callers that it refuses, and how much of the processor that takes. */

const database = withDatabase()
const servers = withServers()
const folder = mkdtempSync(join(tmpdir(), 'manifest-'))
const trivial = 'query Trivial { __typename }'
const issuer = 'https://login.example.com'
const audience = 'hierarchy'
const key = new TextEncoder().encode('0123456789abcdef0123456789abcdef')

let server: ServerProcess
const given = { read: '', revoked: '', expired: '' }

beforeAll(async () => {
  const manifest = join(folder, 'manifest.json')
  writeFileSync(manifest, JSON.stringify({ trivial }))
  server = await servers.start({
    DATABASE_URL: database.url,
    TRUST_PROXY: '127.0.0.1',
    AUTH_JWT_SECRET: new TextDecoder().decode(key),
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: audience,
    RATE_LIMIT: '1/2000',
    OPERATIONS_MANIFEST: manifest,
    OPERATIONS: 'only',
    MAX_UNAUTHENTICATED_WEBSOCKETS: '1000',
  })
  given.read = (await givenToken(database.pool, { role: 'READ' })).secret
  const expires = `timezone('utc', now()) - interval '1 hour'`
  given.expired = (await givenToken(database.pool, { expires })).secret
  given.revoked = (await givenToken(database.pool)).secret
  await database.pool.query(
    `UPDATE api_tokens SET revoked_at = timezone('utc', now()) WHERE revoked_at IS NULL AND role = 'ADMIN'`,
  )
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const payload = { sub: 'alice', role: 'READ', iss: issuer, aud: audience }
const sign = (claims: object = {}, secret = key): Promise<string> =>
  new SignJWT({ exp: Math.floor(Date.now() / 1_000) + 600, ...payload, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(secret)

interface Request {
  readonly credentials: Readonly<Record<string, string>>
  readonly query?: string
}
type Attack = [
  attack: string,
  request: () => Promise<Request> | Request,
  status: number,
  code: string,
  close: number | null,
]

const withJwt = (claims: object, secret?: Uint8Array<ArrayBuffer>) => async (): Promise<Request> => ({
  credentials: bearer(await sign(claims, secret)),
})
const withToken = (token: () => string) => (): Request => ({ credentials: bearer(token()) })

/** `close` is the code that a WebSocket is closed with; null if it stays open, and the operation is refused. */
const attacks: Attack[] = [
  ['no credentials', () => ({ credentials: {} }), 401, 'UNAUTHENTICATED', 4403],
  ['another scheme', () => ({ credentials: { authorization: 'Basic b3BzOm9wcw==' } }), 401, 'UNAUTHENTICATED', 4403],
  ['a made-up token', withToken(createSecret), 401, 'UNAUTHENTICATED', 4403],
  ['a mistyped token', withToken(() => `${given.read.slice(0, -1)}~`), 401, 'UNAUTHENTICATED', 4403],
  ['a revoked token', withToken(() => given.revoked), 401, 'UNAUTHENTICATED', 4403],
  ['an expired token', withToken(() => given.expired), 401, 'UNAUTHENTICATED', 4403],
  ['an oversized token', withToken(() => `${'a'.repeat(5_000)}.${'b'.repeat(5_000)}.c`), 401, 'UNAUTHENTICATED', 4403],
  [
    'a JSON Web Token without a signature',
    () => ({ credentials: bearer(new UnsecuredJWT({ ...payload, exp: 9_999_999_999 }).encode()) }),
    401,
    'UNAUTHENTICATED',
    4403,
  ],
  [
    'a JSON Web Token of another key',
    withJwt({}, new TextEncoder().encode('f'.repeat(32))),
    401,
    'UNAUTHENTICATED',
    4403,
  ],
  ['a JSON Web Token of another issuer', withJwt({ iss: 'https://evil.example.com' }), 401, 'UNAUTHENTICATED', 4403],
  ['a JSON Web Token for another audience', withJwt({ aud: 'other' }), 401, 'UNAUTHENTICATED', 4403],
  ['an expired JSON Web Token', withJwt({ exp: 1_000_000_000 }), 401, 'UNAUTHENTICATED', 4403],
  ['a JSON Web Token with an unknown role', withJwt({ role: 'root' }), 401, 'UNAUTHENTICATED', 4403],
  [
    'a name to act for, with the role READ',
    () => ({ credentials: { ...bearer(given.read), 'x-actor': 'mallory' } }),
    403,
    'FORBIDDEN',
    4403,
  ],
  [
    'an unknown document',
    () => ({ credentials: bearer(given.read), query: `{ ${'supervisors { totalCount } '.repeat(1_000)} }` }),
    403,
    'DOCUMENT_NOT_ALLOWED',
    null,
  ],
  ['no points left', withJwt({ sub: 'spender' }), 429, 'RATE_LIMITED', null],
]

let clients = 0
/** Each request seems to come from another client, because the responses to repeated failures are delayed. */
const newAddress = (): string => `10.${++clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`

async function overHttp({ credentials, query = trivial }: Request): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { ...credentials, 'content-type': 'application/json', 'x-forwarded-for': newAddress() },
    body: JSON.stringify({ query }),
  })
  const { errors } = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return `${response.status} ${errors?.[0]?.extensions.code ?? 'answered'}`
}

/** The close code, or the code of the error, of an operation over a new connection. */
function overWebSocket({ credentials, query = trivial }: Request): Promise<string> {
  const headers = { 'x-forwarded-for': newAddress() }
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
  const send = (message: object): void => {
    socket.send(JSON.stringify(message))
  }
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code) => {
      resolve(`closed with ${code}`)
    })
    socket.on('open', () => {
      send({ type: 'connection_init', payload: credentials })
    })
    socket.on('message', (data: Buffer) => {
      const { type, payload: answer } = JSON.parse(data.toString()) as { type: string; payload?: unknown }
      if (type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: { query } })
      if (type !== 'next' && type !== 'error') return
      const [, code = 'answered'] = /"code":"([A-Z_]+)"/.exec(JSON.stringify(answer)) ?? []
      resolve(code)
      socket.terminate()
    })
  })
}

const repetitions = 100
/** A refusal that looks up a token, or reports its reason, costs more than a trivial query. A refusal after the work costs much more. */
const maxRatio = 5

/** Sends a request many times. Returns the outcomes, and the processor time of the server for each request in milliseconds. */
async function measure(send: () => Promise<string>): Promise<{ outcomes: string[]; cpuMs: number }> {
  const outcomes = new Set<string>()
  const before = await readUsage(server.url)
  for (let i = 0; i < repetitions; i += 10)
    for (const outcome of await Promise.all(Array.from({ length: 10 }, send))) outcomes.add(outcome)
  const after = await readUsage(server.url)
  return { outcomes: [...outcomes], cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1_000) / repetitions }
}

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overWebSocket],
] as const)('over %s', (name, send) => {
  const expected = (status: number, code: string, close: number | null): string =>
    name === 'HTTP' ? `${status} ${code}` : close === null ? code : `closed with ${close}`
  let trivialMs = NaN

  beforeAll(async () => {
    const warm = { credentials: bearer(await sign({ sub: `warm over ${name}` })) }
    await measure(() => send(warm))
    const reference = { credentials: bearer(await sign({ sub: `reference over ${name}` })) }
    const measured = await measure(() => send(reference))
    expect(measured.outcomes).toEqual([name === 'HTTP' ? '200 answered' : 'answered'])
    trivialMs = measured.cpuMs
  })

  test.each(attacks)('%s is refused, for at most five times the cost of a trivial query', async (...attack) => {
    const [, request, status, code, close] = attack
    // reads the state of the token, or uses the points that the actor has got since
    for (let outcome = ''; outcome !== expected(status, code, close);) outcome = await send(await request())
    const prepared = await Promise.all(Array.from({ length: repetitions }, async () => request()))
    const { outcomes, cpuMs } = await measure(() => send(prepared.pop() ?? { credentials: {} }))
    expect(outcomes).toEqual([expected(status, code, close)])
    expect(cpuMs).toBeLessThan(maxRatio * trivialMs)
  })
})
