import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'

export interface TestDatabase {
  /** Connection string of a database of this file's own. */
  url: string
  /** A pool on it, for givens and for looking at the outcome. */
  pool: pg.Pool
  /** One more session, as the client that a raw writer uses; closed with the file. */
  session(): Promise<pg.Client>
  /** What `verify_hierarchy()` finds: empty on a sound database. */
  violations(): Promise<unknown[]>
}

/** A migrated, empty database for this test file (or `describe` block): a clone of the template, dropped afterwards. */
export function withDatabase(): TestDatabase {
  const name = `test_${randomBytes(8).toString('hex')}`
  const sessions: pg.Client[] = []
  let pool: pg.Pool | undefined
  let url = ''

  const onServer = async (sql: string): Promise<void> => {
    const admin = new pg.Client({ connectionString: inject('serverUrl') })
    await admin.connect()
    try {
      await admin.query(sql)
    } finally {
      await admin.end()
    }
  }
  beforeAll(async () => {
    await onServer(`CREATE DATABASE ${name} TEMPLATE ${inject('templateDatabase')}`)
    const own = new URL(inject('serverUrl'))
    own.pathname = `/${name}`
    url = own.href
    pool = new pg.Pool({ connectionString: url, max: 4 })
    pool.on('error', () => undefined) // dropping the database may end a connection that is being closed
  })
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.end()))
    await pool?.end()
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })

  const started = (): pg.Pool => {
    if (!pool) throw new Error('the database is there from beforeAll on')
    return pool
  }
  return {
    get url() {
      return url
    },
    get pool() {
      return started()
    },
    async session() {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => undefined) // a test that kills its backend
      await client.connect()
      sessions.push(client)
      return client
    },
    async violations() {
      const { rows } = await started().query<Record<string, unknown>>('SELECT * FROM verify_hierarchy()')
      return rows
    },
  }
}
