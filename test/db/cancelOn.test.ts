import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
let db: Database

beforeAll(() => {
  const ignore = (): void => undefined
  db = openDatabase({ url: database.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
})
afterAll(() => db.close())

test('a statement is cancelled by its own process, also if a pooler has named another one', async () => {
  const client = await db.pools.main.connect()
  Reflect.set(client, 'processID', 0) // what the driver received when it connected
  client.release()
  await expect(db.query(sql`SELECT pg_sleep(14)`, { timeoutMs: 100 })).rejects.toMatchObject({
    // and not by the statement timeout of the session
    cause: { code: '57014', message: expect.stringContaining('user request') as unknown },
  })
})
