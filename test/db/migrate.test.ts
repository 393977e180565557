import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { LOCKS_MISSING, MIGRATION_MARK } from '../../prisma/engine/migrationRun.mjs'
import { openEngineThread } from '../../prisma/engine/thread.mjs'
import { migrateDeploy, pendingMigrations } from '../../src/db/migrate.ts'
import { JOBS, withMigrationSupport } from '../support/database/migrationProject.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

const { givenEmptyDatabase, givenProject, query } = withMigrationSupport()
const NAMES = Object.keys(JOBS.migrations)
const MIGRATION_LOCK = 72707369

describe('migrateDeploy', () => {
  test('applies all pending migrations in order, with intact function bodies, and then none', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject(JOBS.migrations)

    expect(await migrateDeploy(url, migrationsDir)).toEqual(NAMES)
    expect(await migrateDeploy(url, migrationsDir)).toEqual([])

    await query(url, `INSERT INTO jobs (title) VALUES ('one'); UPDATE jobs SET priority = 9`)
    expect(await query(url, 'SELECT changes, urgent()::int FROM jobs')).toEqual([{ changes: 1, urgent: 1 }])
    await expect(query(url, `UPDATE jobs SET title = 'a;b'`)).rejects.toThrow('no; never')
  })

  test('applies the project’s own migrations by default', async () => {
    const url = await givenEmptyDatabase()
    expect(await migrateDeploy(url)).toContain('20261124000000_hierarchy')
    expect(await query(url, 'SELECT * FROM verify_hierarchy()')).toEqual([])
  })

  test('applies the migrations in one of four concurrent processes, and nothing in the others', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject(JOBS.migrations)

    const applied = await Promise.all([1, 2, 3, 4].map(() => migrateDeploy(url, migrationsDir)))

    expect(applied.sort((a, b) => b.length - a.length)).toEqual([NAMES, [], [], []])
    expect(await query(url, 'SELECT migration_name, finished_at IS NOT NULL AS done FROM _prisma_migrations')).toEqual(
      NAMES.map((migration_name) => ({ migration_name, done: true })),
    )
  })

  test('reports the failed migration with the error of PostgreSQL, and keeps the earlier ones', async () => {
    const url = await givenEmptyDatabase()
    const up = `CREATE TABLE half_made (); INSERT INTO jobs (title) VALUES (' ');`
    const project = await givenProject({ ...JOBS.migrations, '20260303000000_broken': { up } })

    await expect(migrateDeploy(url, project.migrationsDir)).rejects.toMatchObject({
      code: 'P3018',
      message: expect.stringMatching(/20260303000000_broken[\s\S]*23514[\s\S]*"jobs_title_check"/) as string,
    })
    expect(await pendingMigrations(url, project.migrationsDir)).toEqual(['20260303000000_broken'])
    expect(await query(url, `SELECT to_regclass('half_made') AS it`)).toEqual([{ it: null }])

    // a failed migration is retried only when the operator asks for it
    await expect(migrateDeploy(url, project.migrationsDir)).rejects.toMatchObject({
      code: 'P3009',
      message: expect.stringContaining('migrate resolve --rolled-back 20260303000000_broken') as string,
    })
    await project.write('20260303000000_broken', { up: 'CREATE TABLE whole ();' })
    expect(await migrateDeploy(url, project.migrationsDir, { retryFailed: true })).toEqual(['20260303000000_broken'])
  })

  describe('after its process was killed', () => {
    const [first = '', second = ''] = NAMES
    const started = `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (gen_random_uuid(), 'x', `
    const historyOf = (url: string) =>
      query(
        url,
        `SELECT migration_name AS name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS "rolledBack", logs
         FROM _prisma_migrations ORDER BY started_at`,
      )
    const finished = (name: string): object => ({ name, finished: true, rolledBack: false, logs: null })

    test('retries the first migration if nothing that it creates exists', async () => {
      const url = await givenEmptyDatabase()
      const { migrationsDir } = await givenProject(JOBS.migrations)
      const empty = await givenProject({})
      await migrateDeploy(url, empty.migrationsDir)
      await query(url, await historyTable())
      await query(url, `${started}'${first}')`)
      expect(await migrateDeploy(url, migrationsDir)).toEqual(NAMES)
      expect(await historyOf(url)).toEqual([
        { name: first, finished: false, rolledBack: true, logs: null },
        ...NAMES.map(finished),
      ])
    })

    test('retries a later migration that PostgreSQL certainly rolled back, after the session of the killed process has ended', async () => {
      const url = await givenEmptyDatabase()
      const project = await givenProject(JOBS.migrations)
      const slow = { up: `CREATE TABLE slow (); SELECT pg_sleep(30)` }
      const steps = await givenProject({ ...JOBS.migrations, '20260303000000_slow': slow })
      expect(await migrateDeploy(url, project.migrationsDir)).toEqual(NAMES)
      const interrupted = migrateDeploy(url, steps.migrationsDir).catch((error: unknown) => error)
      // ends both sessions of the process, for the lock and for the migration, as a kill of the process does
      const sessions = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
      await expect.poll(() => query(url, `SELECT ${sessions} AND query LIKE '%pg_sleep(30)%'`)).toHaveLength(1)
      await query(url, `SELECT pg_terminate_backend(pid, 5000) ${sessions}`)
      expect(await interrupted).toBeInstanceOf(Error)
      // the killed process could not store the error
      await query(url, `UPDATE _prisma_migrations SET logs = '${MIGRATION_MARK}' WHERE finished_at IS NULL`)

      await steps.write('20260303000000_slow', { up: 'CREATE TABLE slow ()' })
      expect(await migrateDeploy(url, steps.migrationsDir)).toEqual(['20260303000000_slow'])
      expect(await historyOf(url)).toMatchObject([
        ...NAMES.map(finished),
        { name: '20260303000000_slow', finished: false, rolledBack: true },
        finished('20260303000000_slow'),
      ])
    })

    test('retries a migration that did not receive its locks', async () => {
      const url = await givenEmptyDatabase()
      const { migrationsDir } = await givenProject({ [first]: JOBS.migrations['20260101000000_jobs'] })
      await migrateDeploy(url, migrationsDir)
      const both = await givenProject(JOBS.migrations)
      await query(url, `${started}'${second}')`)
      await query(url, `UPDATE _prisma_migrations SET logs = 'ERROR: … ${LOCKS_MISSING} …' WHERE finished_at IS NULL`)
      expect(await migrateDeploy(url, both.migrationsDir)).toContain(second)
    })

    test('does not retry a migration that may have been committed', async () => {
      const url = await givenEmptyDatabase()
      const { migrationsDir } = await givenProject({ [first]: JOBS.migrations['20260101000000_jobs'] })
      await migrateDeploy(url, migrationsDir)
      const both = await givenProject(JOBS.migrations)
      await query(url, `${started}'${second}')`)
      await expect(migrateDeploy(url, both.migrationsDir)).rejects.toMatchObject({ code: 'P3009' })
      expect(await historyOf(url)).toMatchObject([finished(first), { name: second, rolledBack: false }])
    })

    /** The history table, as the engine creates it. */
    async function historyTable(): Promise<string> {
      const url = await givenEmptyDatabase()
      const { migrationsDir } = await givenProject(JOBS.migrations)
      await migrateDeploy(url, migrationsDir)
      const columns = await query<{ sql: string }>(
        url,
        `SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ') AS sql FROM pg_attribute
         WHERE attrelid = '_prisma_migrations'::regclass AND attnum > 0`,
      )
      return `CREATE TABLE _prisma_migrations (${columns[0]?.sql ?? ''});
        ALTER TABLE _prisma_migrations ALTER started_at SET DEFAULT now(), ALTER applied_steps_count SET DEFAULT 0`
    }
  })

  test('a migration with statements outside transactions is applied unchanged', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject({
      '20260101000000_table': { up: 'CREATE TABLE jobs (title text)' },
      '20260102000000_index': { up: '-- no COMMIT here\nCREATE INDEX CONCURRENTLY jobs_title_idx ON jobs (title)' },
    })
    expect(await migrateDeploy(url, migrationsDir)).toHaveLength(2)
  })

  test('retries a failed migration only once', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject({ '20260101000000_broken': { up: 'SELECT 1/0' } })
    await expect(migrateDeploy(url, migrationsDir)).rejects.toMatchObject({ code: 'P3018' })
    await expect(migrateDeploy(url, migrationsDir, { retryFailed: true })).rejects.toMatchObject({ code: 'P3018' })
  })

  test('waits for another process that migrates, up to a timeout', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject(JOBS.migrations)
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    try {
      await other.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
      await expect(migrateDeploy(url, migrationsDir, { lockWaitMs: 100 })).rejects.toMatchObject({ code: 'P1002' })
      const waiting = migrateDeploy(url, migrationsDir)
      await untilWaiting(other)
      await other.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
      expect(await waiting).toEqual(NAMES)
    } finally {
      await other.end()
    }
  })
})

describe('pendingMigrations', () => {
  test('lists all migrations for an empty database, and writes nothing', async () => {
    const url = await givenEmptyDatabase()
    const { migrationsDir } = await givenProject(JOBS.migrations)
    expect(await pendingMigrations(url, migrationsDir)).toEqual(NAMES)
    expect(await query(url, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`)).toEqual([])
  })

  test('lists migrations that are not applied yet', async () => {
    const url = await givenEmptyDatabase()
    const project = await givenProject(JOBS.migrations)
    await migrateDeploy(url, project.migrationsDir)
    expect(await pendingMigrations(url, project.migrationsDir)).toEqual([])
    await project.write('20260303000000_more', { up: 'CREATE TABLE more ();' })
    expect(await pendingMigrations(url, project.migrationsDir)).toEqual(['20260303000000_more'])
  })
})

test('a panic of the schema engine rejects the current and later calls, but does not end the process', async () => {
  const engine = await openEngineThread({ url: await givenEmptyDatabase() })
  await expect(engine.call('debugPanic', undefined)).rejects.toThrow(/the schema engine panicked/)
  await expect(engine.call('version', null)).rejects.toThrow(/has ended/)
  await engine.close()
})
