import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idempotencyHash } from '../../src/domain/idempotencyHash.ts'

const json = fc.dictionary(fc.string(), fc.jsonValue())

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.create(null) as Record<string, unknown>
  for (const [key, below] of Object.entries(value).reverse()) copy[key] = reversed(below)
  return copy
}

/** The meaning of a value: its JSON with the keys of every object sorted. */
function meaning(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(meaning).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).map(([key, below]) => `${JSON.stringify(key)}:${meaning(below)}`)
  return `{${pairs.sort().join()}}`
}

test('the hash ignores the order of keys at every depth', () => {
  fc.assert(
    fc.property(json, (config) => {
      const other = reversed(config) as Record<string, unknown>
      expect(idempotencyHash({ config: other, name: 'a' })).toEqual(idempotencyHash({ name: 'a', config }))
    }),
  )
})

test('inputs with the same meaning have equal hashes, and all others have different hashes', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(idempotencyHash({ config: a }).equals(idempotencyHash({ config: b }))).toBe(meaning(a) === meaning(b))
    }),
  )
})

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a list and an object with its indexes as keys', { a: ['x'] }, { a: { 0: 'x' } }],
  ['lists in different orders', { a: [1, 2] }, { a: [2, 1] }],
  ['null and an absent key', { a: null }, {}],
  ['a number and its text', { a: 1 }, { a: '1' }],
  ['an object and a list of its pairs', { a: { x: 1 } }, { a: { pairs: [['x', 1]] } }],
  ['objects with a key at different levels', { a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
  ['upper and lower case', { a: 'x' }, { a: 'X' }],
  ['composed and decomposed letters', { a: '\u00e9' }, { a: 'e\u0301' }],
])('%s have different hashes', (_what, a, b) => {
  expect(idempotencyHash(a).equals(idempotencyHash(b))).toBe(false)
})

test('undefined has the hash of an absent key', () => {
  expect(idempotencyHash({ a: undefined, b: { c: undefined } })).toEqual(idempotencyHash({ b: {} }))
})

test('number-like keys and __proto__ are hashed as ordinary keys', () => {
  expect(idempotencyHash({ 10: 'a', 9: 'b' })).toEqual(idempotencyHash({ 9: 'b', 10: 'a' }))
  const proto = JSON.parse('{"__proto__": 1}') as Record<string, unknown>
  expect(idempotencyHash(proto).equals(idempotencyHash({}))).toBe(false)
})

test('the hash has the length of SHA-256', () => {
  expect(idempotencyHash({})).toHaveLength(32)
})
