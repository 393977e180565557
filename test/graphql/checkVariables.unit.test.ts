import { expect, test } from 'vitest'
import { checkVariables } from '../../src/graphql/checkVariables.ts'

const items = (count: number) => Array.from({ length: count }, () => 'x')

test('accepts every list and text that an argument accepts', () => {
  expect(
    checkVariables({ input: { heartbeats: items(33_000), config: { text: 'x'.repeat(200_000) } }, none: null }),
  ).toBe(null)
})

test.each([
  ['a list', items(33_001), 'a list of 33001 items: at most 33000'],
  ['a list within objects and lists', { a: [[{ b: items(40_000) }]] }, 'a list of 40000 items: at most 33000'],
  ['an object', Object.fromEntries(items(33_001).entries()), 'an object of 33001 fields: at most 33000'],
  ['a text', ['x'.repeat(200_001)], 'a text of 200001 characters: at most 200000'],
])('refuses %s that is too long', (_, value, message) => {
  expect(checkVariables({ valid: 1, input: value })).toMatchObject({
    message: `Variable "$input" contains ${message} are accepted. Split the request.`,
    extensions: { code: 'LIMIT_EXCEEDED' },
  })
})

test('refuses too many variables', () => {
  expect(checkVariables(Object.fromEntries(items(33_001).entries()))).toMatchObject({
    extensions: { code: 'LIMIT_EXCEEDED', bound: 'variables', limit: 33_000, actual: 33_001 },
  })
})

test('reads an object of any depth', () => {
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(checkVariables({ deep })).toBe(null)
})
