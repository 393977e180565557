import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { givenIdentityProvider } from '../support/api/identityProvider.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { ask, bearer } from '../support/api/withTokens.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'

// The server and a real OpenID provider, which issues access tokens in the form of JSON Web Tokens (RFC 9068).

const audience = 'https://hierarchy.example.com'
const fleetClaims = { groups: 'OPERATE', subtree: '' }
const provider = await givenIdentityProvider({
  ops: { groups: ['offline_access', 'READ', 'ADMIN'], subtree: '*' },
  'search-fleet': fleetClaims,
  stranger: { groups: ['offline_access'], subtree: '*' },
  forgotten: { groups: 'READ' },
})
const api = withApi({
  authentication: true,
  env: {
    AUTH_JWKS_URL: provider.jwksUrl,
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: audience,
    AUTH_ROLE_CLAIM: 'groups',
    AUTH_WITHIN_CLAIM: 'subtree',
  },
})
const sockets = withSockets(api)
let id: IdOf
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [other, search > worker]')
  fleetClaims.subtree = id('search')
})
afterEach(() => vi.restoreAllMocks())

const query = `{
  viewer { actor role within { name } }
  supervisors(orderBy: { field: NAME, direction: ASC }) { nodes { name } }
}`
const fleet = {
  data: {
    viewer: { actor: 'search-fleet', role: 'OPERATE', within: { name: 'search' } },
    supervisors: { nodes: [{ name: 'search' }, { name: 'worker' }] },
  },
}
const tokenOf = (client: string): Promise<string> => provider.tokenFor(client, audience)

/** Sends the query over a new WebSocket. */
async function askOverSocket(token: string) {
  const followed = sockets.follow(query, {}, sockets.client({ connectionParams: bearer(token) }))
  await followed.ended
  return { answers: followed.answers, error: followed.end?.error }
}

describe('a token of the provider', () => {
  test('limits its caller to its subtree, over HTTP and WebSocket', async () => {
    const token = await tokenOf('search-fleet')
    expect(await ask(api, bearer(token), query)).toMatchObject({ status: 200, body: fleet })
    expect(await askOverSocket(token)).toMatchObject({ answers: [fleet], error: undefined })

    const rename = `mutation ($id: ID!) {
      updateSupervisor(input: { id: $id, description: "changed" }) { __typename }
    }`
    const outcome = async (of: string) => (await ask(api, bearer(token), rename, { id: of })).body.data
    expect(await outcome(id('search'))).toEqual({ updateSupervisor: { __typename: 'UpdateSupervisorPayload' } })
    expect(await outcome(id('other'))).toEqual({ updateSupervisor: { __typename: 'NotFoundError' } })
  })

  test('without a limit gives the highest role in its list, over the whole hierarchy', async () => {
    const viewer = { actor: 'ops', role: 'ADMIN', within: null }
    const token = await tokenOf('ops')
    const { body } = await ask<{ supervisors: { nodes: unknown[] } }>(api, bearer(token), query)
    expect(body.data).toMatchObject({ viewer })
    expect(body.data?.supervisors.nodes).toHaveLength(4)
    expect(await askOverSocket(token)).toMatchObject({ answers: [{ data: { viewer } }] })
  })

  test.each([
    [
      'for another audience',
      'ops',
      'https://other.example.com',
      'The claim `aud` of the token is missing or not accepted. Ask the identity provider for another token.',
    ],
    [
      'whose list has no known role',
      'stranger',
      audience,
      'The claim `groups` of the token is not one of READ, REPORT, OPERATE, ADMIN, or a list that contains one. Ask the identity provider for another token.',
    ],
    [
      'without a subtree',
      'forgotten',
      audience,
      'The claim `subtree` of the token is not a UUID or *. Ask the identity provider for another token.',
    ],
  ])('%s is refused, over HTTP and WebSocket', async (_, client, resource, message) => {
    const token = await provider.tokenFor(client, resource)
    expect(await ask(api, bearer(token), query)).toMatchObject({
      status: 401,
      body: { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
    })
    expect(await askOverSocket(token)).toMatchObject({ answers: [], error: { code: 4403 } })
  })
})

test('a new key of the provider is accepted, and a withdrawn key is refused, without a restart', async () => {
  const old = await tokenOf('search-fleet')
  expect(await ask(api, bearer(old), query)).toMatchObject({ body: fleet })
  const statusOf = async (token: string): Promise<number> => (await ask(api, bearer(token))).status

  await provider.addKey()
  const renewed = await tokenOf('search-fleet')
  laterBy(30) // the server looks for an unknown key at most once in this time
  expect(await ask(api, bearer(renewed), query)).toMatchObject({ body: fleet })
  expect(await askOverSocket(renewed)).toMatchObject({ answers: [fleet] })
  expect(await statusOf(old)).toBe(200)

  provider.withdrawOldKeys()
  laterBy(330) // the server reads all keys again after five minutes, in the background
  await expect.poll(async () => [await statusOf(await tokenOf('ops')), await statusOf(old)]).toEqual([200, 401])
  expect(await statusOf(renewed)).toBe(200)
})

/** Moves the clock by which the server waits. Tokens expire by the clock of the calendar, which does not move. */
function laterBy(seconds: number): void {
  vi.restoreAllMocks()
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + seconds * 1_000)
}
