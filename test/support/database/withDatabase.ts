import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { watchOutput } from '../secrets/outputWatch.ts'

export interface TestDatabase {
  /** Connection string of the database, which only this test file uses. */
  url: string
  /** A connection pool, to prepare data and to read the outcome. */
  pool: pg.Pool
  /** Opens another session, like that of a writer that bypasses the API. Closed after the test file. */
  session(): Promise<pg.Client>
  /** Rows of `verify_hierarchy()`. Empty if the database is sound. */
  violations(): Promise<unknown[]>
}

/** Clones a migrated, empty database for this test file or `describe` block, and drops it afterwards. */
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
    pool.on('error', () => undefined) // DROP DATABASE can end a connection that is already closing
  })
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.end()))
    if (pool) watchOutput('events', await readEventsWithSecrets(pool))
    await pool?.end()
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })

  const started = (): pg.Pool => {
    if (!pool) throw new Error('the database does not exist before beforeAll')
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
      client.on('error', () => undefined) // a test may kill the backend of this session
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

/** The events that may contain the secret of a token, as text. */
async function readEventsWithSecrets(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ table: string | null }>(`SELECT to_regclass('supervisor_events')::text AS table`)
  if (rows[0]?.table == null) return '' // the test has rolled the migration back
  const found = await pool.query<{ text: string }>(
    `SELECT e::text AS text FROM supervisor_events e WHERE e::text ~ 'shtk_[0-9A-Za-z]{49}' LIMIT 10`,
  )
  return found.rows.map(({ text }) => text).join('\n')
}
