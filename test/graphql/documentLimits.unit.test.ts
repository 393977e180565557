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

test('counts the fields of a fragment once for each spread', () => {
  expect(sizeOf(parse(doubling(3)))).toEqual({ fields: 1 + 2 + 4 + 8 + 8, depth: 5 })
})

test('measures a document of 3 KB with billions of fields without expanding it', () => {
  expect(sizeOf(parse(doubling(32))).fields).toBeGreaterThan(2 ** 32)
})

test('takes the size of the largest operation as the size of the document', () => {
  expect(sizeOf(parse('query A { a } query B { b { c } ... { d } }'))).toEqual({ fields: 3, depth: 2 })
})

test('counts nested brackets, but not those in strings and comments', () => {
  const deep = (open: string, close: string): string =>
    `{ a(b: ${open.repeat(maxBrackets)}${close.repeat(maxBrackets)}) }`
  expect(isNestedTooDeeply(deep('[', ']'))).toBe(true)
  expect(isNestedTooDeeply(deep('{', '}'))).toBe(true)
  expect(isNestedTooDeeply('{}'.repeat(5_001))).toBe(true) // more brackets than the parser's token limit allows
  expect(isNestedTooDeeply('{}'.repeat(5_000))).toBe(false)
  expect(isNestedTooDeeply(`{ a(b: "${'['.repeat(300)}") }`)).toBe(false)
  expect(isNestedTooDeeply(`{ a(b: """${'['.repeat(300)} \\""" " ${'['.repeat(300)}""") }`)).toBe(false)
  expect(isNestedTooDeeply(`{ a # ${'{'.repeat(300)}\n }`)).toBe(false)
  expect(isNestedTooDeeply(`${'{ a '.repeat(100)}${'}'.repeat(100)}`)).toBe(false)
})

test('scans a string without an end once', () => {
  // A new scan from each quote would take a minute, which exceeds the test's timeout.
  expect(isNestedTooDeeply(`"${'\\"'.repeat(400_000)}`)).toBe(false)
})
