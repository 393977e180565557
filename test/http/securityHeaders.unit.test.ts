import { expect, test } from 'vitest'
import { explorerPolicy, landingPagePolicy, securityHeaders } from '../../src/http/securityHeaders.ts'

const strict = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

test('the policy forbids browsers to load anything', () => {
  expect(securityHeaders({ https: false })).toEqual(strict)
})

test('behind HTTPS, a header tells browsers to use only HTTPS', () => {
  expect(securityHeaders({ https: true })).toEqual({
    ...strict,
    'strict-transport-security': 'max-age=31536000',
  })
})

test('the policy of the landing page allows no origin but that of the server and those of Apollo and its fonts', () => {
  expect(landingPagePolicy).toMatch(/^default-src 'none';.*;frame-ancestors 'none'$/)
  expect([...new Set(landingPagePolicy.match(/https?:[^\s;]+/g))].toSorted()).toEqual([
    'https://*.cdn.apollographql.com',
    'https://fonts.googleapis.com',
    'https://fonts.gstatic.com',
    'https://sandbox.embed.apollographql.com',
  ])
})

test('the policy of the explorer allows no other origin, no inline script and no eval', () => {
  expect(explorerPolicy).toMatch(/^default-src 'none';.*;frame-ancestors 'none'$/)
  expect(explorerPolicy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/)
})
