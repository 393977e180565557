import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createVerifyJwt, type VerifyJwt } from '../../src/auth/jwt.ts'
import { createRemoteKeys } from '../../src/auth/remoteKeys.ts'

const issuer = 'https://login.example.com'
const audience = 'hierarchy'
const claims = { actor: 'sub', role: 'role', within: 'within', isWithinRequired: false }
const within = '8faf1255-738f-8b01-a1a7-3d6bad012f88'

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
const pairs: Record<string, Pair> = {}
/** What the identity provider returns for its keys. */
let answer: (end: (body: string) => void) => void = () => undefined
let reads = 0
let verifiers = 0
let provider: Server
let url = ''

const publish = async (...kids: string[]): Promise<void> => {
  const keys = await Promise.all(
    kids.map(async (kid) => ({ ...(await exportJWK(pairOf(kid).publicKey)), kid, alg: algorithms[kid] })),
  )
  answer = (end) => {
    end(JSON.stringify({ keys }))
  }
}
const algorithms: Record<string, string> = { rs: 'RS256', es: 'ES256', ed: 'EdDSA', next: 'ES256', ps: 'PS256' }
function pairOf(kid: string): Pair {
  const pair = pairs[kid]
  if (!pair) throw new Error(`there is no key ${kid}`)
  return pair
}

beforeAll(async () => {
  for (const [kid, algorithm] of Object.entries(algorithms))
    pairs[kid] = await generateKeyPair(algorithm, { extractable: true })
  provider = createServer((request, response) => {
    if (request.url?.endsWith(`?${verifiers}`)) reads += 1 // an earlier verifier may still read in the background
    answer((body) => response.end(body))
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks` // of a TCP server that listens
})
afterAll(() => {
  provider.closeAllConnections()
  provider.close()
})
beforeEach(async () => {
  reads = 0
  await publish('rs', 'es', 'ed')
})

const errorsSeen: unknown[] = []
const withKeys = (options: { timeoutMs?: number; refreshMs?: number; cooldownMs?: number } = {}): VerifyJwt => {
  verifiers += 1
  const remote = createRemoteKeys({
    url: `${url}?${verifiers}`,
    onError: (error) => errorsSeen.push(error),
    ...options,
  })
  return createVerifyJwt({ keys: { remote }, issuer, audience, claims })
}
const sign = (
  payload: Readonly<Record<string, unknown>> = {},
  { kid = 'rs', key }: { kid?: string; key?: CryptoKey } = {},
) =>
  new SignJWT({ sub: 'alice', role: 'READ', iss: issuer, aud: audience, exp: inSeconds(300), ...payload })
    .setProtectedHeader({ alg: algorithms[kid] ?? '', kid })
    .sign(key ?? pairOf(kid).privateKey)
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds
const failing = (failure: string, message: RegExp): unknown =>
  expect.objectContaining({ name: 'UnauthenticatedError', failure, message: expect.stringMatching(message) as string })

describe('a valid token', () => {
  test.each(['rs', 'es', 'ed'])('signed by the key %s becomes a caller', async (kid) => {
    const exp = inSeconds(300)
    expect(await withKeys()(await sign({ exp, within }, { kid }))).toEqual({
      actor: 'alice',
      role: 'READ',
      within,
      expiresAt: new Date(exp * 1_000),
      onBehalfOf: null,
      source: 'jwt',
    })
  })

  test('is verified once, and its keys are read once', async () => {
    const verify = withKeys()
    const token = await sign()
    const first = await verify(token)
    expect(await verify(token)).toBe(first)
    await verify(await sign({ sub: 'bob' }))
    expect(reads).toBe(1)
  })

  test('is accepted up to 60 s after its expiry', async () => {
    expect(await withKeys()(await sign({ exp: inSeconds(-50) }))).toMatchObject({ actor: 'alice' })
    await expect(withKeys()(await sign({ exp: inSeconds(-70) }))).rejects.toEqual(failing('expired', /has expired/))
  })

  test.each([
    [['offline_access', 'REPORT', 'READ'], 'REPORT'],
    [['ADMIN', 'OPERATE', 'ADMIN'], 'ADMIN'],
    [[null, 7, ['ADMIN'], { ADMIN: true }, 'admin', 'READ'], 'READ'],
  ])('with the roles %j has the role %s', async (listed, role) => {
    expect(await withKeys()(await sign({ role: listed }))).toMatchObject({ role })
  })

  test('with a shared secret is signed with HS256', async () => {
    const secret = new TextEncoder().encode('0123456789abcdef0123456789abcdef')
    const verify = createVerifyJwt({ keys: { secret }, issuer, audience, claims })
    const token = (alg: string) =>
      new SignJWT({ sub: 'ci', role: 'OPERATE', iss: issuer, aud: audience, exp: inSeconds(60) })
        .setProtectedHeader({ alg })
        .sign(secret)
    expect(await verify(await token('HS256'))).toMatchObject({ actor: 'ci', role: 'OPERATE', within: null })
    await expect(verify(await token('HS512'))).rejects.toEqual(failing('invalid', /algorithm/))
  })
})

describe('a token is refused', () => {
  test.each<[string, () => string | Promise<string>, RegExp]>([
    [
      'without a signature (alg: none)',
      () => new UnsecuredJWT({ sub: 'a', role: 'ADMIN', iss: issuer, aud: audience, exp: inSeconds(60) }).encode(),
      /not valid/,
    ],
    [
      'if the public key is the secret of HS256',
      async () => {
        const secret = new TextEncoder().encode(await exportSPKI(pairOf('rs').publicKey))
        return new SignJWT({ sub: 'a', role: 'ADMIN', iss: issuer, aud: audience, exp: inSeconds(60) })
          .setProtectedHeader({ alg: 'HS256', kid: 'rs' })
          .sign(secret)
      },
      /not valid/,
    ],
    ['with an algorithm that is not accepted', () => sign({}, { kid: 'ps' }), /not valid/],
    [
      'with another key of the same kid',
      async () => sign({}, { key: (await generateKeyPair('RS256')).privateKey }),
      /not valid/,
    ],
    ['with a changed payload', async () => (await sign()).replace(/\.(.)/, '.X'), /not valid/],
    ['from another issuer', () => sign({ iss: 'https://evil.example.com' }), /`iss`/],
    ['for another audience', () => sign({ aud: 'other' }), /`aud`/],
    ['before it is valid', () => sign({ nbf: inSeconds(120) }), /`nbf`/],
    ['without an expiry', () => sign({ exp: undefined }), /`exp`/],
    ['with an unknown kid', () => sign({}, { kid: 'next' }), /no key with the `kid`/],
    ['without a role', () => sign({ role: undefined }), /claim `role` of the token is not one of READ/],
    ['with an unknown role', () => sign({ role: 'root' }), /claim `role`/],
    ['with a role in another case', () => sign({ role: 'admin' }), /claim `role`/],
    [
      'with a list without a known role',
      () => sign({ role: ['admin', 'root', 7, null] }),
      /or a list that contains one/,
    ],
    ['with an empty list of roles', () => sign({ role: [] }), /claim `role`/],
    ['with a list in the list of roles', () => sign({ role: [['ADMIN']] }), /claim `role`/],
    ['with roles as the keys of an object', () => sign({ role: { ADMIN: true } }), /claim `role`/],
    [
      'with a subtree that is no UUID',
      () => sign({ within: 'all' }),
      /claim `within` of the token is not a UUID or \*/,
    ],
    ['with a subtree that is null', () => sign({ within: null }), /claim `within`/],
    ['with a blank actor', () => sign({ sub: ' ' }), /claim `sub`/],
    ['with the actor of the server itself', () => sign({ sub: 'sweeper' }), /claim `sub`/],
    ['that is no token', () => 'a.b.c', /not valid/],
  ])('%s', async (_, token, message) => {
    await expect(withKeys()(await token())).rejects.toEqual(failing('invalid', message))
  })

  test('if it is oversized, before it is decoded', async () => {
    const token = await sign({ padding: 'x'.repeat(8_192) })
    await expect(withKeys()(token)).rejects.toEqual(failing('malformed', /at most 8192 are allowed/))
    expect(reads).toBe(0)
  })

  test('with a message that contains no part of it', async () => {
    const token = await sign({ iss: 'https://evil.example.com', role: 'root' })
    await expect(withKeys()(token)).rejects.not.toThrow(/evil|root/)
  })
})

const drop = (): void => {
  provider.closeAllConnections()
}
const sending =
  (body: string): typeof answer =>
  (end) => {
    end(body)
  }

describe('keys', () => {
  test('that are new are read immediately, but at most once per cooldown', async () => {
    const verify = withKeys({ cooldownMs: 0 })
    await verify(await sign())
    await publish('rs', 'next')
    expect(await verify(await sign({}, { kid: 'next' }))).toMatchObject({ actor: 'alice' })

    const patient = withKeys()
    await patient(await sign())
    reads = 0
    for (let i = 0; i < 5; i++)
      await expect(patient(await sign({ jti: String(i) }, { kid: 'ps' }))).rejects.toMatchObject({ failure: 'invalid' })
    expect(reads).toBe(0)
  })

  test('that the provider has withdrawn are refused after the next read, for verified tokens too', async () => {
    const verify = withKeys({ refreshMs: 0, cooldownMs: 0 })
    const token = await sign()
    await verify(token)
    await publish('es')
    await expect.poll(async () => verify(await sign({ jti: String(Math.random()) })).catch(() => null)).toBeNull()
    await expect(verify(token)).rejects.toEqual(failing('invalid', /no key/))
  })

  test('that were withdrawn are refused as soon as they are too old, for verified tokens too', async () => {
    const verify = withKeys({ refreshMs: 200, cooldownMs: 0 })
    const token = await sign()
    await verify(token)
    await publish('es')
    await sleep(250)
    await expect(verify(token)).rejects.toEqual(failing('invalid', /no key/))
  })

  test('that change during a verification are used for the next one', async () => {
    const verify = withKeys({ cooldownMs: 0 })
    await verify(await sign())
    await publish('rs', 'next')
    const token = await sign()
    await Promise.all([verify(token), verify(await sign({}, { kid: 'next' }))])
    await publish('es')
    await expect(verify(await sign({}, { kid: 'ed' }))).rejects.toEqual(failing('invalid', /no key/))
    await expect(verify(token)).rejects.toEqual(failing('invalid', /no key/))
  })

  test('that are known stay in use while the provider is down', async () => {
    const verify = withKeys({ refreshMs: 0, cooldownMs: 0, timeoutMs: 200 })
    await verify(await sign())
    answer = () => {
      provider.closeAllConnections()
    }
    errorsSeen.length = 0
    for (let i = 0; i < 3; i++) expect(await verify(await sign({ jti: String(i) }))).toMatchObject({ actor: 'alice' })
    await expect.poll(() => errorsSeen.length).toBeGreaterThan(0)
  })

  test.each<[string, typeof answer]>([
    ['slow', () => undefined],
    ['down', drop],
    ['huge', sending(JSON.stringify({ keys: [], padding: 'x'.repeat(300_000) }))],
    ['no JSON', sending('<html>')],
    ['no key set', sending('{"keys": 7}')],
  ])('that are %s at the first read make the server unavailable, and are not read again at once', async (_, how) => {
    answer = how
    const verify = withKeys({ timeoutMs: 200 })
    const tokens = await Promise.all([sign(), sign({ sub: 'bob' })])
    const attempts = await Promise.allSettled(tokens.map(verify))
    for (const attempt of attempts)
      expect(attempt).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } })
    await expect(verify(await sign({ sub: 'carol' }))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(reads).toBe(1)
  })
})
