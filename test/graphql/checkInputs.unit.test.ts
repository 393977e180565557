import { getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { checkInputs } from '../../src/graphql/checkInputs.ts'

/** The size of the inputs if it is too large; null if it is accepted. */
function excess(query: string, variables: Readonly<Record<string, unknown>> = {}): unknown {
  const document = parse(query)
  const definition = getOperationAST(document)
  if (!definition) throw new Error('expected one operation')
  return checkInputs(document, definition, variables)?.extensions.actual ?? null
}

const mebibyte = 1024 * 1024
const spawn = 'spawnSupervisor(input: { name: "x", config: $config }) { __typename }'
const half = { config: { text: 'x'.repeat(2 * mebibyte) } }

test('accepts an input as large as a body, whatever its values', () => {
  const body = (value: unknown): unknown => {
    const config = Array.from({ length: 1_000 }, () => value)
    expect(JSON.stringify(config).length).toBeLessThan(4 * mebibyte)
    return excess(`mutation { ${spawn} }`, { config })
  }
  expect(body('x'.repeat(4_000))).toBe(null)
  expect(body(Array.from({ length: 2_000 }, () => 1))).toBe(null)
  expect(body(Array.from({ length: 1_300 }, () => ({})))).toBe(null)
  expect(body(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [i, 1])))).toBe(null)
})

test('counts a variable each time it is used', () => {
  expect(excess(`mutation { a: ${spawn} }`, half)).toBe(null)
  expect(excess(`mutation { a: ${spawn} b: ${spawn} }`, half)).toBeGreaterThan(4 * mebibyte)
})

test('counts mutations in fragments each time they are spread', () => {
  const fragment = `fragment F on Mutation { a: ${spawn} }`
  expect(excess(`mutation { ...F } ${fragment}`, half)).toBe(null)
  expect(excess(`mutation { ...F ... on Mutation { ...F } } ${fragment}`, half)).toBeGreaterThan(4 * mebibyte)
})

test('counts lists, literals and variables that are missing', () => {
  const list =
    'heartbeats(input: { heartbeats: [$config, $config, $missing, { supervisorId: "x", sequence: 1 }] }) { __typename }'
  expect(excess(`mutation { ${list} }`, half)).toBeGreaterThan(4 * mebibyte)
  expect(excess(`mutation { ${list} }`, { config: {} })).toBe(null)
})

test('accepts queries, whose arguments are small', () => {
  expect(excess('query { a: node(id: $config) { id } b: node(id: $config) { id } }', half)).toBe(null)
})

test('counts the default value of a variable each time it is used, unless the request has a value', () => {
  const text = 'x'.repeat(2 * mebibyte)
  const query = `mutation ($config: JSONObject = { text: "${text}" }) { a: ${spawn} b: ${spawn} }`
  expect(excess(query)).toBeGreaterThan(4 * mebibyte)
  expect(excess(query, { config: {} })).toBe(null)
})
