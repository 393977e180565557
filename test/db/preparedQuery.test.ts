import sql from 'sql-template-tag'
import { expect, test } from 'vitest'
import { PreparedQuery } from '../../src/db/PreparedQuery.ts'
import { utcTypes } from '../../src/db/pools.ts'
import { withApi } from '../support/api/withApi.ts'

/** Prepared statements, which are encoded and read without the driver's own query. */

const api = withApi()

const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-00000000000f']
const texts = ['', 'a', 'NULL', 'null', '{', 'a,b', '"quoted"', '\\', '\\"', ' padded ', 'ünïcode 🚀', 'a\nb']

test('takes texts, numbers and lists as they are, each time', async () => {
  for (const times of [1, 2, 3]) {
    const rows = await api.db.query(sql`
      SELECT ${ids}::uuid[] AS ids, ${texts}::text[] AS texts, ${[null, 'x', null]}::text[] AS gaps, ${[]}::text[] AS nothing,
        ${[1, -2]}::int[] AS numbers, ${times}::int AS times, ${9007199254740993n}::bigint::text AS large, ${true}::boolean AS yes,
        ${texts.join('')}::text AS text, ${null}::text AS missing`)
    expect(rows).toEqual([
      {
        ids,
        texts,
        gaps: [null, 'x', null],
        nothing: [],
        numbers: [1, -2],
        times,
        large: '9007199254740993',
        yes: true,
        text: texts.join(''),
        missing: null,
      },
    ])
  }
})

test('takes values of other types as the driver does', async () => {
  const [row] = await api.db.query(sql`SELECT ${{ a: [1] }}::jsonb AS json, ${Buffer.from([0, 255])}::bytea AS bytes`)
  expect(row).toEqual({ json: { a: [1] }, bytes: Buffer.from([0, 255]) })
})

test('reads no rows from a statement that returns none, each time', async () => {
  for (const reason of ['first', 'second'])
    expect(await api.db.query(sql`UPDATE supervisors SET status_reason = ${reason} WHERE false`)).toEqual([])
})

test('is prepared and described once for each connection', async () => {
  const client = await api.session()
  const written: string[] = []
  const { stream } = (client as unknown as { connection: { stream: NodeJS.WritableStream } }).connection
  const write = stream.write.bind(stream) as (chunk: Buffer) => boolean
  stream.write = ((chunk: Buffer) => {
    written.push(String.fromCharCode(chunk[0] ?? 0))
    return write(chunk)
  }) as typeof stream.write
  // the database prepares no further statements once it has assigned 500 names
  const add = (n: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const options = { name: 'add', text: 'SELECT $1::int + 1000 AS n', values: [String(n)], types: utcTypes }
      client.query(
        new PreparedQuery(options, (error, rows) => {
          if (rows) resolve(rows)
          else reject(error ?? new Error('expected rows or an error'))
        }),
      )
    })
  for (const n of [1, 2]) expect(await add(n)).toEqual([{ n: n + 1000 }])
  expect(written).toEqual(['P', 'D', 'B', 'B']) // Parse, Describe, and Bind with Execute and Sync
})

test('works again after an error', async () => {
  const divide = (n: number): Promise<unknown> => api.db.query(sql`SELECT 10 / ${n}::int AS quotient`)
  await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
  expect(await divide(5)).toEqual([{ quotient: 2 }])
  await expect(divide(0)).rejects.toMatchObject({ code: '22012' })
  expect(await divide(2)).toEqual([{ quotient: 5 }])
})

test('fails alone if its text is not valid', async () => {
  await expect(api.db.query(sql`SELECT ${1}::int AS n FROM no_such_table`)).rejects.toMatchObject({ code: '42P01' })
  expect(await api.db.query(sql`SELECT ${1}::int AS n`)).toEqual([{ n: 1 }])
})
