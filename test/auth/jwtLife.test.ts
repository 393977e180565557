import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer } from '../support/api/withTokens.ts'

const secret = '0123456789abcdef0123456789abcdef'
const issuer = 'https://login.example.com'
const audience = 'hierarchy'
const api = withApi({
  authentication: true,
  env: { AUTH_JWT_SECRET: secret, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience },
})
const sockets = withSockets(api)

test('an open WebSocket is closed with 4403 when its JSON Web Token expires', async () => {
  const clockSkewSeconds = 60
  const exp = Math.floor(Date.now() / 1_000) - clockSkewSeconds + 4
  const token = await new SignJWT({ sub: 'alice', role: 'READ', iss: issuer, aud: audience, exp })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret))
  const followed = sockets.follow(
    'subscription { supervisorEvents { __typename } }',
    {},
    sockets.client({ connectionParams: bearer(token) }),
  )
  await sockets.untilStarted()
  expect(await ask(api, bearer(token))).toMatchObject({
    status: 200,
    body: { data: { viewer: { actor: 'alice', role: 'READ' } } },
  })
  await expect.poll(() => followed.end, { timeout: 9_000 }).toBeDefined()
  expect(followed.end?.error).toMatchObject({
    code: 4403,
    reason: 'The token has expired. Ask the identity provider for another token.',
  })
  expect(await ask(api, bearer(token))).toMatchObject({ status: 401 })
})
