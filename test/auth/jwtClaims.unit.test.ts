import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createVerifyJwt, type JwtClaims } from '../../src/auth/jwt.ts'

const issuer = 'https://login.example.com'
const audience = 'hierarchy'
const within = '8faf1255-738f-8b01-a1a7-3d6bad012f88'
const secret = new TextEncoder().encode('0123456789abcdef0123456789abcdef')

const sign = (payload: object): Promise<string> =>
  new SignJWT({ sub: 'ci', role: 'READ', iss: issuer, aud: audience, ...payload })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('5 min')
    .sign(secret)

/** Verifies a token with this payload. */
async function verify(names: Partial<JwtClaims>, payload: object) {
  const claims = { actor: 'sub', role: 'role', within: 'within', isWithinRequired: false, ...names }
  return createVerifyJwt({ keys: { secret }, issuer, audience, claims })(await sign(payload))
}
const refusal = (claim: string): unknown =>
  expect.objectContaining({ failure: 'invalid', message: expect.stringContaining(`claim \`${claim}\``) as string })

test('if the claim of the subtree is required, a token names a subtree, or * for no limit', async () => {
  const names = { isWithinRequired: true }
  expect(await verify(names, { within })).toMatchObject({ within })
  expect(await verify(names, { within: '*' })).toMatchObject({ within: null })
  for (const limit of [{}, { within: null }, { within: '' }, { within: ['*'] }])
    await expect(verify(names, limit)).rejects.toEqual(refusal('within'))
})

test('a name that begins with / is a JSON Pointer to a nested claim', async () => {
  const names = { actor: '/user/login~1name', role: '/realm_access/roles', within: '/a~01/b', isWithinRequired: true }
  const payload = {
    sub: 'other',
    role: 'ADMIN',
    user: { 'login/name': 'alice' },
    realm_access: { roles: ['offline_access', 'REPORT'] },
    'a~1': { b: within },
  }
  expect(await verify(names, payload)).toMatchObject({ actor: 'alice', role: 'REPORT', within })
  for (const realm_access of [undefined, null, 'ADMIN', ['ADMIN'], { roles: [] }, { other: ['ADMIN'] }])
    await expect(verify(names, { ...payload, realm_access })).rejects.toEqual(refusal('/realm_access/roles'))
  await expect(verify(names, { ...payload, 'a~1': {} })).rejects.toEqual(refusal('/a~01/b'))
})

test('a name with dots or slashes inside is a claim at the top level', async () => {
  const role = 'https://example.com/role'
  expect(await verify({ role }, { [role]: 'OPERATE', https: { role: 'ADMIN' } })).toMatchObject({ role: 'OPERATE' })
})

test('a claim that objects inherit does not exist', async () => {
  for (const role of ['constructor', '/constructor/name', '/toString', '__proto__'])
    await expect(verify({ role }, {})).rejects.toEqual(refusal(role))
})
