import { expect, test } from 'vitest'
import { securityHeaders } from '../../src/http/securityHeaders.ts'

const strict = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

test('without a landing page, a browser may load nothing', () => {
  expect(securityHeaders({ landingPage: false, https: false })).toEqual(strict)
})

test('behind HTTPS, browsers are told to use nothing else', () => {
  expect(securityHeaders({ landingPage: false, https: true })).toEqual({
    ...strict,
    'strict-transport-security': 'max-age=31536000',
  })
})

test('with a landing page, the policy allows no origin but that of the server and those of Apollo and its fonts', () => {
  const { 'content-security-policy': policy = '', ...others } = securityHeaders({ landingPage: true, https: false })
  expect({ ...others, 'content-security-policy': strict['content-security-policy'] }).toEqual(strict)
  expect(policy).toMatch(/^default-src 'none';/)
  expect([...new Set(policy.match(/https?:[^\s;]+/g))].toSorted()).toEqual([
    'https://*.cdn.apollographql.com',
    'https://fonts.googleapis.com',
    'https://fonts.gstatic.com',
    'https://sandbox.embed.apollographql.com',
  ])
})
