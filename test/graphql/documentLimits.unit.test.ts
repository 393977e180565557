import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { isNestedTooDeeply, maxBrackets, sizeOf } from '../../src/graphql/limits.ts'

const doubling = (levels: number): string =>
  [
    '{ supervisor(id: 1) { ...F0 } }',
    ...Array.from(
      { length: levels },
      (_, i) => `fragment F${i} on Supervisor { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
    ),
    `fragment F${levels} on Supervisor { id }`,
  ].join('\n')

test('fields of a fragment count wherever it is spread', () => {
  expect(sizeOf(parse(doubling(3)))).toEqual({ fields: 1 + 2 + 4 + 8 + 8, depth: 5 })
})

test('a document of 3 KB that means billions of fields is measured at once', () => {
  expect(sizeOf(parse(doubling(32))).fields).toBeGreaterThan(2 ** 32)
})

test('the largest operation of a document is its size', () => {
  expect(sizeOf(parse('query A { a } query B { b { c } ... { d } }'))).toEqual({ fields: 3, depth: 2 })
})

test('brackets nest, those in strings and comments do not', () => {
  const deep = (open: string, close: string): string =>
    `{ a(b: ${open.repeat(maxBrackets)}${close.repeat(maxBrackets)}) }`
  expect(isNestedTooDeeply(deep('[', ']'))).toBe(true)
  expect(isNestedTooDeeply(deep('{', '}'))).toBe(true)
  expect(isNestedTooDeeply('{}'.repeat(5_001))).toBe(true) // more than parsing would take
  expect(isNestedTooDeeply('{}'.repeat(5_000))).toBe(false)
  expect(isNestedTooDeeply(`{ a(b: "${'['.repeat(300)}") }`)).toBe(false)
  expect(isNestedTooDeeply(`{ a(b: """${'['.repeat(300)} \\""" " ${'['.repeat(300)}""") }`)).toBe(false)
  expect(isNestedTooDeeply(`{ a # ${'{'.repeat(300)}\n }`)).toBe(false)
  expect(isNestedTooDeeply(`${'{ a '.repeat(100)}${'}'.repeat(100)}`)).toBe(false)
})

test('a string that is never closed is scanned once', () => {
  // from each of its quotes again, it would take a minute, and the test's time would be up
  expect(isNestedTooDeeply(`"${'\\"'.repeat(400_000)}`)).toBe(false)
})
