import { expect, test } from 'vitest'
import { identityOf, localAdmin, type Viewer } from '../../src/domain/viewer.ts'

const ops: Viewer = { ...localAdmin, actor: 'ops', source: 'token' }

test.each<[string, Partial<Viewer>]>([
  ['name', { actor: 'local' }],
  ['subtree', { within: '11111111-1111-4111-8111-111111111111' }],
  ['source of its credentials', { source: 'jwt' }],
])('callers with another %s are told apart', (_, other) => {
  expect(identityOf({ ...ops, ...other })).not.toBe(identityOf(ops))
})

test('a caller stays the same with another role, another expiry, and another person that it acts for', () => {
  expect(identityOf({ ...ops, role: 'READ', expiresAt: new Date(0), onBehalfOf: 'alice' })).toBe(identityOf(ops))
})
