import pg from 'pg'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { asUncertain } from '../../src/db/unavailable.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { givenPooler } from '../support/process/fakePooler.ts'
import { withServers } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
/** A role without any privileges, for this file only. */
const role = `stranger_${process.pid}`

/** The URL of the test database with changes. */
const urlWith = (change: (url: URL) => void): string => {
  const url = new URL(database.url)
  change(url)
  return url.href
}
const asRole = (url: URL, password = 'sesame'): void => {
  url.username = role
  url.password = password
}
const ignore = (): void => undefined
const onServer = async (sql: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: inject('serverUrl') })
  await admin.connect()
  await admin.query(sql)
  await admin.end()
}

beforeAll(async () => {
  await onServer(`CREATE ROLE ${role} LOGIN PASSWORD 'sesame'`)
})
afterAll(async () => {
  await database.pool.query(`DROP OWNED BY ${role}`)
  await onServer(`DROP ROLE ${role}`)
})

describe('a server exits at startup with the remedy in one line, because waiting does not help:', () => {
  test.each<[name: string, url: () => string | Promise<string>, stderr: RegExp]>([
    [
      'a wrong password',
      () =>
        urlWith((url) => {
          asRole(url, 'wrong')
        }),
      /^The database refuses the login of the server\. Check the user and the password .*password authentication failed/,
    ],
    [
      'a missing database',
      () =>
        urlWith((url) => {
          url.pathname = '/absent'
        }),
      /^The database does not exist\. Create it .*"absent" does not exist/,
    ],
    [
      'refused TLS',
      () =>
        urlWith((url) => {
          url.search = '?sslmode=verify-full'
        }),
      /^The TLS connection to the database is refused\. Check sslmode .*does not support SSL/,
    ],
    [
      'a missing certificate file',
      () =>
        urlWith((url) => {
          url.search = '?sslmode=verify-full&sslrootcert=/absent.pem'
        }),
      /^The certificate file \/absent\.pem cannot be read \(ENOENT\)\. Correct sslrootcert/,
    ],
    [
      'missing privileges',
      () => urlWith(asRole),
      /^The role of the server lacks privileges in the database\. Make the role the owner of the database .*permission denied for table _prisma_migrations/,
    ],
    [
      'a pooler in transaction mode',
      () => givenPooler(database.url, 2),
      /^A connection pooler in front of the database shares sessions between clients\. Set DATABASE_URL to PostgreSQL itself, or set `pool_mode = session`/,
    ],
    [
      'a pooler in transaction mode with one connection',
      () => givenPooler(database.url, 1),
      /^A connection pooler in front of the database shares sessions between clients\. /,
    ],
  ])('%s', async (_name, url, expected) => {
    const { code, stderr } = await servers.run({ DATABASE_URL: await url() })
    const withoutWarnings = stderr.split('\n').filter((line) => line !== '' && !/Warning|^\(Use `node/.test(line))
    expect([code, withoutWarnings]).toEqual([1, [expect.stringMatching(expected)]])
    expect(stderr).not.toContain('sesame')
  })
})

test('a role that may read the history but not write the tables is refused with the missing privileges', async () => {
  await database.pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`)
  const { code, stderr } = await servers.run({ DATABASE_URL: urlWith(asRole), MIGRATE: 'off' })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^The role of the server lacks privileges .*missing: INSERT on supervisors, UPDATE on supervisors, /,
  )
})

describe('a setting of the role ends the start in one line, before the migrations:', () => {
  test.each([
    [
      'session_replication_role',
      'replica',
      /^The sessions in the database run no triggers, .* Reset session_replication_role .*\(session_replication_role is replica: no trigger runs\)$/m,
    ],
    [
      'role',
      'pg_monitor',
      /^The sessions in the database have another role than the login\. Reset role .*\(role is pg_monitor\)$/m,
    ],
  ])('%s', async (setting, value, expected) => {
    await onServer(`GRANT pg_monitor TO ${role}; ALTER ROLE ${role} SET ${setting} = ${value}`)
    const { code, stderr } = await servers.run({ DATABASE_URL: urlWith(asRole) })
    await onServer(`ALTER ROLE ${role} RESET ${setting}`)
    expect(code).toBe(1)
    expect(stderr).toMatch(expected)
  })
})

test('a setting that the role gets while the server runs makes it UNAVAILABLE, with the cause', async () => {
  const { pathname } = new URL(database.url)
  const db = openDatabase({ url: database.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
  await onServer(`ALTER DATABASE ${pathname.slice(1)} SET session_replication_role = replica`)
  const error = await db.query(sql`SELECT 1`).catch((thrown: unknown) => thrown)
  await onServer(`ALTER DATABASE ${pathname.slice(1)} RESET session_replication_role`)
  expect(error).toMatchObject({ reason: 'The sessions in the database run no triggers, which protect the hierarchy.' })
  expect(asUncertain(error)).toBe(error) // nothing was sent
  expect(await db.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  await db.close()
})

test('a server waits while PostgreSQL has too many connections or does not listen yet, with the cause in /readyz', async () => {
  await onServer(`ALTER ROLE ${role} CONNECTION LIMIT 0`)
  for (const [url, reason] of [
    [urlWith(asRole), 'The database has no free connection.'],
    [
      urlWith((url) => {
        url.host = '127.0.0.1:1'
      }),
      'The database cannot be reached.',
    ],
    [
      urlWith((url) => {
        url.host = 'database.invalid'
      }),
      expect.stringMatching(/^The host name of the database/) as string,
    ],
  ] as const) {
    const server = await servers.start({ DATABASE_URL: url }, 'listening')
    await expect
      .poll(async () => (await fetch(`${server.url}/readyz`)).json() as unknown)
      .toEqual({ status: 'not ready', reason })
    expect(server.log()).toContainEqual(expect.objectContaining({ msg: 'database not available; retrying', reason }))
    expect((await server.stop()).code).toBe(0)
  }
})
