import { parse } from 'graphql'
import { expect, test } from 'vitest'
import {
  findTextProblem as findProblem,
  maxNameLength,
  maxNesting,
  maxTextLength,
} from '../../src/graphql/documentText.ts'
import { sizeOf } from '../../src/graphql/limits.ts'

const findTextProblem = (text: string): string | null => findProblem(text)?.message ?? null

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
    `{ a(b: ${open.repeat(maxNesting)}${close.repeat(maxNesting)}) }`
  expect(findTextProblem(deep('[', ']'))).toMatch(/nested at least 201 levels/)
  expect(findTextProblem(deep('{', '}'))).toMatch(/nested at least 201 levels/)
  expect(findTextProblem('{}'.repeat(5_001))).toMatch(/10,001 brackets/) // more brackets than the parser's token limit allows
  expect(findTextProblem('{}'.repeat(5_000))).toBeNull()
  expect(findTextProblem(`{ a(b: "${'['.repeat(300)}") }`)).toBeNull()
  expect(findTextProblem(`{ a(b: """${'['.repeat(300)} \\""" " ${'['.repeat(300)}""") }`)).toBeNull()
  expect(findTextProblem(`{ a # ${'{'.repeat(300)}\n }`)).toBeNull()
  expect(findTextProblem(`{ a # comment\r${'{'.repeat(300)}\n }`)).toMatch(/nested at least 201 levels/) // a comment ends at a carriage return too
  expect(findTextProblem(`${'{ a '.repeat(100)}${'}'.repeat(100)}`)).toBeNull()
})

test('scans a string without an end once', () => {
  // A new scan from each quote would be 3.6 billion steps, which exceeds the test's timeout.
  expect(findTextProblem(`"${'\\"'.repeat(60_000)}`)).toBeNull()
})

test('refuses long texts and long names, but not long strings', () => {
  const name = 'n'.repeat(maxNameLength)
  expect(findTextProblem(`query ${name} { ${name}: a }`)).toBeNull()
  expect(findTextProblem(`{ ${name}x: a }`)).toMatch(/a name of 257 characters; at most 256/)
  expect(findTextProblem(`{ a(b: $${name}x) }`)).toMatch(/a name of 257 characters/)
  const text = 'x'.repeat(maxTextLength - 12)
  expect(findTextProblem(`{ a(b: "${text}") }`)).toBeNull()
  expect(findTextProblem(`{ a(b: "${text}x") }`)).toMatch(/131,073 characters; at most 131,072/)
})
