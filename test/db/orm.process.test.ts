import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'

const runFile = promisify(execFile)

/** A Python with the packages that the models need. Prefers that of Debian to another one on PATH. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import sqlalchemy, alembic, psycopg2']).status === 0,
)
const skipped = python
  ? ''
  : ' (skipped: no Python with SQLAlchemy, Alembic and psycopg2; on Debian: apt-get install python3-sqlalchemy python3-alembic python3-psycopg2)'
if (skipped) console.warn(`the tests of the SQLAlchemy models do not run${skipped}`)

describe.skipIf(skipped)(`an application with SQLAlchemy models${skipped}`, () => {
  const db = withDatabase()

  const run = async (script: string): Promise<string> => {
    const { stdout } = await runFile(python ?? '', [fileURLToPath(new URL(`orm/${script}`, import.meta.url))], {
      env: { ...process.env, DATABASE_URL: db.url, PYTHONDONTWRITEBYTECODE: '1' },
    })
    return stdout
  }

  test('inserts, reads, updates, cascades and deletes without an error', async () => {
    const steps = ['inserts', 'reads', 'updates', 'refusals', 'relationship_cascades', 'deletes']

    expect(await run('exercise.py')).toBe(steps.map((step) => `ok ${step}\n`).join(''))
    expect(await db.violations()).toEqual([])
  })

  test('needs no migration by Alembic for the tables and columns of the models', async () => {
    expect(await run('compare.py')).toBe('')
  })

  test('would need a migration if a column had another type, were not nullable, or were missing', async () => {
    await db.pool.query(`
      ALTER TABLE supervisor_teams ALTER description TYPE varchar(80);
      ALTER TABLE supervisor_teams ALTER objective SET NOT NULL;
      ALTER TABLE supervisor_team_members DROP metadata CASCADE; -- and the trigger whose condition reads it
      ALTER TABLE supervisor_team_members ALTER role TYPE varchar(99)`)
    const changes = await run('compare.py')

    expect(changes).toMatch(/modify_type.*'description'/)
    expect(changes).toMatch(/modify_nullable.*'objective'/)
    expect(changes).toMatch(/add_column.*'metadata'/)
    expect(changes).toMatch(/modify_type.*'role'/)
  })
})
