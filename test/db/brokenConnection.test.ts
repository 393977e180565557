import sql from 'sql-template-tag'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const db = withDatabase()

test('a broken idle connection is reported without the connection object, which has credentials', async () => {
  const onConnectionError = vi.fn<(error: Error) => void>()
  const database = openDatabase({ url: db.url, poolSize: 1, onConnectionError, onRetry: () => undefined })
  try {
    const [own] = await database.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
    await db.pool.query('SELECT pg_terminate_backend($1)', [own?.pid])
    await vi.waitFor(() => {
      expect(onConnectionError).toHaveBeenCalledOnce()
    })

    const [error] = onConnectionError.mock.calls[0] ?? []
    expect(error).toMatchObject({ code: '57P01', message: 'terminating connection due to administrator command' })
    expect(error).not.toHaveProperty('client')
    expect(await database.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  } finally {
    await database.close()
  }
})

test('a connection that PostgreSQL ends while the pools close is not reported', async () => {
  const onConnectionError = vi.fn<(error: Error) => void>()
  const database = openDatabase({ url: db.url, poolSize: 1, onConnectionError, onRetry: () => undefined })
  const [own] = await database.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`)
  const terminated = db.pool.query('SELECT pg_terminate_backend($1)', [own?.pid])
  await setImmediate()
  // PostgreSQL ends the session before this process reads from the connection again
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
  const closed = database.close()
  await terminated
  await closed
  await sleep(100)
  expect(onConnectionError).not.toHaveBeenCalled()
})
