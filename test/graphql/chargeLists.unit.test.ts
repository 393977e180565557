import { buildSchema, execute, introspectionTypes, isObjectType, parse } from 'graphql'
import { expect, test } from 'vitest'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
import { chargeLists, isUncharged } from '../../src/graphql/chargeLists.ts'
import { schema } from '../../src/graphql/schema.ts'
import { RequestTurns } from '../../src/loaders/requestTurns.ts'

const types = [...Object.values(schema.getTypeMap()), ...introspectionTypes].filter(isObjectType)

test('every list field and every page of the schema charges its items, introspection included', () => {
  const uncharged = types.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => isUncharged(field, type))
      .map((field) => `${type.name}.${field.name}`),
  )
  expect(uncharged).toEqual([])
})

test('the nodes of a page are a property, which a compiled operation reads without calling a resolver', () => {
  const pages = types.filter(({ name }) => name.endsWith('Connection'))
  expect(pages.map(({ name }) => name)).toContain('SupervisorConnection')
  for (const page of pages) expect(page.getFields().nodes?.resolve).toBeUndefined()
})

const lists = chargeLists(
  buildSchema(
    `type Query { numbers: [Int!] people: [Person!]! page: PersonConnection! }
      type Person { name(in: [Int!]): String friends: [Person!]! }
      type PersonConnection { nodes: [Person!]! pageInfo: PageInfo! } type PageInfo { size: Int! }`,
  ),
)

function run(query: string, rootValue: unknown, fields = 1_000_000) {
  const budget = new RequestBudget({ ...defaultLimits, fields })
  const contextValue = { budget, turns: new RequestTurns(budget) }
  const result = execute({ schema: lists, document: parse(query), rootValue, contextValue })
  return { budget, result }
}

const person = { name: 'a', friends: [] as unknown[] }
const people = (count: number, friends: readonly unknown[] = []) =>
  Array.from({ length: count }, () => ({ ...person, friends }))

test('an item costs one field, plus one for each field selected below it', () => {
  const cost = (query: string, rootValue: unknown): number => run(query, rootValue).budget.used('fields')
  expect(cost('{ numbers }', { numbers: [1, 2, 3] })).toBe(3)
  expect(cost('{ people { name } }', { people: people(5) })).toBe(5 * 2)
  expect(cost('{ people { ...P } } fragment P on Person { a: name b: name }', { people: people(5) })).toBe(5 * 3)
  // `friends` counts for each person, with or without friends, and once more for each friend
  expect(cost('{ people { name friends { name } } }', { people: people(5, people(4)) })).toBe(5 * 4 + 5 * 4 * 2)
})

test('a field with a long literal costs more, because each item of the list reads it again', () => {
  const cost = (query: string): number => run(query, { people: people(5) }).budget.used('fields')
  const list = (length: number): string => `[${'1 '.repeat(length)}]`
  expect(cost(`{ people { name(in: ${list(4)}) } }`)).toBe(5 * 2)
  expect(cost(`{ people { name(in: ${list(100)}) } }`)).toBe(5 * (2 + 20))
  expect(cost(`{ people { ...P } } fragment P on Person { name(in: ${list(100)}) }`)).toBe(5 * (2 + 20))
})

test('a page charges its nodes as often as they are selected', () => {
  const cost = (selection: string): number =>
    run(`{ page { ${selection} } }`, { page: { nodes: people(5), pageInfo: { size: 5 } } }).budget.used('fields')
  expect(cost('nodes { name }')).toBe(5 * 2)
  expect(cost('nodes { name } again: nodes { name name }')).toBe(5 * 2 + 5 * 3)
  expect(cost('... { ... on PersonConnection { nodes { name friends { name } } } }')).toBe(5 * 4)
  expect(cost('pageInfo { size }')).toBe(0)
})

test('a list that is a generator is charged as well', () => {
  function* generated() {
    yield* people(5)
  }
  expect(run('{ people { name } }', { people: generated() }).budget.used('fields')).toBe(5 * 2)
})

test('an absent list costs nothing', () => {
  expect(run('{ numbers }', { numbers: null }).budget.used('fields')).toBe(0)
})

test('the request fails at the list that exceeds the limit', async () => {
  const { budget, result } = run('{ people { name } }', { people: people(11) }, 20)
  expect(await result).toMatchObject({ errors: [{ message: expect.stringContaining('at most 20') as unknown }] })
  expect(budget.failure).toMatchObject({ code: 'LIMIT_EXCEEDED', bound: 'fields', limit: 20, actual: 22 })
})

test.each([
  ['list', '{ people { name } }', (people: unknown) => ({ people })],
  ['page', '{ page { nodes { name } } }', (nodes: unknown) => ({ page: { nodes } })],
])('a long %s is completed in several turns of the event loop, with an equal result', async (_kind, query, rootOf) => {
  const names = Array.from({ length: 10_000 }, (_, i) => ({ ...person, name: String(i) }))
  const { result } = run(query, rootOf(names))
  let turns = 0
  const count = setInterval(() => turns++, 0)
  expect((await result).data).toEqual(rootOf(names.map(({ name }) => ({ name }))))
  clearInterval(count)
  expect(turns).toBeGreaterThan(3)
})
