import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { createSecret } from '../../src/domain/token.ts'
import { graphql } from '../generated/index.ts'
import { withSecondServer } from '../support/api/secondServer.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer, givenToken, revoke, type GivenToken } from '../support/api/withTokens.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'

// The life of tokens over two servers of one database, with open WebSockets.

const api = withApi({ authentication: true })
const second = withSecondServer(api)
const sockets = withSockets(api)
let id: IdOf
let admin: GivenToken
/** The log of the first server, which is emptied before each test. */
const logged: unknown[] = []
afterEach(() => logged.push(...api.log))
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > mine, other')
  admin = await givenToken(api.pool)
})

/** A revocation takes effect within this time. */
const withinMs = { timeout: 5_000 }

const events = graphql(`
  subscription FollowWithToken {
    supervisorEvents {
      __typename
    }
  }
`)
const createDocument = `mutation ($input: CreateTokenInput!) {
  createToken(input: $input) { ... on CreateTokenPayload { secret token { id lastUsedAt } } }
}`
const revokeDocument = `mutation ($id: ID!) {
  revokeToken(input: { id: $id }) { ... on RevokeTokenPayload { changed token { revokedAt } } }
}`

test('a token is accepted by a second server, whose revocation closes the WebSocket on the first', async () => {
  const created = await ask<{ createToken: { secret: string; token: { id: string } } }>(
    api,
    bearer(admin.secret),
    createDocument,
    { input: { actor: 'ops', role: 'READ' } },
  )
  const { secret, token } = created.body.data?.createToken ?? { secret: '', token: { id: '' } }
  expect((await ask(second, bearer(secret))).body).toEqual({ data: { viewer: { actor: 'ops', role: 'READ' } } })

  const client = sockets.client({ connectionParams: bearer(secret) })
  const followed = sockets.follow(events, {}, client)
  await sockets.untilStarted()
  await api.pool.query(`UPDATE supervisors SET description = 'a' WHERE id = $1`, [id('mine')])
  await expect.poll(() => followed.answers.length).toBeGreaterThan(0)

  const revoked = await ask(second, bearer(admin.secret), revokeDocument, { id: token.id })
  expect(revoked.body.data).toMatchObject({ revokeToken: { changed: true } })
  await expect.poll(() => followed.end, withinMs).toBeDefined()
  expect(followed.end?.error).toMatchObject({
    code: 4403,
    reason: 'The token was revoked. Ask an administrator for another token.',
  })
  for (const server of [api, second])
    await expect.poll(async () => (await ask(server, bearer(secret))).status, withinMs).toBe(401)

  const again = await ask(second, bearer(admin.secret), revokeDocument, { id: token.id })
  expect(again.body.data).toMatchObject({ revokeToken: { changed: false } })
})

test('an open WebSocket is closed when its token expires', async () => {
  const { secret } = await givenToken(api.pool, { role: 'READ', expires: `timezone('utc', now()) + interval '2 s'` })
  const followed = sockets.follow(events, {}, sockets.client({ connectionParams: bearer(secret) }))
  await expect.poll(() => followed.end, { timeout: 8_000 }).toBeDefined()
  expect(followed.end?.error).toMatchObject({
    code: 4403,
    reason: 'The token has expired. Ask an administrator for another token.',
  })
})

test('no event is delivered once the server has read the revocation', async () => {
  const token = await givenToken(api.pool, { role: 'READ' })
  const followed = sockets.follow(events, {}, sockets.client({ connectionParams: bearer(token.secret) }))
  await sockets.untilStarted()
  await revoke(api.pool, token)
  await expect.poll(async () => (await ask(api, bearer(token.secret))).status, withinMs).toBe(401)
  const received = followed.answers.length
  await api.pool.query(`UPDATE supervisors SET description = 'b' WHERE id = $1`, [id('mine')])
  await followed.ended
  await sleep(200)
  expect(followed.answers.length).toBe(received)
})

test.each([
  [{}, 'Credentials are required. Send `Authorization: Bearer <token>`.'],
  [bearer(createSecret()), 'The token does not exist. Ask an administrator for another token.'],
  [{ authorization: 7 }, 'authorization: expected a string, got number.'],
])('a WebSocket with the connection parameters %j is closed with 4403', async (connectionParams, reason) => {
  const followed = sockets.follow('{ __typename }', {}, sockets.client({ connectionParams }))
  await followed.ended
  expect(followed.end?.error).toMatchObject({ code: 4403, reason })
})

test('the key `authorization` of `connection_init` is accepted in any case, and its token determines the caller', async () => {
  const { secret } = await givenToken(api.pool, { role: 'OPERATE', within: id('mine') })
  const client = sockets.client({ connectionParams: { Authorization: `Bearer ${secret}`, 'X-Actor': 'alice' } })
  const followed = sockets.follow('{ viewer { actor role onBehalfOf within { name } } }', {}, client)
  await followed.ended
  expect(followed.answers).toMatchObject([
    {
      data: { viewer: { actor: 'holder of OPERATE', role: 'OPERATE', onBehalfOf: 'alice', within: { name: 'mine' } } },
    },
  ])
})

test('no log, metric, error or event contains a secret', async () => {
  const { rows } = await api.pool.query<{ text: string }>('SELECT e::text AS text FROM supervisor_events e')
  const { rows: stored } = await api.pool.query<{ text: string }>('SELECT a::text AS text FROM api_tokens a')
  const metrics = await Promise.all([api.app.inject('/metrics'), second.app.inject('/metrics')])
  const output = JSON.stringify([logged, second.log, metrics.map(({ body }) => body), rows, stored])
  expect(output).not.toMatch(/shtk_[0-9A-Za-z]{6}/)
  expect(second.log).toContainEqual(
    expect.objectContaining({ msg: 'token revoked', actor: 'holder of ADMIN', tokenId: admin.id, within: null }),
  )
})
