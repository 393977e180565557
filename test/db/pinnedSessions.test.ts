import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { findDrift } from '../../src/db/drift.ts'
import { pendingMigrations } from '../../src/db/migrate.ts'
import { withSession } from '../../src/db/session.ts'
import { findViolations } from '../../src/db/verify.ts'
import { fetchUnusualSettings } from '../support/database/unusualSettings.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const pinned: Record<string, string | null> = {
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  gin_fuzzy_search_limit: '0',
  client_encoding: 'UTF8',
  search_path: 'public',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  transaction_timeout: '0',
  jit: 'off',
  plan_cache_mode: 'auto',
}
const transactions = { lock_timeout: '5s', idle_in_transaction_session_timeout: '10s', statement_timeout: '15s' }
const reads = { statement_timeout: '15s' }
const pools = {
  main: reads,
  tree: transactions,
  row: transactions,
  heartbeat: { statement_timeout: '15s', lock_timeout: '5s' },
  activation: transactions,
  supervision: transactions,
  probe: { statement_timeout: '2s' },
  events: reads,
} as const

const source = withDatabase()
const role = `unusual_${randomBytes(6).toString('hex')}`
const given = { ...process.env }
/** URL of a role and a database with these settings. The URL has the settings as parameters, too. */
let url = ''
let db: Database

beforeAll(async () => {
  const name = new URL(source.url).pathname.slice(1)
  await source.pool.query(`CREATE ROLE ${role} SUPERUSER LOGIN PASSWORD 'secret'`)
  const unusual = await fetchUnusualSettings(source.pool)
  for (const [setting, value] of unusual) {
    await source.pool.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`)
    await source.pool.query(`ALTER ROLE ${role} SET ${setting} = '${value}'`)
  }
  const options = unusual.map(([setting, value]) => `-c ${setting}=${value.replace(' ', '\\ ')}`)
  const own = new URL(source.url)
  // PostgreSQL knows this setting since version 17
  if (!unusual.some(([setting]) => setting === 'transaction_timeout')) pinned.transaction_timeout = null
  own.username = role
  own.password = 'secret'
  own.search = new URLSearchParams({
    options: options.join(' '),
    client_encoding: 'LATIN1',
    statement_timeout: '1234',
    lock_timeout: '1234',
    idle_in_transaction_session_timeout: '1234',
    query_timeout: '1',
  }).toString()
  url = own.href
  Object.assign(process.env, {
    PGOPTIONS: '-c datestyle=German',
    PGCLIENT_ENCODING: 'LATIN1',
  })
  const ignore = () => undefined
  db = openDatabase({ url, poolSize: 2, onConnectionError: ignore, onRetry: ignore })
})
afterAll(async () => {
  await db.close()
  for (const name of ['PGOPTIONS', 'PGCLIENT_ENCODING']) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, given)
  const admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  await admin.query(`DROP ROLE ${role}`)
  await admin.end()
})

const fetchSettings = `SELECT ${Object.keys(pinned)
  .map((setting) => `current_setting('${setting}', true) AS ${setting}`)
  .join(', ')}`

test('a session without pinned settings has the unusual settings of this role and database', async () => {
  const plain = new URL(url)
  plain.search = ''
  const session = new pg.Client({ connectionString: plain.href })
  await session.connect()
  const { rows } = await session.query<Record<string, string>>(fetchSettings)
  await session.end()
  expect(rows[0]?.datestyle).toMatch(/^German/)
  expect(rows[0]).toMatchObject({ search_path: 'elsewhere', default_transaction_isolation: 'repeatable read' })
})

describe('the settings of a session', () => {
  test.each(Object.entries(pools))('of the pool %s are the settings of the server', async (name, own) => {
    const pool = name as keyof typeof pools // the keys of `pools`
    expect((await db.pools[pool].query(fetchSettings)).rows).toEqual([{ ...pinned, ...own }])
  })

  test('of a migration are the settings of the server, and survive a RESET', async () => {
    await withSession(url, async (session) => {
      expect((await session.query(fetchSettings)).rows).toEqual([pinned])
      await session.query('RESET lock_timeout')
      expect((await session.query(fetchSettings)).rows).toEqual([pinned])
    })
  })

  test('allow migrations, drift detection and verification', async () => {
    expect(await pendingMigrations(url)).toEqual([])
    expect(await findDrift(url)).toEqual([])
    expect(await findViolations(url)).toEqual([])
  })
})

test('an operator can make the database read-only', async () => {
  const name = new URL(source.url).pathname.slice(1)
  await source.pool.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
  const ignore = () => undefined
  const reopened = openDatabase({ url: source.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
  const { rows } = await reopened.pools.tree.query(`SELECT current_setting('transaction_read_only') AS read_only`)
  await reopened.close()
  await source.pool.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`)
  expect(rows).toEqual([{ read_only: 'on' }])
})
