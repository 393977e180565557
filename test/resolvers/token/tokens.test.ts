import { beforeAll, describe, expect, test } from 'vitest'
import type { CreateTokenInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { givenToken, revoke } from '../../support/api/withTokens.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'
import { isSecret, hashSecret } from '../../../src/domain/token.ts'

const api = withApi()
const executeAs = withViewer(api)
let id: IdOf
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [mine > below, other]')
})

const createDocument = graphql(`
  mutation CreateToken($input: CreateTokenInput!) {
    createToken(input: $input) {
      __typename
      ... on CreateTokenPayload {
        secret
        token {
          id
          actor
          role
          withinId
          within {
            name
          }
          description
          createdBy
          createdAt
          expiresAt
          revokedAt
          lastUsedAt
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
    }
  }
`)
const revokeDocument = graphql(`
  mutation RevokeToken($id: ID!) {
    revokeToken(input: { id: $id }) {
      __typename
      ... on RevokeTokenPayload {
        changed
        token {
          id
          revokedAt
        }
      }
      ... on Error {
        message
        code
      }
    }
  }
`)
const listDocument = graphql(`
  query Tokens($first: Int, $after: String) {
    tokens(first: $first, after: $after) {
      totalCount
      nodes {
        id
      }
      pageInfo {
        endCursor
        hasNextPage
      }
    }
  }
`)

const boundedAdmin = () => ({ actor: 'admin of mine', role: 'ADMIN', within: id('mine') }) as const
const create = async (input: CreateTokenInput, viewer: Parameters<typeof executeAs>[0] = {}) =>
  (await executeAs(viewer, createDocument, { input })).data.createToken
const dayMs = 86_400_000

describe('createToken', () => {
  test('returns the secret once, and stores its hash only', async () => {
    const result = await create({ actor: ' ops ', role: 'OPERATE', within: id('mine'), description: 'nightly' })
    if (result.__typename !== 'CreateTokenPayload') throw new Error(result.__typename)
    const { secret, token } = result
    expect(isSecret(secret)).toBe(true)
    expect(token).toMatchObject({
      actor: 'ops',
      role: 'OPERATE',
      withinId: id('mine'),
      within: { name: 'mine' },
      description: 'nightly',
      createdBy: 'tester',
      revokedAt: null,
      lastUsedAt: null,
    })
    const { rows } = await api.pool.query<{ hash: Buffer }>('SELECT * FROM api_tokens WHERE id = $1', [token.id])
    expect(rows[0]?.hash.toString('hex')).toBe(hashSecret(secret))
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test('expires after 90 days by default, at a given time, or never', async () => {
    const expiryOf = async (input: Partial<CreateTokenInput>) => {
      const result = await create({ actor: 'ops', role: 'READ', ...input })
      if (result.__typename !== 'CreateTokenPayload') throw new Error(result.__typename)
      return result.token.expiresAt
    }
    const byDefault = new Date(String(await expiryOf({}))).getTime() - Date.now()
    expect(Math.round(byDefault / dayMs)).toBe(90)
    const given = new Date(Date.now() + dayMs).toISOString()
    expect(await expiryOf({ expiresAt: given })).toBe(given)
    expect(await expiryOf({ neverExpires: true })).toBeNull()
  })

  test('writes no event', async () => {
    const count = async () => (await api.pool.query('SELECT FROM supervisor_events')).rowCount
    const before = await count()
    await create({ actor: 'ops', role: 'READ' })
    expect(await count()).toBe(before)
  })

  test.each<[string, Partial<CreateTokenInput>, object]>([
    ['a blank actor', { actor: ' ' }, { code: 'VALIDATION', path: ['input', 'actor'] }],
    ['the actor of the sweeper', { actor: ' Sweeper ' }, { code: 'VALIDATION', path: ['input', 'actor'] }],
    ['the local actor', { actor: 'local' }, { code: 'VALIDATION', path: ['input', 'actor'] }],
    ['a past expiry', { expiresAt: '2020-01-01T00:00:00Z' }, { code: 'VALIDATION', path: ['input', 'expiresAt'] }],
    [
      'an expiry for a token that never expires',
      { expiresAt: '2030-01-01T00:00:00Z', neverExpires: true },
      { code: 'VALIDATION', path: ['input', 'expiresAt'] },
    ],
    ['an unknown supervisor', { within: '00000000-0000-4000-8000-000000000000' }, { code: 'NOT_FOUND' }],
  ])('refuses %s', async (_, input, refusal) => {
    expect(await create({ actor: 'ops', role: 'READ', ...input })).toMatchObject(refusal)
  })

  test.each(['READ', 'REPORT', 'OPERATE'] as const)('refuses a caller with role %s', async (role) => {
    expect(await create({ actor: 'ops', role: 'READ' }, { role })).toMatchObject({
      code: 'FORBIDDEN',
      message: `Requires role ADMIN; the caller has role ${role}. Use credentials with role ADMIN.`,
    })
  })

  test('by an administrator of a subtree makes tokens of this subtree only', async () => {
    const input = { actor: 'ops', role: 'ADMIN' } as const
    expect(await create({ ...input, within: id('below') }, boundedAdmin())).toMatchObject({
      __typename: 'CreateTokenPayload',
    })
    expect(await create(input, boundedAdmin())).toMatchObject({ code: 'VALIDATION', path: ['input', 'within'] })
    for (const name of ['root', 'other'])
      expect(await create({ ...input, within: id(name) }, boundedAdmin())).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('revokeToken', () => {
  const revokeAs = async (viewer: Parameters<typeof executeAs>[0], tokenId: string) =>
    (await executeAs(viewer, revokeDocument, { id: tokenId })).data.revokeToken

  test('revokes once, and a repeat changes nothing', async () => {
    const { id: tokenId } = await givenToken(api.pool)
    const first = await revokeAs({}, tokenId)
    expect(first).toMatchObject({ changed: true, token: { id: tokenId, revokedAt: expect.any(String) as string } })
    expect(await revokeAs({}, tokenId)).toEqual({ ...first, changed: false })
  })

  test('by two callers at once changes the token once', async () => {
    const { id: tokenId } = await givenToken(api.pool)
    const results = await Promise.all([1, 2, 3].map(() => revokeAs({}, tokenId)))
    expect(results.filter((result) => 'changed' in result && result.changed)).toHaveLength(1)
  })

  test('refuses a caller with a lower role, and an unknown token', async () => {
    const { id: tokenId } = await givenToken(api.pool)
    expect(await revokeAs({ role: 'OPERATE' }, tokenId)).toMatchObject({ code: 'FORBIDDEN' })
    expect(await revokeAs({}, id('root'))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('by an administrator of a subtree finds tokens of this subtree only', async () => {
    const [whole, other, own] = await Promise.all(
      [null, id('other'), id('below')].map((within) => givenToken(api.pool, { within })),
    )
    for (const token of [whole, other])
      expect(await revokeAs(boundedAdmin(), token?.id ?? '')).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `Token ${token?.id} not found. Check input.id.`,
      })
    expect(await revokeAs(boundedAdmin(), own?.id ?? '')).toMatchObject({ changed: true })
  })
})

test('of a deleted supervisor are neither listed nor revoked by a caller that was limited to it', async () => {
  const gone = await givenTree(api.pool, 'gone')
  const token = await givenToken(api.pool, { within: gone('gone') })
  const viewer = { actor: 'admin of gone', role: 'ADMIN', within: gone('gone') } as const
  expect((await executeAs(viewer, listDocument, {})).data).toMatchObject({ tokens: { totalCount: 1 } })
  await api.pool.query('DELETE FROM supervisors WHERE id = $1', [gone('gone')])
  expect((await executeAs(viewer, listDocument, {})).data).toMatchObject({ tokens: { totalCount: 0 } })
  const { revokeToken } = (await executeAs(viewer, revokeDocument, { id: token.id })).data
  expect(revokeToken).toMatchObject({ code: 'NOT_FOUND' })
})

describe('tokens', () => {
  beforeAll(async () => {
    await api.pool.query('DELETE FROM api_tokens')
    for (const within of [null, id('root'), id('mine'), id('below'), id('other')]) {
      const token = await givenToken(api.pool, { within })
      if (within === id('below')) await revoke(api.pool, token)
    }
  })

  test('are listed newest first, page by page', async () => {
    const { tokens: all } = (await executeAs({}, listDocument, {})).data
    expect(all).toMatchObject({ totalCount: 5, nodes: { length: 5 } })
    const { tokens: page } = (await executeAs({}, listDocument, { first: 2 })).data
    const { tokens: rest } = (await executeAs({}, listDocument, { after: page.pageInfo.endCursor ?? null })).data
    expect([...page.nodes, ...rest.nodes]).toEqual(all.nodes)
  })

  test('of other subtrees are not listed for an administrator of a subtree', async () => {
    const { tokens } = (await executeAs(boundedAdmin(), listDocument, {})).data
    expect(tokens).toMatchObject({ totalCount: 2, nodes: { length: 2 } })
  })

  test('are refused for a caller with a lower role', async () => {
    const { errors } = await executeAs({ role: 'OPERATE' }, listDocument, {})
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } })
  })
})
