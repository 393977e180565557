import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { bearer, givenToken } from '../support/api/withTokens.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withServers } from '../support/process/serverProcess.ts'

const servers = withServers()
const database = withDatabase()

test.each([
  [{ HOST: '0.0.0.0' }, 'HOST: 0.0.0.0'],
  [{ TRUST_PROXY: '127.0.0.1' }, 'TRUST_PROXY'],
  [{ PUBLIC_URL: 'https://hierarchy.example.com' }, 'PUBLIC_URL'],
])('with %j and no token, the server exits and names the command that creates one', async (env, setting) => {
  const { code, stderr } = await servers.run({ DATABASE_URL: database.url, ...env })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `${setting} lets other machines reach the server, and no caller could authenticate. Create a token first: npm run token -- create --actor ops --role ADMIN. Or set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE.\n`,
  })
})

test('with HOST=0.0.0.0 and a token, the server serves callers with the token, for any Host, and no others', async () => {
  const { secret } = await givenToken(database.pool)
  const server = await servers.start({
    DATABASE_URL: database.url,
    HOST: '0.0.0.0',
    TRUST_PROXY: '127.0.0.1',
    PUBLIC_URL: 'https://hierarchy.example.com',
    METRICS_TOKEN: '0123456789abcdef',
  })
  const url = server.url.replace('0.0.0.0', '127.0.0.1')
  const ask = (headers: Record<string, string>) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"query":"{ viewer { role } }"}',
    })
  expect((await ask({})).status).toBe(401)
  expect((await ask(bearer(secret))).headers.get('strict-transport-security')).toBe('max-age=31536000')
  expect(await (await ask(bearer(secret))).json()).toMatchObject({ data: { viewer: { role: 'ADMIN' } } })

  // a proxy on this machine
  const forwarded = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-host': 'hierarchy.example.com' }
  expect((await ask({ ...bearer(secret), ...forwarded })).status).toBe(200)
  const other = { ...forwarded, 'x-forwarded-host': 'other.example.com' }
  expect((await ask({ ...bearer(secret), ...other })).status).toBe(403)
  expect((await ask({ ...bearer(`${secret}0`), ...forwarded })).status).toBe(401)
  // WebSockets through the same proxy, and through a proxy that replaces the Host header
  const handshake = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
      socket.on('open', () => {
        socket.terminate()
        resolve(101)
      })
      socket.on('unexpected-response', (_request, response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      socket.on('error', reject)
    })
  const origin = 'https://hierarchy.example.com'
  expect(await handshake({ ...forwarded, origin })).toBe(101)
  expect(await handshake({ ...forwarded, origin, host: 'upstream.internal' })).toBe(101)
  expect(await handshake({ ...other, host: 'hierarchy.example.com' })).toBe(403)
  expect(await handshake({ host: 'upstream.internal' })).toBe(403)
  expect(await handshake({ ...forwarded, origin: 'https://evil.example.com' })).toBe(403)

  const failure = { msg: 'authentication failed', failure: 'malformed', remoteAddress: '192.0.2.7' }
  await expect.poll(() => server.log()).toContainEqual(expect.objectContaining(failure))

  expect((await fetch(`${url}/livez`)).status).toBe(200)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect((await fetch(`${url}/metrics`)).status).toBe(401)
  expect((await fetch(`${url}/metrics`, { headers: bearer('0123456789abcdee') })).status).toBe(401)
  expect((await fetch(`${url}/metrics`, { headers: bearer('0123456789abcdef') })).status).toBe(200)
  const { stdout } = await server.stop()
  expect(stdout).not.toContain(secret.slice(5, 20))
})
