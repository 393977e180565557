import sql, { raw } from 'sql-template-tag'
import { describe, expect, test } from 'vitest'
import { columnGroups, type ColumnSet } from '../../src/domain/columns.ts'
import { createFairQueue, type FairQueue } from '../../src/domain/fairQueue.ts'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
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

  test('is no longer searched for after 64 failed statements, and then all remaining keys fail', async () => {
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

describe('the requests of a shared batch', () => {
  const newRequest = (limits = {}) => new RequestBudget({ ...defaultLimits, ...limits })
  /** Loads JSON: `seconds` that the key takes, and the `size` of the text that it returns. */
  const createSlowLoader = (large?: FairQueue) =>
    createBatchLoader<{ seconds?: number; size?: number }, object>(
      'slow',
      { db: api.db, large },
      (key) => JSON.stringify(key),
      async (db, keys) => {
        const rows = await db.query<{ value: object }>(
          sql`SELECT jsonb_build_object('slept', pg_sleep((k->>'seconds')::float)::text, 'text', repeat('x', (k->>'size')::int)) AS value
            FROM jsonb_array_elements(${JSON.stringify(keys)}::jsonb) k`,
        )
        return rows.map(({ value }) => value)
      },
    )
  const load = async (
    loads: readonly (readonly [key: { seconds?: number; size?: number }, request: RequestBudget])[],
  ): Promise<string[]> => {
    const loader = createSlowLoader()
    const results = await Promise.allSettled(loads.map(([key, request]) => loader.load(key, request)))
    return results.map((result) => (result.status === 'fulfilled' ? 'loaded' : (result.reason as Error).message))
  }
  const fast = { seconds: 0, size: 1 }

  test('are each charged one statement, except a request above its limit', async () => {
    const [first, second] = [newRequest(), newRequest({ statements: 0 })]
    expect(
      await load([
        [fast, first],
        [{ ...fast, size: 2 }, first],
        [fast, second],
      ]),
    ).toEqual(['loaded', 'loaded', expect.stringMatching('at most 0 per request')])
    expect(first.used('statements')).toBe(1)
    expect(api.statements).toHaveLength(1)
  })

  test('share the columns that any of them needs, and are charged only for the JSON that they need', async () => {
    const [withJson, without] = [newRequest(), newRequest({ loadedJson: 100_000 })]
    const read: ColumnSet[] = []
    const loader = createBatchLoader<string, object>(
      'columns',
      { db: api.db },
      (key) => key,
      (db, keys, columns) => {
        read.push(columns)
        return db.query(
          sql`SELECT jsonb_build_object('text', repeat('x', 300000)) AS config FROM unnest(${keys}::text[])`,
        )
      },
    )
    const { details, times } = columnGroups
    await Promise.all([loader.load('a', withJson, details), loader.load('a', without, times)])
    expect(read).toEqual([details | times])
    expect(withJson.used('loadedJson')).toBeGreaterThan(300_000)
    expect(without.used('loadedJson')).toBe(0)
  })

  test('are loaded one by one if the batch takes too long', async () => {
    const [slow, other] = [newRequest(), newRequest()]
    const slept = setTimeout(() => slow.fail(new Error('The time is over.')), 3_000)
    expect(
      await load([
        [{ seconds: 20, size: 1 }, slow],
        [fast, other],
      ]),
    ).toEqual(['The time is over.', 'loaded'])
    clearTimeout(slept)
    expect(api.statements).toHaveLength(3)
  })

  test('are loaded one by one if the batch returns too much, and the request that needs it fails', async () => {
    const [large, other] = [newRequest(), newRequest()]
    expect(
      await load([
        [{ seconds: 0, size: 40_000_000 }, large],
        [fast, other],
      ]),
    ).toEqual([expect.stringMatching('Too much JSON loaded'), 'loaded'])
    expect(large.failure).toMatchObject({ bound: 'loadedJson' })
    expect(api.statements).toHaveLength(3)
  })

  test('are loaded one by one if one of them has too many bad keys, and only those fail', async () => {
    const loader = createTimeLoader()
    const [bad, good] = [newRequest(), newRequest()]
    const keys = Array.from({ length: 400 }, (_, i) =>
      i % 4 === 0 ? `no time ${i}` : `2026-01-01 00:00:00.${100 + i}`,
    )
    const results = await Promise.allSettled(keys.map((key) => loader.load(key, key.startsWith('no') ? bad : good)))
    expect(results.map(({ status }) => status)).toEqual(
      keys.map((key) => (key.startsWith('no') ? 'rejected' : 'fulfilled')),
    )
  })

  test('keep the value null when they are loaded one by one', async () => {
    const loader = createBatchLoader<string, string | null>(
      'nulls',
      { db: api.db },
      (key) => key,
      async (db, keys) => {
        await db.query(sql`SELECT pg_sleep(${keys.includes('slow') ? 20 : 0})`)
        return keys.map(() => null)
      },
    )
    const [slow, other] = [newRequest(), newRequest()]
    const over = setTimeout(() => slow.fail(new Error('The time is over.')), 3_000)
    const results = await Promise.allSettled([loader.load('slow', slow), loader.load('fast', other)])
    clearTimeout(over)
    expect(results).toEqual([
      { status: 'rejected', reason: new Error('The time is over.') },
      { status: 'fulfilled', value: null },
    ])
  })

  test('are loaded in a batch of their own while they are small, and do not wait for those of large requests', async () => {
    const [small, large, larger] = [newRequest(), newRequest(), newRequest()]
    for (const request of [large, larger]) request.charge('fields', 501)
    const over = setTimeout(() => larger.fail(new Error('The time is over.')), 1_500)
    const settled: string[] = []
    const loader = createSlowLoader(createFairQueue(() => 1))
    const loads = [
      ['large', { seconds: 20, size: 1 }, large],
      ['larger', { seconds: 20, size: 2 }, larger],
      ['small', fast, small],
    ] as const
    const note = (name: string) => () => {
      settled.push(name)
      if (name === 'small') large.fail(new Error('no longer needed'))
    }
    await Promise.all(loads.map(([name, key, request]) => loader.load(key, request).then(note(name), note(name))))
    clearTimeout(over)
    expect(settled[0]).toBe('small')
    expect(api.statements).toHaveLength(2)
  })

  test('are charged the JSON of their own values', async () => {
    const [large, other] = [newRequest(), newRequest()]
    await load([
      [{ seconds: 0, size: 1_000_000 }, large],
      [fast, other],
    ])
    expect(large.used('loadedJson')).toBeGreaterThan(1_000_000)
    expect(other.used('loadedJson')).toBe(0)
  })

  test('keep a statement running while one of them waits', async () => {
    const [first, second] = [newRequest(), newRequest()]
    const loaded = load([
      [{ seconds: 1.5, size: 1 }, first],
      [fast, second],
    ])
    await expect.poll(() => sleeping()).toBe(1)
    first.fail(new Error('gone'))
    expect(await loaded).toEqual(['loaded', 'loaded'])
    expect(api.statements).toHaveLength(1)
  })

  test('cancel their statement when none of them waits, and the connection stays usable', async () => {
    const request = newRequest()
    const loaded = load([[{ seconds: 60, size: 1 }, request]])
    await expect.poll(() => sleeping()).toBe(1)
    request.fail(new Error('gone'))
    expect(await loaded).toEqual(['gone'])
    expect(await sleeping()).toBe(0)
    expect(await load([[fast, newRequest()]])).toEqual(['loaded'])
  })

  async function sleeping(): Promise<number> {
    const { rows } = await api.pool.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    )
    return rows[0]?.count ?? 0
  }
})
