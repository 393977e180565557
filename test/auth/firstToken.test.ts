import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer, givenToken } from '../support/api/withTokens.ts'

const api = withApi({ authentication: true })
const sockets = withSockets(api)

test('the first token ends the local administrator, on a running server and for its WebSockets', async () => {
  const local = { data: { viewer: { actor: 'local', role: 'ADMIN' } } }
  expect((await ask(api, {})).body).toEqual(local)
  expect(await ask(api, { host: 'evil.example.com' })).toMatchObject({ status: 403 })
  expect(await ask(api, { 'x-forwarded-for': '192.0.2.1' })).toMatchObject({
    status: 403,
    body: { errors: [{ message: expect.stringMatching(/^The request comes through a proxy/) as string }] },
  })
  const followed = sockets.follow('subscription { supervisorEvents { __typename } }')
  await sockets.untilStarted()

  const { secret } = await givenToken(api.pool)
  await expect.poll(async () => (await ask(api, {})).status, { timeout: 5_000 }).toBe(401)
  await followed.ended
  expect(followed.end?.error).toMatchObject({ code: 4403 })
  expect(await ask(api, bearer(secret))).toMatchObject({ status: 200 })

  // tokens that have ended do not make every caller an administrator again
  await api.pool.query(`UPDATE api_tokens SET revoked_at = timezone('utc', now())`)
  await expect.poll(async () => (await ask(api, bearer(secret))).status, { timeout: 5_000 }).toBe(401)
  expect(await ask(api, {})).toMatchObject({ status: 401 })
})
