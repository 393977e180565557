import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idempotencyHash } from '../../src/domain/idempotencyHash.ts'

const json = fc.dictionary(fc.string(), fc.jsonValue())

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.create(null) as Record<string, unknown>
  for (const [key, below] of Object.entries(value).reverse()) copy[key] = reversed(below)
  return copy
}

/** What a value means: as JSON, with the keys of every object sorted. */
function meaning(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(meaning).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value).map(([key, below]) => `${JSON.stringify(key)}:${meaning(below)}`)
  return `{${pairs.sort().join()}}`
}

test('the order of keys makes no difference, at any depth', () => {
  fc.assert(
    fc.property(json, (config) => {
      const other = reversed(config) as Record<string, unknown>
      expect(idempotencyHash({ config: other, name: 'a' })).toEqual(idempotencyHash({ name: 'a', config }))
    }),
  )
})

test('inputs that mean different things have different hashes', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(idempotencyHash({ config: a }).equals(idempotencyHash({ config: b }))).toBe(meaning(a) === meaning(b))
    }),
  )
})

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a list and an object with its indexes', { a: ['x'] }, { a: { 0: 'x' } }],
  ['a list in another order', { a: [1, 2] }, { a: [2, 1] }],
  ['null and absent', { a: null }, {}],
  ['a number and its text', { a: 1 }, { a: '1' }],
  ['an object and the pairs of it', { a: { x: 1 } }, { a: { pairs: [['x', 1]] } }],
  ['a key at another level', { a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
  ['texts that differ in case', { a: 'x' }, { a: 'X' }],
  ['composed and decomposed letters', { a: '\u00e9' }, { a: 'e\u0301' }],
])('%s differ', (_what, a, b) => {
  expect(idempotencyHash(a).equals(idempotencyHash(b))).toBe(false)
})

test('undefined is as if absent', () => {
  expect(idempotencyHash({ a: undefined, b: { c: undefined } })).toEqual(idempotencyHash({ b: {} }))
})

test('keys that look like numbers, or like __proto__, are keys like any other', () => {
  expect(idempotencyHash({ 10: 'a', 9: 'b' })).toEqual(idempotencyHash({ 9: 'b', 10: 'a' }))
  const proto = JSON.parse('{"__proto__": 1}') as Record<string, unknown>
  expect(idempotencyHash(proto).equals(idempotencyHash({}))).toBe(false)
})

test('it is SHA-256', () => {
  expect(idempotencyHash({})).toHaveLength(32)
})
