import sql from 'sql-template-tag'
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
