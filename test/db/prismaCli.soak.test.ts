import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { rollback } from '../../src/db/rollback.ts'
import { JOBS, withMigrationSupport } from '../support/database/migrationProject.ts'

const { givenEmptyDatabase, givenProject, query } = withMigrationSupport()
const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const [FIRST, SECOND] = ['20260101000000_jobs', '20260202000000_priority'] as const
const PRISMA = join(PROJECT, 'node_modules/prisma/build/index.js')
const NOWHERE = 'http://127.0.0.1:9'

interface Outcome {
  code: number
  /** Both stdout and stderr. */
  output: string
}

let root = ''
let migrationsDir = ''
let schemaFile = ''
let url = ''

/** A project with its own migrations, and this project's configuration, engine and packages. */
beforeAll(async () => {
  const project = await givenProject(JOBS.migrations, JOBS.models)
  ;({ root, migrationsDir, schemaFile } = project)
  await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'))
  await cp(join(PROJECT, 'prisma.config.ts'), join(root, 'prisma.config.ts'))
  await cp(join(PROJECT, 'prisma/engine'), join(root, 'prisma/engine'), { recursive: true })
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  url = await givenEmptyDatabase()
})

/** Runs the Prisma CLI. All downloads fail. */
function prisma(args: string[], environment: Record<string, string> = { DATABASE_URL: url }): Promise<Outcome> {
  const { PATH = '', HOME = '' } = process.env
  const env = {
    PATH,
    HOME,
    NO_COLOR: '1',
    CHECKPOINT_DISABLE: '1',
    npm_config_offline: 'true',
    PRISMA_ENGINES_MIRROR: NOWHERE,
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    ...environment,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, [PRISMA, ...args], { cwd: root, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, output: `${stdout}\n${stderr}` })
    })
  })
}

const DIFF_DATABASE = [
  'migrate',
  'diff',
  '--exit-code',
  '--from-config-datasource',
  '--to-schema',
  'prisma/schema.prisma',
]
const DIFF_MIGRATIONS = ['migrate', 'diff', '--exit-code', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma'] // prettier-ignore

describe('the Prisma CLI without its engine download', () => {
  test('deploys migrations with function bodies and CHECKs, and shows the status before and after', async () => {
    const before = await prisma(['migrate', 'status'])
    expect(before).toMatchObject({ code: 1, output: expect.stringContaining(FIRST) as string })

    expect(await prisma(['migrate', 'deploy'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('All migrations have been successfully applied.') as string,
    })

    const after = await prisma(['migrate', 'status'])
    expect(after).toMatchObject({ code: 0, output: expect.stringContaining('up to date') as string })
    await expect(query(url, `INSERT INTO jobs (title) VALUES (' ')`)).rejects.toThrow('jobs_title_check')
  })

  test('applies a migration again after a rollback', async () => {
    expect(await rollback(url, migrationsDir)).toBe(SECOND)
    const deployed = await prisma(['migrate', 'deploy'])
    expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining(SECOND) as string })
    expect(deployed.output).not.toContain(`${FIRST}/`)
  })

  test('reports by output and exit code that there is no difference', async () => {
    const equal = { code: 0, output: expect.stringContaining('No difference detected.') as string }
    expect(await prisma(DIFF_DATABASE)).toMatchObject(equal)
    expect(await prisma(DIFF_MIGRATIONS)).toMatchObject(equal)
  })

  test('reports a difference by output and exit code, also in tables with CHECKs', async () => {
    await query(url, 'ALTER TABLE jobs ADD COLUMN by_hand integer CONSTRAINT by_hand_check CHECK (by_hand > 0)')
    const different = { code: 2, output: expect.stringContaining('`by_hand`') as string }
    expect(await prisma(DIFF_DATABASE)).toMatchObject(different)
    await query(url, 'ALTER TABLE jobs DROP COLUMN by_hand')
  })

  test('creates a migration without applying it, and then applies it', async () => {
    const schema = await readFile(schemaFile, 'utf8')
    await writeFile(schemaFile, schema.replace('  title ', '  note String?\n  title '))
    const created = await prisma(['migrate', 'dev', '--create-only', '--name', 'note'])
    expect(created.code, created.output).toBe(0)
    const name = (await readdir(migrationsDir)).find((entry) => entry.endsWith('_note')) ?? 'none'
    expect(await readFile(join(migrationsDir, name, 'migration.sql'), 'utf8')).toBe(
      '-- AlterTable\nALTER TABLE "jobs" ADD COLUMN     "note" TEXT;\n',
    )
    const applied = await prisma(['migrate', 'dev'])
    expect(applied.code, applied.output).toBe(0)
    expect(await prisma(DIFF_DATABASE)).toMatchObject({ code: 0 })
  })

  test('reports why PostgreSQL refused a migration', async () => {
    const broken = join(migrationsDir, '20991231000000_broken')
    await mkdir(broken)
    await writeFile(join(broken, 'migration.sql'), `INSERT INTO jobs (title) VALUES (' ')`)
    const failed = await prisma(['migrate', 'deploy'])
    expect(failed).toMatchObject({
      code: 1,
      output: expect.stringMatching(/P3018[\s\S]*23514[\s\S]*jobs_title_check/) as string,
    })
    const resolved = await prisma(['migrate', 'resolve', '--rolled-back', '20991231000000_broken'])
    expect(resolved.code, resolved.output).toBe(0)
  })

  test('generates the client without a database and without DATABASE_URL', async () => {
    const schema = await readFile(schemaFile, 'utf8')
    const generator = 'generator client {\n  provider = "prisma-client"\n  output   = "../generated"\n}\n\n'
    await writeFile(schemaFile, generator + schema)
    const generated = await prisma(['generate'], {})
    expect(generated.code, generated.output).toBe(0)
    expect(await readdir(join(root, 'generated'))).toContain('client.ts')
  })

  test('asks for DATABASE_URL if a command needs a database', async () => {
    const refused = { code: 1, output: expect.stringContaining('No database: set DATABASE_URL') as string }
    expect(await prisma(['migrate', 'status'], {})).toMatchObject(refused)
  })

  test('fails with an error if the engine panics', async () => {
    const panicked = await prisma(DIFF_DATABASE, { DATABASE_URL: url, FORCE_PANIC_SCHEMA_ENGINE: '1' })
    expect(panicked).toMatchObject({ code: 1, output: expect.stringContaining('the schema engine panicked') as string })
  })

  test('reports a server that it cannot reach', async () => {
    const unreachable = await prisma(['migrate', 'status'], { DATABASE_URL: 'postgresql://me@127.0.0.1:9/none' })
    expect(unreachable).toMatchObject({
      code: 1,
      output: expect.stringMatching(/P1001[\s\S]*127\.0\.0\.1:9/) as string,
    })
  })
})
