import { spawn } from 'node:child_process'
import pg from 'pg'
import { expect, test } from 'vitest'
import { findDrift } from '../../src/db/drift.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { defaultMigrationsDir, readMigrations } from '../../src/db/migrations.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withMigrationSupport } from '../support/database/migrationProject.ts'
import { observe, serverMain, withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const { givenEmptyDatabase, query } = withMigrationSupport()

/** The names of all migrations, in order. */
const migrationNames = async (): Promise<string[]> =>
  (await readMigrations(defaultMigrationsDir())).map(({ name }) => name)

const countAfterBoot = graphql(`
  query CountAfterBoot {
    stats {
      supervisors
    }
  }
`)

test('with MIGRATE=off, a database with pending migrations is refused with their names, and not changed', async () => {
  const url = await givenEmptyDatabase()
  const names = await migrationNames()
  const { code, stderr } = await servers.run({ DATABASE_URL: url, MIGRATE: 'off' })
  expect(code).toBe(1)
  expect(stderr).toBe(
    `MIGRATE is off, and these migrations are pending: ${names.join(', ')}. Run npm run db:migrate, or set MIGRATE=on.\n`,
  )
  expect(await query(url, `SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([])
})

test('with MIGRATE=off, a database without pending migrations is accepted', async () => {
  const server = await servers.start({ DATABASE_URL: database.url, MIGRATE: 'off' })
  expect(await server.data(countAfterBoot)).toEqual({ stats: { supervisors: 0 } })
})

test('a running server deletes exactly the events that are older than EVENT_RETENTION_DAYS', async () => {
  const url = await givenEmptyDatabase()
  await migrateDeploy(url)
  await query(url, `INSERT INTO supervisors (name) SELECT 'spawned long ago ' || i FROM generate_series(1, 3) i`)
  await query(url, `UPDATE supervisor_events SET at = at - make_interval(days => 7 - sequence::int)`)
  const left = () => query(url, 'SELECT sequence::int FROM supervisor_events ORDER BY sequence')
  expect(await left()).toEqual([1, 2, 3].map((sequence) => ({ sequence })))

  const server = await servers.start({ DATABASE_URL: url, EVENT_RETENTION_DAYS: '5' })
  await expect.poll(left, { timeout: 10_000 }).toEqual([{ sequence: 3 }]) // the only event that is younger than 5 days
  expect(server.log()).toContainEqual(expect.objectContaining({ msg: 'pruned the event log', count: 2 }))
  expect(await server.data(countAfterBoot)).toEqual({ stats: { supervisors: 3 } })
})

test('one of four servers that start together on an empty database migrates it, and none loads the demonstration', async () => {
  const url = await givenEmptyDatabase()
  const four = await Promise.all([1, 2, 3, 4].map(() => servers.start({ DATABASE_URL: url })))
  const migrated = four.filter((server) => server.log().some(({ msg }) => msg === 'applied migrations'))
  expect(migrated).toHaveLength(1)
  const runs = await query<{ name: string; runs: number }>(
    url,
    'SELECT migration_name AS name, count(*)::integer AS runs FROM _prisma_migrations GROUP BY 1 ORDER BY 1',
  )
  expect(runs).toEqual((await migrationNames()).map((name) => ({ name, runs: 1 })))
  for (const server of four) expect(await server.data(countAfterBoot)).toEqual({ stats: { supervisors: 0 } })
  for (const { code } of await Promise.all(four.map((server) => server.stop()))) expect(code).toBe(0)
})

test.each([
  ['and PostgreSQL ends its session', true],
  ['and PostgreSQL completes the migration for it', false],
])('a server that is killed within its first migration, %s, leaves nothing to repair', async (_name, endsSession) => {
  const url = await givenEmptyDatabase()
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  await holder.query('BEGIN; CREATE TABLE supervisors ()') // the migration waits for the name of this table
  const killed = await servers.start({ DATABASE_URL: url }, 'listening')
  const waiting = `FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  await expect.poll(() => query(url, `SELECT ${waiting}`), { timeout: 10_000 }).toHaveLength(1)
  await killed.stop('SIGKILL')
  if (endsSession) await query(url, `SELECT pg_terminate_backend(pid, 5000) ${waiting}`)
  await holder.query('ROLLBACK')
  await holder.end()

  const next = await servers.start({ DATABASE_URL: url })
  expect(await next.data(countAfterBoot)).toEqual({ stats: { supervisors: 0 } })
  const finished = await query<{ name: string }>(
    url,
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
  )
  expect(finished.map(({ name }) => name)).toEqual(await migrationNames())
  expect(await findDrift(url)).toEqual([])
})

test('a database with other tables is refused without a stack trace, and not changed', async () => {
  const url = await givenEmptyDatabase()
  await query(url, 'CREATE TABLE ledger (id integer)')
  const { code, stderr } = await servers.run({ DATABASE_URL: url })
  expect(code).toBe(1)
  expect(stderr).toContain('The database schema is not empty')
  expect(stderr).not.toMatch(/^ +at /m)
  const tables = await query(url, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
  expect(tables).toEqual([{ tablename: 'ledger' }])
})

test('HIERARCHY_MAX_LEVEL is stored at startup, and refused if a supervisor is deeper', async () => {
  const maxLevel = async (): Promise<unknown> =>
    (await database.pool.query('SELECT max_level FROM hierarchy_settings')).rows[0]
  await givenTree(database.pool, 'root > a > b > c')

  const first = await servers.start({ DATABASE_URL: database.url, HIERARCHY_MAX_LEVEL: '3' })
  expect(await maxLevel()).toEqual({ max_level: 3 })
  await first.stop()

  const { code, stderr } = await servers.run({ DATABASE_URL: database.url, HIERARCHY_MAX_LEVEL: '2' })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^HIERARCHY_MAX_LEVEL: expected at least the level of the deepest supervisor, got 2 \([^\n]*\)\n$/,
  )
  expect(await maxLevel()).toEqual({ max_level: 3 })

  const unset = await servers.start({ DATABASE_URL: database.url })
  expect(await maxLevel()).toEqual({ max_level: 3 })
  await unset.stop()
})

test('the log goes to the descriptor of LOG_FD, and people read the start and the stop on standard error', async () => {
  const child = spawn(process.execPath, [serverMain], {
    cwd: servers.newDirectory(),
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: database.url, LOG_FD: '3' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const { exited, stderr } = observe(child)
  let log = ''
  child.stdio[3]?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  await expect.poll(stderr).toContain('Stop with Ctrl-C.')
  child.kill('SIGINT')
  const end = await exited
  expect(end).toMatchObject({ code: 0, stdout: '' })
  expect(end.stderr).toMatch(/\nStopping: requests in flight end first\. .+\nStopped\.\n$/)
  expect(log).toContain('"msg":"shutting down"')
})

test('a descriptor that is not open is reported in one line', async () => {
  const { code, stderr } = await servers.run({ DATABASE_URL: database.url, LOG_FD: '1000' })
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/^LOG_FD: descriptor 1000 is not open [^\n]+\n$/) as string,
  })
})
