import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm'
import type pg from 'pg'

/** A directory of prisma/migrations. */
export interface Migration {
  name: string
  /** The text of migration.sql; undefined if the file is missing. */
  sql: string | undefined
}

/** A row of Prisma's history table, `_prisma_migrations`, that is not marked as rolled back. */
export interface HistoryEntry {
  id: string
  name: string
  /** SHA-256 of migration.sql when it was applied. */
  checksum: string
  /** False if the migration failed or its process was killed. */
  finished: boolean
}

/** Tables and enums that Prisma does not manage: none. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** The directory prisma/ of this project, found from the source files and from the build in dist/. */
export function prismaDirectory(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const candidates = ['../../prisma', '../../../prisma'].map((path) => resolve(here, path))
  const found = candidates.find((path) => existsSync(join(path, 'schema.prisma')))
  if (found === undefined) {
    throw new Error(
      `schema.prisma was not found: expected it in ${candidates.join(' or ')}. Keep prisma/ next to dist/`,
    )
  }
  return found
}

/** The directory prisma/migrations of this project. */
export function defaultMigrationsDir(): string {
  return join(prismaDirectory(), 'migrations')
}

/** The migrations of a directory, in the order in which they are applied. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readIfExists(join(dir, name, 'migration.sql')) })),
  )
}

/** The migrations in the format of Prisma's schema engine. */
export async function asMigrationList(dir: string, migrations: readonly Migration[]): Promise<MigrationList> {
  const lockfile = await readIfExists(join(dir, 'migration_lock.toml'))
  return {
    baseDir: resolve(dir),
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: lockfile ?? null },
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: sql === undefined ? { tag: 'error', value: 'no migration.sql' } : { tag: 'ok', value: sql },
      },
    })),
  }
}

/**
 * The history of this database without rolled-back entries, by name. Empty if the database was never migrated. Writes
 * nothing.
 */
export async function fetchHistory(session: pg.Client): Promise<HistoryEntry[]> {
  const { rows: tables } = await session.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  )
  if (!tables[0]?.there) return []
  const { rows } = await session.query<HistoryEntry>(
    `SELECT id, migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name, started_at`,
  )
  return rows
}

/** The names of the migrations that are pending or failed. */
export function unapplied(migrations: readonly Migration[], history: readonly HistoryEntry[]): string[] {
  const finished = new Set(history.filter((entry) => entry.finished).map((entry) => entry.name))
  return migrations.map(({ name }) => name).filter((name) => !finished.has(name))
}

/**
 * Whether servers that do not have the migration must not run with it. Its name says so, because a server can read the names of
 * later migrations, and nothing else of them.
 */
export function isIncompatible(name: string): boolean {
  return name.endsWith('_incompatible')
}

/** The applied migrations that this version does not have, and must not run with. */
export function incompatible(
  migrations: readonly Migration[],
  history: readonly Pick<HistoryEntry, 'name' | 'finished'>[],
): string[] {
  const known = new Set(migrations.map(({ name }) => name))
  return history
    .filter((entry) => entry.finished && !known.has(entry.name))
    .map(({ name }) => name)
    .filter(isIncompatible)
}

/** Whether this text is the applied one, by Prisma's checksum. */
export function isUnchanged(entry: HistoryEntry, sql: string): boolean {
  return createHash('sha256').update(sql).digest('hex') === entry.checksum
}

/** The text of a file, or undefined if the file does not exist. */
export async function readIfExists(path: string): Promise<string | undefined> {
  return existsSync(path) ? readFile(path, 'utf8') : undefined
}
