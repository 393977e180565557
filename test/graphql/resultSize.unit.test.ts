import { expect, test } from 'vitest'
import { measureResult, selectsJson } from '../../src/graphql/resultSize.ts'
import { markLarge, stringifyResult } from '../../src/graphql/stringifyResult.ts'
import { parse } from 'graphql'

const row = { id: 'a"b\n', count: 3, ratio: 0.5, missing: null, flag: true, tags: ['ü', 'x'], none: [], empty: {} }
const data = { supervisors: { nodes: Array.from({ length: 5_000 }, (_, i) => ({ ...row, id: String(i) })) } }

test('estimates the length of a result as JSON', () => {
  const size = measureResult(data, 100_000_000)
  expect(size / JSON.stringify(data).length).toBeGreaterThan(0.9)
  expect(size / JSON.stringify(data).length).toBeLessThan(1.2)
})

test('stops counting above the limit', () => {
  const aliases = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`a${i}`, data]))
  const size = measureResult(aliases, 10_000)
  expect(size).toBeGreaterThan(10_000)
  expect(size).toBeLessThan(20_000)
})

test('finds the documents that select JSON', () => {
  expect(selectsJson(parse('{ supervisor(id: 1) { ... { a: config } } }'))).toBe(true)
  expect(selectsJson(parse('{ supervisor(id: 1) { name } }'))).toBe(false)
})

test('a large result is serialized as by JSON.stringify', async () => {
  const result = { data, extensions: { requestId: 'x', absent: undefined } }
  markLarge(data)
  expect(await stringifyResult(result)).toBe(JSON.stringify(result))
})
