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
