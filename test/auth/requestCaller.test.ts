import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRaw } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer, givenToken, revoke } from '../support/api/withTokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'caller-'))
const manifest = join(folder, 'manifest.json')
writeFileSync(manifest, JSON.stringify({ known: '{ viewer { actor } }' }))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const api = withApi({ authentication: true, env: { OPERATIONS_MANIFEST: manifest } })
const sockets = withSockets(api)
beforeAll(async () => {
  const { secret } = await givenToken(api.pool)
  await ask(api, bearer(secret)) // now the server knows that callers need credentials
})

describe('a GET without credentials is refused with 401', () => {
  const persisted = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'known' } })
  test.each<Record<string, string>>([
    { query: '{ __typename }' },
    { query: '' },
    { documentId: 'known' },
    { documentId: '' },
    { documentId: 'known', operationName: 'a', variables: '{}' },
    { extensions: persisted },
    { extensions: '' },
  ])('with the parameters %j', async (query) => {
    const response = await api.app.inject({ url: '/graphql', query, headers: { 'apollo-require-preflight': '1' } })
    expect(response).toMatchObject({ statusCode: 401 })
    expect(response.json<object>()).not.toHaveProperty('data')
  })

  test.each([
    '/graphql?documentId=known&documentId=known',
    '/graphql?a=%&document%49d=known',
    'http://localhost/graphql?documentId=known',
  ])('with the unusual target %s', async (target) => {
    const socket = connectRaw(
      sockets.url,
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nApollo-Require-Preflight: 1\r\nConnection: close\r\n\r\n`,
    )
    expect(await read(socket)).toMatch(/^HTTP\/1.1 401 /)
  })
})

test('a request whose token is revoked while its body is sent changes nothing', async () => {
  const token = await givenToken(api.pool, { role: 'OPERATE' })
  const body = JSON.stringify({ query: 'mutation { spawnSupervisor(input: { name: "late" }) { __typename } }' })
  const socket = connectRaw(
    sockets.url,
    `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nAuthorization: Bearer ${token.secret}\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 20)}`,
  )
  await expect.poll(() => api.statements.filter((text) => text.includes('FROM unnest')).length).toBeGreaterThan(0)
  await revoke(api.pool, token)
  await expect.poll(async () => (await ask(api, bearer(token.secret))).status, { timeout: 5_000 }).toBe(401)
  socket.write(body.slice(20))
  expect(await read(socket)).toMatch(/^HTTP\/1.1 401 [^]*The token was revoked/)
  expect((await api.pool.query(`SELECT FROM supervisors WHERE name = 'late'`)).rowCount).toBe(0)
})

async function read(socket: ReturnType<typeof connectRaw>): Promise<string> {
  let received = ''
  for await (const chunk of socket.setEncoding('utf8')) received += String(chunk)
  return received
}
