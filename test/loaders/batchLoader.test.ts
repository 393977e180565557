import sql, { raw } from 'sql-template-tag'
import { describe, expect, test } from 'vitest'
import { createBatchLoader } from '../../src/loaders/batchLoader.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()

/** Loads texts as timestamps of PostgreSQL. */
const createTimeLoader = (type = 'timestamp') =>
  createBatchLoader<string, string>(
    'times',
    { db: api.db },
    (text) => text,
    async (db, texts) => {
      const rows = await db.query<{ time: string }>(
        sql`SELECT text::${raw(type)}::text AS time FROM unnest(${texts}::text[]) WITH ORDINALITY AS k (text, n) ORDER BY n`,
      )
      return rows.map(({ time }) => time)
    },
  )

const load = async (texts: readonly string[], type?: string): Promise<string[]> => {
  const loader = createTimeLoader(type)
  const results = await Promise.allSettled(texts.map((text) => loader.load(text)))
  return results.map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as { code: string }).code,
  )
}

describe('a key whose value PostgreSQL refuses', () => {
  const valid = Array.from({ length: 8 }, (_, i) => `2026-01-0${i + 1} 00:00:00`)

  test('fails alone, and the other keys of its batch are loaded', async () => {
    expect(await load(valid.with(5, '0000-01-01 00:00:00'))).toEqual(valid.with(5, '22008'))
    expect(api.statements).toHaveLength(7) // the batch, and two halves of 8, of 4 and of 2 keys
  })

  test('fails alone if there are several such keys', async () => {
    expect(await load(['0000-01-01', ...valid, 'no time'])).toEqual(['22008', ...valid, '22007'])
  })

  test('is not searched for any more after 64 failed statements, and then the whole rest fails', async () => {
    const texts = Array.from({ length: 200 }, (_, i) => `no time ${i}`)
    expect(await load(texts)).toEqual(texts.map(() => '22007'))
    expect(api.statements).toHaveLength(64)
  })

  test('fails if it is the only key, after one statement', async () => {
    expect(await load(['no time'])).toEqual(['22007'])
    expect(api.statements).toHaveLength(1)
  })
})

test('an error that no key causes fails the whole batch, after one statement', async () => {
  expect(await load(['2026-01-01', '2026-01-02'], 'no_such_type')).toEqual(['42704', '42704'])
  expect(api.statements).toHaveLength(1)
})
