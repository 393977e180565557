import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { printReference } from '../../src/schema/printReference.ts'

const page = printReference(
  buildSchema(`
    "What can be read."
    type Query {
      "One thing."
      thing("Its id, a | b." id: ID!, kinds: [Kind!] = [LARGE]): Thing
    }
    "An object."
    type Thing implements Named {
      "Its name,\\nin two lines."
      name: String!
      "Its parts."
      parts("Page size." first: Int = 25): [Thing!]!
      old: Int @deprecated(reason: "Use parts.")
    }
    interface Named { name: String! }
    "Kinds of things."
    enum Kind { "A large one." LARGE }
    union Anything = Thing
    input Filter { name: String = "x" }
  `),
)

test.each([
  ['a query, with the type that it returns', '### Query.thing\n\nOne thing.\n\nReturns [`Thing`](#thing).'],
  ['an argument, with its default', '| `kinds` | [`[Kind!]`](#kind) | Default: `[LARGE]`. |'],
  ['a description, escaped where it would break the table', '| `id` | [`ID!`](#id) | Its id, a \\| b. |'],
  ['a description of several lines', '| `name` | [`String!`](#string) | Its name, in two lines. |'],
  ['the arguments of a field, below it', '| ↳ `first` | [`Int`](#int) | Page size. Default: `25`. |'],
  ['a deprecated field', '| `old` | [`Int`](#int) | Deprecated: Use parts. |'],
  ['the interfaces of an object', 'Implements [`Named`](#named).'],
  ['the types of an interface', 'Implemented by [`Thing`](#thing).'],
  ['the members of a union', 'One of [`Thing`](#thing).'],
  ['the values of an enum', '| `LARGE` | A large one. |'],
  ['the fields of an input', '### Filter\n\n| Field | Type | Description |'],
])('shows %s', (_name, text) => {
  expect(page).toContain(text)
})

test('ends with one line break and has no two empty lines in a row', () => {
  expect(page).toMatch(/\S\n$/)
  expect(page).not.toMatch(/\n{3}/)
})
