import { beforeAll, describe, expect, test } from 'vitest'
import { createSecret } from '../../src/domain/token.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { ask, bearer, givenToken, revoke, type GivenToken } from '../support/api/withTokens.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi({ authentication: true })
let id: IdOf
let admin: GivenToken
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > mine, other')
  admin = await givenToken(api.pool)
})

const refused = (message: RegExp) => ({
  status: 401,
  body: {
    errors: [{ message: expect.stringMatching(message) as string, extensions: { code: 'UNAUTHENTICATED' } }],
  },
})

describe('a request with a token', () => {
  test('has the actor, the role, the subtree and the expiry of the token', async () => {
    const token = await givenToken(api.pool, {
      role: 'REPORT',
      within: id('mine'),
      expires: `timezone('utc', now()) + interval '1 day'`,
    })
    const query = '{ viewer { actor role within { name } expiresAt onBehalfOf } supervisors { nodes { name } } }'
    expect((await ask(api, bearer(token.secret), query)).body).toEqual({
      data: {
        viewer: {
          actor: 'holder of REPORT',
          role: 'REPORT',
          within: { name: 'mine' },
          expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
          onBehalfOf: null,
        },
        supervisors: { nodes: [{ name: 'mine' }] },
      },
    })
  })

  test('keeps its subtree when the supervisor is terminated, moved or deleted', async () => {
    const moving = await givenTree(api.pool, 'a > b > c')
    const token = await givenToken(api.pool, { role: 'READ', within: moving('b') })
    const names = async () => {
      const { body } = await ask(
        api,
        bearer(token.secret),
        '{ supervisors(orderBy: { field: NAME, direction: ASC }) { nodes { name } } }',
      )
      return body.data
    }
    await api.pool.query(`UPDATE supervisors SET parent_id = $1 WHERE id = $2`, [id('other'), moving('b')])
    expect(await names()).toEqual({ supervisors: { nodes: [{ name: 'b' }, { name: 'c' }] } })
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id = ANY ($1)`, [
      [moving('b'), moving('c')],
    ])
    expect(await names()).toEqual({ supervisors: { nodes: [] } })
    await api.pool.query(`DELETE FROM supervisors WHERE id = ANY ($1)`, [[moving('b'), moving('c')]])
    expect(await names()).toEqual({ supervisors: { nodes: [] } })
  })

  test('can write the scheme in any case', async () => {
    expect(await ask(api, { authorization: `bEARER  ${admin.secret} ` })).toMatchObject({ status: 200 })
  })

  test('cannot act on behalf of a person with a role below OPERATE', async () => {
    const { secret } = await givenToken(api.pool, { role: 'REPORT' })
    expect(await ask(api, { ...bearer(secret), 'x-actor': 'alice' })).toMatchObject({
      status: 403,
      body: {
        errors: [
          {
            message: 'X-Actor: Requires role OPERATE; the caller has role REPORT. Use credentials with role OPERATE.',
            extensions: { code: 'FORBIDDEN' },
          },
        ],
      },
    })
  })
})

describe('a request is refused with 401', () => {
  test('without credentials, before its body is read', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: 'no JSON',
      headers: { 'content-type': 'text/plain' },
    })
    expect(response.headers['www-authenticate']).toBe('Bearer realm="supervisor-hierarchy"')
    expect({ status: response.statusCode, body: response.json<unknown>() }).toEqual(
      refused(/^Credentials are required/),
    )
  })

  test('without credentials, over GET', async () => {
    const response = await api.app.inject({
      url: '/graphql?q%75ery={__typename}',
      headers: { 'x-apollo-operation-name': 'a' },
    })
    expect(response.statusCode).toBe(401)
  })

  test('but not if it loads the landing page, or has no operation', async () => {
    const page = await api.app.inject({ url: '/graphql', headers: { accept: 'text/html' } })
    expect(page).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': expect.stringContaining('html') as string },
    })
    expect((await api.app.inject({ url: '/graphql', headers: { 'x-apollo-operation-name': 'a' } })).statusCode).toBe(
      400,
    )
  })

  test.each([
    ['is mistyped', () => createSecret().replace(/.$/, '!'), /checksum/],
    ['does not exist', createSecret, /does not exist/],
    ['is not an API token', () => 'secret', /not an API token/],
    ['is in another scheme', () => 'a b', /malformed/],
  ])('if the token %s', async (_, secret, message) => {
    const answer = await ask(api, bearer(secret()))
    expect(answer).toMatchObject(refused(message))
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
  })

  test('if the token has expired or was revoked', async () => {
    const expired = await givenToken(api.pool, { expires: `timezone('utc', now())` })
    expect(await ask(api, bearer(expired.secret))).toMatchObject(refused(/has expired/))
    const token = await givenToken(api.pool)
    await revoke(api.pool, token)
    expect(await ask(api, bearer(token.secret))).toMatchObject(refused(/was revoked/))
  })
})

test('a token is read once, and further requests need no statement for it', async () => {
  const { secret } = await givenToken(api.pool)
  await ask(api, bearer(secret), '{ __typename }')
  const before = api.statements.length
  for (let i = 0; i < 50; i++) await ask(api, bearer(secret), '{ __typename }')
  const reads = api.statements.slice(before).filter((text) => text.includes('unnest') && text.includes('api_tokens'))
  expect(reads.length).toBeLessThanOrEqual(2) // the refresher, every two seconds
})

test('tokens that are first used at the same time are read with one statement', async () => {
  const tokens = await Promise.all(Array.from({ length: 20 }, () => givenToken(api.pool)))
  const before = api.statements.length
  await Promise.all(tokens.map(({ secret }) => ask(api, bearer(secret), '{ __typename }')))
  const reads = api.statements.slice(before).filter((text) => text.includes('encode(a.hash'))
  expect(reads.length).toBeLessThanOrEqual(3)
})

test('the last use of a token is recorded at most once per minute', async () => {
  const token = await givenToken(api.pool)
  const lastUsed = async () => {
    const { rows } = await api.pool.query<{ at: Date | null }>(
      'SELECT last_used_at AS at FROM api_tokens WHERE id = $1',
      [token.id],
    )
    return rows[0]?.at ?? null
  }
  await ask(api, bearer(token.secret))
  await expect.poll(lastUsed, { timeout: 10_000 }).not.toBeNull()
  const first = await lastUsed()
  await ask(api, bearer(token.secret))
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect(await lastUsed()).toEqual(first)
})

test('probes need no credentials, and failures are counted and logged without the secret', async () => {
  for (const url of ['/livez', '/metrics']) expect((await api.app.inject(url)).statusCode).toBe(200)
  const secret = createSecret()
  await ask(api, bearer(secret))
  const metrics = readMetrics((await api.app.inject('/metrics')).body)
  expect(metrics['hierarchy_authentication_failures_total{failure="unknown"}']).toBeGreaterThan(0)
  expect(api.log).toContainEqual(
    expect.objectContaining({ msg: 'authentication failed', failure: 'unknown', remoteAddress: '127.0.0.1' }),
  )
  expect(JSON.stringify(api.log)).not.toContain(secret.slice(5, 20))
})

test('any Host is accepted with credentials, because no page can make a browser send them', async () => {
  expect(await ask(api, { ...bearer(admin.secret), host: 'hierarchy.example.com' })).toMatchObject({ status: 200 })
})
