import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSecret } from '../../src/domain/token.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer, givenToken, revoke, type GivenToken } from '../support/api/withTokens.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'

// A server that cannot read the states of tokens must not say that the credentials are wrong: clients would give up.

let proxy: TcpProxy
const api = withApi({
  authentication: true,
  through: async (url) => {
    proxy = await givenProxy(url)
    await proxy.forward()
    return proxy.url
  },
})
const sockets = withSockets(api)
let unread: GivenToken
beforeEach(async () => {
  unread = await givenToken(api.pool)
})
afterEach(async () => {
  await proxy.forward()
  await expect.poll(() => statusOf(unread.secret), withinMs).toBe(200)
})

/** The server notices the end of an outage within this time, and it uses a state for 4 s. */
const withinMs = { timeout: 10_000 }
const statusOf = async (secret: string): Promise<number> => (await ask(api, bearer(secret))).status
/** Sends an operation that needs no database over a new WebSocket. */
async function askOverSocket(secret: string) {
  const followed = sockets.follow('{ __typename }', {}, sockets.client({ connectionParams: bearer(secret) }))
  await followed.ended
  return { answers: followed.answers, error: followed.end?.error }
}
const unavailable = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] },
}
const tryAgainLater = { answers: [], error: { code: 1013 } }
const served = { answers: [{ data: { __typename: 'Query' } }], error: undefined }

describe('while the database refuses connections', () => {
  test('a token that was not read before is neither accepted nor refused', async () => {
    await proxy.refuse()
    for (const secret of [unread.secret, createSecret()]) {
      const answer = await ask(api, bearer(secret))
      expect(answer).toMatchObject(unavailable)
      expect(answer.headers).not.toHaveProperty('www-authenticate')
      expect(await askOverSocket(secret)).toMatchObject(tryAgainLater)
    }
    expect(api.log.filter(({ msg }) => msg === 'authentication failed')).toEqual([])

    await proxy.forward()
    await expect.poll(() => statusOf(unread.secret), withinMs).toBe(200)
    expect(await askOverSocket(unread.secret)).toMatchObject(served)
  })

  test('what is no token is refused, because no state is needed', async () => {
    await proxy.refuse()
    expect(await statusOf('no-token')).toBe(401)
    expect(await statusOf(`${unread.secret.slice(0, -1)}-`)).toBe(401)
    expect(await ask(api, {})).toMatchObject({ status: 401 })
  })

  test('a known token is accepted until its state is too old, and again afterwards', async () => {
    const known = await givenToken(api.pool)
    expect(await statusOf(known.secret)).toBe(200)
    await proxy.refuse()
    expect(await ask(api, bearer(known.secret))).toMatchObject({
      status: 200,
      body: { data: { viewer: { actor: 'holder of ADMIN', role: 'ADMIN' } } },
    })
    expect(await askOverSocket(known.secret)).toMatchObject(served)

    await expect.poll(() => statusOf(known.secret), withinMs).toBe(503)
    expect(await ask(api, bearer(known.secret))).toMatchObject(unavailable)
    expect(await askOverSocket(known.secret)).toMatchObject(tryAgainLater)

    await proxy.forward()
    await expect.poll(() => statusOf(known.secret), withinMs).toBe(200)
    expect(await askOverSocket(known.secret)).toMatchObject(served)
  })

  test('a token that is revoked meanwhile is never accepted once its state is too old', async () => {
    const token = await givenToken(api.pool)
    expect(await statusOf(token.secret)).toBe(200)
    await proxy.refuse()
    await revoke(api.pool, token)
    await expect.poll(() => statusOf(token.secret), withinMs).toBe(503)
    await proxy.forward()
    const statuses = new Set<number>()
    await expect
      .poll(async () => {
        const status = await statusOf(token.secret)
        statuses.add(status)
        return status
      }, withinMs)
      .toBe(401)
    expect(statuses).not.toContain(200)
  })

  test('an open WebSocket stays open; its operations are refused, and later accepted', async () => {
    const known = await givenToken(api.pool)
    const client = sockets.client({
      connectionParams: bearer(known.secret),
      lazy: false,
      onNonLazyError: () => undefined,
    })
    const over = async () => {
      const followed = sockets.follow('{ __typename }', {}, client)
      await followed.ended
      return { answers: followed.answers, error: followed.end?.error }
    }
    let closed = 0
    client.on('closed', () => (closed += 1))
    expect(await over()).toMatchObject(served)
    await proxy.refuse()
    const refused = { answers: [], error: [{ extensions: { code: 'UNAVAILABLE' } }] }
    await expect.poll(over, withinMs).toMatchObject(refused)
    await proxy.forward()
    await expect.poll(over, withinMs).toMatchObject(served)
    expect(closed).toBe(0)
  })
})

test('a database that does not answer makes the server unavailable within a bounded time', async () => {
  expect(await statusOf(createSecret())).toBe(401)
  proxy.stall()
  const [overHttp, overSocket] = await Promise.all([ask(api, bearer(unread.secret)), askOverSocket(unread.secret)])
  expect(overHttp).toMatchObject(unavailable)
  expect(overSocket).toMatchObject(tryAgainLater)
  proxy.reset()
})
