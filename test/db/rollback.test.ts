import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { findDrift } from '../../src/db/drift.ts'
import { migrateDeploy, pendingMigrations } from '../../src/db/migrate.ts'
import { rollback } from '../../src/db/rollback.ts'
import { JOBS, withMigrationSupport, type MigrationProject } from '../support/database/migrationProject.ts'

const { givenEmptyDatabase, givenProject, query } = withMigrationSupport()
const [FIRST, SECOND] = ['20260101000000_jobs', '20260202000000_priority'] as const
const ROWS = 'SELECT id, title, state, changes FROM jobs ORDER BY id'

async function givenJobs(): Promise<{ url: string; project: MigrationProject }> {
  const url = await givenEmptyDatabase()
  const project = await givenProject(JOBS.migrations, JOBS.models)
  await migrateDeploy(url, project.migrationsDir)
  await query(
    url,
    `INSERT INTO jobs (title, priority) SELECT 'job ' || n, n % 10 FROM generate_series(1, 1000) n;
     UPDATE jobs SET state = 'done' WHERE id % 3 = 0`,
  )
  return { url, project }
}

describe('with rows in the database', () => {
  test('migrating up, down and up loses only the data that down.sql drops, and leaves no drift', async () => {
    const { url, project } = await givenJobs()
    const before = await query(url, ROWS)

    expect(await rollback(url, project.migrationsDir)).toBe(SECOND)
    expect(await query(url, ROWS)).toEqual(before)
    expect(await query(url, `SELECT to_regprocedure('urgent()') AS it`)).toEqual([{ it: null }])
    expect(await pendingMigrations(url, project.migrationsDir)).toEqual([SECOND])

    expect(await migrateDeploy(url, project.migrationsDir)).toEqual([SECOND])
    expect(await query(url, ROWS)).toEqual(before)
    expect(await query(url, 'SELECT DISTINCT priority FROM jobs')).toEqual([{ priority: 0 }])
    expect(await findDrift(url, project)).toEqual([])
  })

  test('the first migration can be rolled back after the second', async () => {
    const { url, project } = await givenJobs()
    expect(await rollback(url, project.migrationsDir)).toBe(SECOND)
    expect(await rollback(url, project.migrationsDir)).toBe(FIRST)
    expect(await query(url, `SELECT to_regclass('jobs') AS it`)).toEqual([{ it: null }])
    expect(await migrateDeploy(url, project.migrationsDir)).toEqual([FIRST, SECOND])
    expect(await findDrift(url, project)).toEqual([])
  })

  test('all migrations of the hierarchy can be rolled back and applied again without drift', async () => {
    const url = await givenEmptyDatabase()
    const applied = await migrateDeploy(url)
    await query(
      url,
      `INSERT INTO supervisors (id, name) VALUES ('00000000-0000-0000-0000-000000000001', 'root');
       INSERT INTO supervisors (name, parent_id) SELECT 'child ' || n, '00000000-0000-0000-0000-000000000001' FROM generate_series(1, 50) n;
       INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors;
       INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`,
    )

    for (const name of applied.toReversed()) expect(await rollback(url)).toBe(name)
    const left = `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_prisma\\_%'
      UNION ALL SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`
    expect(await query(url, left)).toEqual([])

    expect(await migrateDeploy(url)).toEqual(applied)
    expect(await findDrift(url)).toEqual([])
    expect(await query(url, 'SELECT * FROM verify_hierarchy()')).toEqual([])
  })
})

describe('rollback() is refused without a change', () => {
  test('if no migration is applied', async () => {
    const url = await givenEmptyDatabase()
    await expect(rollback(url)).rejects.toThrow('nothing to roll back')
    const { url: rolledBack, project } = await givenJobs()
    await rollback(rolledBack, project.migrationsDir)
    await rollback(rolledBack, project.migrationsDir)
    await expect(rollback(rolledBack, project.migrationsDir)).rejects.toThrow('nothing to roll back')
  })

  test('if migration.sql has changed since it was applied', async () => {
    const { url, project } = await givenJobs()
    await project.write(SECOND, { up: '-- something else' })
    await expect(rollback(url, project.migrationsDir)).rejects.toThrow(/migration.sql is not the applied version/)
    await expectStillApplied(url)
  })

  test('if down.sql or the migration does not exist', async () => {
    const { url, project } = await givenJobs()
    await rm(join(project.migrationsDir, SECOND, 'down.sql'))
    await expect(rollback(url, project.migrationsDir)).rejects.toThrow(/down.sql does not exist/)
    await rm(join(project.migrationsDir, SECOND), { recursive: true })
    await expect(rollback(url, project.migrationsDir)).rejects.toThrow(
      /migration.sql does not exist, but this migration is applied/,
    )
    await expectStillApplied(url)
  })

  test('if a statement of down.sql fails', async () => {
    const { url, project } = await givenJobs()
    await writeFile(join(project.migrationsDir, SECOND, 'down.sql'), 'DROP FUNCTION urgent(); DROP TABLE nonsense;')
    await expect(rollback(url, project.migrationsDir)).rejects.toThrow(/"nonsense" does not exist/)
    await expectStillApplied(url)
  })

  test('if a migration has failed', async () => {
    const { url, project } = await givenJobs()
    await project.write('20260303000000_broken', { up: 'SELECT 1/0', down: '' })
    await expect(migrateDeploy(url, project.migrationsDir)).rejects.toThrow()
    await expect(rollback(url, project.migrationsDir)).rejects.toThrow(/20260303000000_broken has failed/)
    await expectStillApplied(url)
  })

  test('while another process migrates', async () => {
    const { url, project } = await givenJobs()
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    try {
      await other.query('SELECT pg_advisory_lock(72707369)')
      await expect(rollback(url, project.migrationsDir, { lockWaitMs: 50 })).rejects.toMatchObject({ code: 'P1002' })
    } finally {
      await other.end()
    }
    await expectStillApplied(url)
  })
})

test('rollback() reports a down.sql that ends its transaction', async () => {
  const { url, project } = await givenJobs()
  await writeFile(join(project.migrationsDir, SECOND, 'down.sql'), 'DROP FUNCTION urgent(); COMMIT;')
  await expect(rollback(url, project.migrationsDir)).rejects.toThrow(/ended the transaction/)
})

async function expectStillApplied(url: string): Promise<void> {
  expect(await query(url, 'SELECT count(*)::int AS jobs, urgent() > 0 AS urgent FROM jobs')).toEqual([
    { jobs: 1000, urgent: true },
  ])
  expect(
    await query(url, `SELECT FROM _prisma_migrations WHERE migration_name = '${SECOND}' AND rolled_back_at IS NULL`),
  ).toHaveLength(1)
}
