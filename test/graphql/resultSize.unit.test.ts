import { expect, test } from 'vitest'
import { measureResult, selectsLongFields } from '../../src/graphql/resultSize.ts'
import { stringifyResult, writeInTurns } from '../../src/graphql/stringifyResult.ts'
import { parse } from 'graphql'

const row = { id: 'a"b\n', count: 3, ratio: 0.5, missing: null, flag: true, tags: ['ü', 'x'], none: [], empty: {} }
const data = { supervisors: { nodes: Array.from({ length: 5_000 }, (_, i) => ({ ...row, id: String(i) })) } }

const pause = () => undefined

test('estimates the length of a result as JSON', async () => {
  const size = await measureResult(data, 100_000_000, pause)
  expect(size / JSON.stringify(data).length).toBeGreaterThan(0.9)
  expect(size / JSON.stringify(data).length).toBeLessThan(1.2)
})

test('stops counting above the limit', async () => {
  const aliases = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`a${i}`, data]))
  const size = await measureResult(aliases, 10_000, pause)
  expect(size).toBeGreaterThan(10_000)
  expect(size).toBeLessThan(1_000_000)
})

test('finds the documents that select JSON or long texts', () => {
  expect(selectsLongFields(parse('{ supervisor(id: 1) { ... { a: config } } }'))).toBe(true)
  expect(selectsLongFields(parse('{ supervisor(id: 1) { description } }'))).toBe(true)
  expect(selectsLongFields(parse('{ supervisor(id: 1) { id name status createdAt } }'))).toBe(false)
})

test('a large result is serialized as by JSON.stringify', async () => {
  const result = { data, extensions: { requestId: 'x', absent: undefined } }
  const written = { ...result, data: await writeInTurns(data, pause) }
  expect(stringifyResult(written)).toBe(JSON.stringify(result))
})
