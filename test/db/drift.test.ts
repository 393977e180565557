import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { assertSchemaMatchesMigrations, findDrift } from '../../src/db/drift.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { prismaDirectory } from '../../src/db/migrations.ts'
import { JOBS, withMigrationSupport } from '../support/database/migrationProject.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const { givenEmptyDatabase, givenProject, query } = withMigrationSupport()

/** SQL that replaces the first such line in the function of a trigger. */
function replaceInFunction(line: string, by: string): string {
  return `DO $do$ BEGIN EXECUTE regexp_replace(pg_get_functiondef('supervisors_before_update'::regproc), '^${line}$', '${by}', 'n'); END $do$`
}

/** Manual changes to the database of the hierarchy: the change, the expected differences, and the SQL that reverts it. */
const CHANGES = [
  {
    what: 'a column added',
    run: 'ALTER TABLE supervisors ADD COLUMN extra integer',
    found: [/the database differ[\s\S]*Removed column `extra`/, /column extra of supervisors is not in the migrations/],
    mend: 'ALTER TABLE supervisors DROP COLUMN extra',
  },
  {
    what: 'a CHECK dropped',
    run: 'ALTER TABLE supervisors DROP CONSTRAINT supervisors_name_check',
    found: [/constraint supervisors_name_check of supervisors is missing/],
    mend: `ALTER TABLE supervisors ADD CONSTRAINT supervisors_name_check CHECK (name ~ '\\S')`,
  },
  {
    what: 'a CHECK that was not validated',
    run: `ALTER TABLE supervisor_teams DROP CONSTRAINT supervisor_teams_name_check, ADD CONSTRAINT supervisor_teams_name_check CHECK (name ~ '\\S') NOT VALID`,
    found: [/constraint supervisor_teams_name_check of supervisor_teams differs/],
    mend: 'ALTER TABLE supervisor_teams VALIDATE CONSTRAINT supervisor_teams_name_check',
  },
  {
    what: 'a trigger disabled',
    run: 'ALTER TABLE supervisors DISABLE TRIGGER supervisors_before_update',
    found: [/trigger supervisors_before_update on supervisors differs/],
    mend: 'ALTER TABLE supervisors ENABLE TRIGGER supervisors_before_update',
  },
  {
    what: 'a foreign key switched off',
    run: 'ALTER TABLE supervisor_team_members DISABLE TRIGGER ALL',
    found: [
      /constraint supervisor_team_members_team_id_fkey of supervisor_team_members differs/,
      /trigger supervisor_team_members_\w+ on supervisor_team_members differs[\s\S]* DISABLED$/,
    ],
    mend: 'ALTER TABLE supervisor_team_members ENABLE TRIGGER ALL',
  },
  {
    what: 'a plain index dropped',
    run: 'DROP INDEX supervisors_path_idx',
    found: [/the database differ[\s\S]*Added index on columns \(path\)/, /index supervisors_path_idx is missing/],
    mend: 'CREATE INDEX supervisors_path_idx ON supervisors (path)',
  },
  {
    what: 'a partial unique index dropped',
    run: 'DROP INDEX supervisor_team_members_active_key',
    found: [/index supervisor_team_members_active_key is missing/],
    mend: 'CREATE UNIQUE INDEX supervisor_team_members_active_key ON supervisor_team_members (team_id, agent_id) WHERE left_at IS NULL',
  },
  {
    what: 'another fill factor',
    run: 'ALTER TABLE supervisors SET (fillfactor = 90)',
    found: [/table supervisors differs\s+expected: WITH \(fillfactor=80\)\s+found: +WITH \(fillfactor=90\)/],
    mend: 'ALTER TABLE supervisors SET (fillfactor = 80)',
  },
  {
    what: 'another default',
    run: 'ALTER TABLE supervisor_team_members ALTER COLUMN joined_at SET DEFAULT now()',
    found: [
      /the database differ[\s\S]*Altered column `joined_at`/,
      /column joined_at of supervisor_team_members differs/,
    ],
    mend: `ALTER TABLE supervisor_team_members ALTER COLUMN joined_at SET DEFAULT timezone('utc'::text, now())`,
  },
  {
    what: 'NOT NULL dropped from a list, which Prisma does not see',
    run: 'ALTER TABLE supervisors ALTER COLUMN path DROP NOT NULL',
    found: [/column path of supervisors differs\s+expected: uuid\[\] NOT NULL/],
    mend: 'ALTER TABLE supervisors ALTER COLUMN path SET NOT NULL',
  },
  {
    what: 'a trigger’s function changed',
    run: replaceInFunction('BEGIN', 'BEGIN RETURN NEW;'),
    found: [/function supervisors_before_update\(\) differs\s+expected: .*\s+found: +BEGIN RETURN NEW;$/],
    mend: replaceInFunction('BEGIN RETURN NEW;', 'BEGIN'),
  },
]

describe('findDrift() of the hierarchy’s database', () => {
  const database = withDatabase()

  test('finds each manual change, and nothing else', async () => {
    for (const { run } of CHANGES) await database.pool.query(run)
    const differences = await findDrift(database.url)
    for (const { mend } of CHANGES) await database.pool.query(mend)
    for (const { what, found } of CHANGES)
      for (const pattern of found) expect(differences, what).toContainEqual(expect.stringMatching(pattern))
    const expected = CHANGES.flatMap(({ found }) => found)
    expect(differences.filter((each) => !expected.some((pattern) => pattern.test(each)))).toEqual([])
  })

  test('finds nothing after all changes are reverted, whatever rows exist', async () => {
    await database.pool.query(`INSERT INTO supervisors (name) VALUES ('root')`)
    expect(await findDrift(database.url)).toEqual([])
  })

  test('leaves no shadow database', async () => {
    const own = `SELECT count(*)::int AS n FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'`
    // other test files may compare databases at the same time, for about a second each
    await expect
      .poll(async () => (await query<{ n: number }>(inject('serverUrl'), own))[0]?.n, { timeout: 30_000 })
      .toBe(0)
  })
})

describe('findDrift() of a restored database', () => {
  const database = withDatabase()

  /** Creates an object again from the text that PostgreSQL prints for it, as `pg_dump` and `pg_restore` do. */
  const restored = (statements: string): string => `DO $$ DECLARE statement text;
    BEGIN
      SET LOCAL search_path = '';
      FOR statement IN ${statements} LOOP EXECUTE statement; END LOOP;
    END $$`
  const constraints = `SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', conrelid::regclass, conname, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0`
  const triggers = `SELECT pg_catalog.format('DROP TRIGGER %I ON %s; %s', tgname, tgrelid::regclass, pg_get_triggerdef(oid))
    FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid::regclass::text LIKE 'public.%'`

  test('reports nothing of the hierarchy', async () => {
    await database.pool.query(restored(constraints))
    await database.pool.query(restored(triggers))
    expect(await findDrift(database.url)).toEqual([])
  })

  test('reports no expression that PostgreSQL only prints differently', async () => {
    const url = await givenEmptyDatabase()
    const project = await givenProject(JOBS.migrations, JOBS.models)
    // a cast of a whole array is printed as a cast of each element after it was parsed again
    const up = `ALTER TABLE jobs ADD COLUMN kind varchar(9), ADD CONSTRAINT kind_check CHECK (kind IN ('one', 'two'))`
    await project.write('20260303000000_kind', { up })
    await migrateDeploy(url, project.migrationsDir)
    const print = `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = 'kind_check'`
    const before = await query(url, print)
    await query(url, restored(constraints))
    expect(await query(url, print)).not.toEqual(before)
    const differences = await findDrift(url, project)
    expect(differences.filter((each) => each.startsWith('in the database'))).toEqual([])
  })

  test('reports each expression that was changed', async () => {
    await database.pool.query(`
      ALTER TABLE supervisors DROP CONSTRAINT supervisors_status_check;
      ALTER TABLE supervisors ADD CONSTRAINT supervisors_status_check CHECK (status IN ('ACTIVE', 'PAUSED'));
      DROP INDEX supervisor_team_members_active_key;
      CREATE UNIQUE INDEX supervisor_team_members_active_key ON supervisor_team_members (team_id, agent_id) WHERE left_at IS NOT NULL`)
    expect(await findDrift(database.url)).toEqual([
      expect.stringContaining('constraint supervisors_status_check of supervisors differs'),
      expect.stringContaining('index supervisor_team_members_active_key differs'),
    ])
  })
})

describe('findDrift() of the history', () => {
  test('finds migrations that are not applied, changed or unknown', async () => {
    const url = await givenEmptyDatabase()
    const project = await givenProject(JOBS.migrations, JOBS.models)
    await migrateDeploy(url, project.migrationsDir)
    await query(url, `UPDATE _prisma_migrations SET migration_name = 'unknown' WHERE migration_name LIKE '%priority'`)
    await project.write('20260101000000_jobs', { up: `${JOBS.migrations['20260101000000_jobs'].up}\n-- changed` })

    expect(await findDrift(url, project)).toEqual([
      'migration 20260202000000_priority is not applied',
      'migration.sql of 20260101000000_jobs has changed since it was applied',
      expect.stringMatching(/^migration unknown is applied, but missing in /),
    ])
  })
})

describe('schema.prisma and the migrations', () => {
  test('match', async () => {
    await expect(assertSchemaMatchesMigrations(inject('serverUrl'))).resolves.toBeUndefined()
  })

  test('do not match if the schema has an additional field', async () => {
    const project = await givenProject(JOBS.migrations, JOBS.models.replace('title ', 'note String?\n  title '))
    await expect(assertSchemaMatchesMigrations(inject('serverUrl'), project)).rejects.toThrow(/Added column `note`/)
    const url = await givenEmptyDatabase()
    await migrateDeploy(url, project.migrationsDir)
    expect(await findDrift(url, project)).toEqual([
      expect.stringMatching(/^schema.prisma and the migrations differ[\s\S]*`note`/),
      expect.stringMatching(/^schema.prisma and the database differ[\s\S]*`note`/),
    ])
  })

  test('cause an error if they cannot be compared', async () => {
    const project = await givenProject(JOBS.migrations)
    const schema = await readFile(join(prismaDirectory(), 'schema.prisma'), 'utf8')
    await writeFile(project.schemaFile, schema.replace('model Supervisor {', 'model {'))
    await expect(assertSchemaMatchesMigrations(inject('serverUrl'), project)).rejects.toThrow(/schema.prisma/)
    await project.write('20260303000000_broken', { up: 'SELECT 1/0' })
    await expect(assertSchemaMatchesMigrations(inject('serverUrl'), project)).rejects.toThrow(/division by zero/)
  })
})
