import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, expect, test, vi } from 'vitest'
import WebSocket from 'ws'
import { followEvents } from '../../clients/follow/followEvents.ts'
import { askServer } from '../../clients/support/askServer.ts'
import { credentials } from '../../clients/support/credentials.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { bearer, givenToken, revoke } from '../support/api/withTokens.ts'

const api = withApi({ authentication: true })
const sockets = withSockets(api)
beforeAll(() => givenToken(api.pool))

const ask = () => askServer<object>(sockets.url.replace('ws:', 'http:'), '{ viewer { role } }', {})

test('clients send the token of API_TOKEN, and report the refusal without it', async () => {
  vi.stubEnv('API_TOKEN', '')
  await expect.poll(() => ask().catch(String), { timeout: 5_000 }).toMatch(/^Error: Credentials are required/)
  const { secret } = await givenToken(api.pool, { role: 'READ' })
  vi.stubEnv('API_TOKEN', `${secret}\n`)
  expect(await ask()).toEqual({ viewer: { role: 'READ' } })
})

test('an error of a server contains no commands for the terminal', async () => {
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ errors: [{ message: 'a\u001b[2J\u009b31mb\u202e' }] }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server that listens
  await expect(askServer(`http://127.0.0.1:${port}`, '{ a }', {})).rejects.toThrow(/^a \[2J 31mb $/)
  server.close()
})

test('a follower ends with the reason when its token is revoked', async () => {
  const token = await givenToken(api.pool, { role: 'READ' })
  vi.stubEnv('API_TOKEN', token.secret)
  expect(credentials()).toEqual(bearer(token.secret))
  const items = followEvents({
    url: sockets.url,
    webSocketImpl: WebSocket,
    connectionParams: credentials(),
    selection: 'type',
    onConnected: () => void revoke(api.pool, token),
  })
  await expect(items.next()).rejects.toThrow('the connection was closed: 4403 The token was revoked.')
})
