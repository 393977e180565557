import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createShadowDatabase, dropDatabase } from '../../prisma/engine/databases.mjs'
import { openEngineThread } from '../../prisma/engine/thread.mjs'
import { compareCatalogs, fetchCatalog, fetchRestoredCatalog } from './catalog.ts'
import { migrateDeploy } from './migrate.ts'
import {
  NO_FILTERS,
  defaultMigrationsDir,
  fetchHistory,
  isUnchanged,
  prismaDirectory,
  readMigrations,
  unapplied,
} from './migrations.ts'
import { withSession } from './session.ts'

export interface DriftOptions {
  schemaFile?: string
  migrationsDir?: string
}

/** Prisma's text for "equal". It is required in addition to exit code 0, because Prisma has also exited with 0 after a crash. */
const NO_DIFFERENCE = 'No difference detected.'

/**
 * The differences between the database and what schema.prisma and the migrations define; empty if there are none.
 *
 * Creates a shadow database on the same server, migrates it, and drops it at the end. Four comparisons are made:
 *
 * 1. the history of the database with the migrations in the directory,
 * 2. schema.prisma with the shadow database, by Prisma,
 * 3. schema.prisma with the database, by Prisma,
 * 4. the catalogs of both databases, which contain what Prisma does not see. What PostgreSQL prints differently after a dump and
 *    restore counts as equal.
 *
 * Changes nothing in the database.
 *
 * @throws {Error} if a comparison fails; a failed comparison never counts as equal
 */
export async function findDrift(url: string, options: DriftOptions = {}): Promise<string[]> {
  const { migrationsDir = defaultMigrationsDir() } = options
  return withMigratedShadow(url, migrationsDir, async (shadowUrl) => {
    const inHistory = await findHistoryDrift(url, migrationsDir)
    const inMigrations = await compareWithSchema(shadowUrl, options)
    const inDatabase = await compareWithSchema(url, options)
    const inCatalog = compareCatalogs(
      await withSession(shadowUrl, fetchCatalog),
      await withSession(shadowUrl, fetchRestoredCatalog),
      await withSession(url, fetchCatalog),
    )
    return [
      ...inHistory,
      ...inMigrations.map(
        (change) => `schema.prisma and the migrations differ; changes that would match the schema:\n${change}`,
      ),
      ...inDatabase.map(
        (change) => `schema.prisma and the database differ; changes that would match the schema:\n${change}`,
      ),
      ...inCatalog.map((difference) => `in the database, ${difference}`),
    ]
  })
}

/**
 * Asserts that a database made by the migrations matches schema.prisma. Uses a shadow database.
 *
 * @param serverUrl a database whose user may create databases on its server; this database itself is not changed
 * @throws {Error} if they differ, with the changes that would match the schema
 */
export async function assertSchemaMatchesMigrations(serverUrl: string, options: DriftOptions = {}): Promise<void> {
  const { migrationsDir = defaultMigrationsDir() } = options
  const changes = await withMigratedShadow(serverUrl, migrationsDir, (shadowUrl) =>
    compareWithSchema(shadowUrl, options),
  )
  if (changes.length === 0) return
  throw new Error(
    `the migrations do not match schema.prisma: write the missing migration (npx prisma migrate dev --create-only). Changes that would match the schema:\n${changes.join('\n')}`,
  )
}

async function withMigratedShadow<T>(url: string, dir: string, work: (shadowUrl: string) => Promise<T>): Promise<T> {
  const shadowUrl = await createShadowDatabase(url)
  try {
    await migrateDeploy(shadowUrl, dir)
    return await work(shadowUrl)
  } finally {
    await dropDatabase(shadowUrl)
  }
}

/** The changes with which Prisma would make the database match schema.prisma: empty, or one text. */
async function compareWithSchema(url: string, options: DriftOptions): Promise<string[]> {
  const { schemaFile = join(prismaDirectory(), 'schema.prisma') } = options
  const files = [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }]
  const engine = await openEngineThread({ url })
  try {
    const { exitCode, stdout } = await engine.call('diff', {
      from: { tag: 'schemaDatasource', files, configDir: dirname(schemaFile) },
      to: { tag: 'schemaDatamodel', files },
      script: false,
      exitCode: true,
      filters: NO_FILTERS,
    })
    const summary = stdout?.trim() ?? ''
    if (exitCode === 0 && summary === NO_DIFFERENCE) return []
    if (exitCode === 2 && summary !== '') return [summary]
    throw new Error(
      `Prisma's comparison ended with exit code ${exitCode} and the text ${JSON.stringify(stdout)}: expected 0 with ${JSON.stringify(NO_DIFFERENCE)}, or 2 with the differences`,
    )
  } finally {
    await engine.close()
  }
}

async function findHistoryDrift(url: string, dir: string): Promise<string[]> {
  const migrations = await readMigrations(dir)
  const history = await withSession(url, fetchHistory)
  const texts = new Map(migrations.map(({ name, sql }) => [name, sql]))
  return [
    ...history.filter((entry) => !entry.finished).map(({ name }) => `migration ${name} has failed`),
    ...unapplied(migrations, history).map((name) => `migration ${name} is not applied`),
    ...history.flatMap((entry) => {
      const sql = texts.get(entry.name)
      if (sql === undefined) return [`migration ${entry.name} is applied, but missing in ${dir}`]
      return isUnchanged(entry, sql) ? [] : [`migration.sql of ${entry.name} has changed since it was applied`]
    }),
  ]
}
