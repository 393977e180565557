import { describe, expect, test } from 'vitest'
import {
  assertMayGrant,
  createSecret,
  hashSecret,
  isSecret,
  looksLikeSecret,
  parseExpiry,
  parseLifetime,
} from '../../src/domain/token.ts'
import { localAdmin } from '../../src/domain/viewer.ts'

const now = new Date('2026-12-01T00:00:00.000Z')
const path = ['input', 'expiresAt']

describe('a secret', () => {
  test('has a prefix, 43 digits and a checksum of 6 digits', () => {
    const secrets = Array.from({ length: 200 }, createSecret)
    for (const secret of secrets) {
      expect(secret).toMatch(/^shtk_[0-9A-Za-z]{49}$/)
      expect(isSecret(secret)).toBe(true)
      expect(looksLikeSecret(secret)).toBe(true)
    }
    expect(new Set(secrets).size).toBe(200)
  })

  test('with any character changed, missing or added has another checksum', () => {
    const secret = createSecret()
    for (let i = 5; i < secret.length; i++) {
      const other = secret.charAt(i) === 'a' ? 'b' : 'a'
      expect(isSecret(secret.slice(0, i) + other + secret.slice(i + 1))).toBe(false)
      expect(isSecret(secret.slice(0, i) + secret.slice(i + 1))).toBe(false)
    }
    for (const text of ['', 'shtk_', `${secret}0`, ` ${secret}`, secret.toLowerCase().replace('shtk', 'SHTK')])
      expect(isSecret(text)).toBe(false)
  })

  test('is stored as its SHA-256', () => {
    expect(hashSecret('shtk_known')).toBe('9913eb9843867dd860f9b17e0f044af7a7e732d9218f1632662542e6459965a9')
  })
})

describe('parseExpiry()', () => {
  test('returns 90 days by default, and null only for a token that never expires', () => {
    expect(parseExpiry({ expiresAt: null, neverExpires: false }, now, path)).toEqual(
      new Date('2027-03-01T00:00:00.000Z'),
    )
    expect(parseExpiry({ expiresAt: null, neverExpires: true }, now, path)).toBeNull()
  })

  test.each([
    [{ expiresAt: now, neverExpires: false }, /expected a time after 2026-12-01T00:00:00.000Z/],
    [{ expiresAt: new Date('2036-11-29T00:00:00.000Z'), neverExpires: false }, /at most ten years later/],
    [{ expiresAt: new Date('2027-01-01T00:00:00.000Z'), neverExpires: true }, /got both/],
  ])('refuses %o', (given, message) => {
    expect(() => parseExpiry(given, now, path)).toThrow(message)
  })
})

test('parseLifetime() reads days, hours and never', () => {
  const parse = (text: string | undefined) => parseExpiry(parseLifetime(text, now, path), now, path)?.toISOString()
  expect(parse('12h')).toBe('2026-12-01T12:00:00.000Z')
  expect(parse('3650d')).toBe('2036-11-28T00:00:00.000Z')
  expect(parse(undefined)).toBe('2027-03-01T00:00:00.000Z')
  expect(parse('never')).toBeUndefined()
  for (const text of ['', '0d', '3651d', '90', 'd', '-1d', '1.5d', 'Never', '90D'])
    expect(() => parse(text)).toThrow(/^input.expiresAt: expected a lifetime such as 90d, 12h or never/)
})

describe('assertMayGrant()', () => {
  const bounded = { ...localAdmin, role: 'ADMIN', within: 'mine' } as const

  test('refuses a role above that of the caller', () => {
    expect(() => {
      assertMayGrant({ ...localAdmin, role: 'OPERATE' }, 'ADMIN', null, path)
    }).toThrow(/Requires role ADMIN; the caller has role OPERATE/)
  })

  test('refuses the whole hierarchy if the caller is limited to a subtree', () => {
    expect(() => {
      assertMayGrant(bounded, 'READ', null, ['input', 'within'])
    }).toThrow(/^input.within: expected a supervisor in the subtree of mine, got none/)
    expect(() => {
      assertMayGrant(bounded, 'ADMIN', 'mine', path)
    }).not.toThrow()
  })
})
