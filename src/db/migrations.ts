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
  /** The text of migration.sql; undefined where there is none. */
  sql: string | undefined
}

/** A row of Prisma's history, `_prisma_migrations`, that was not rolled back. */
export interface HistoryEntry {
  id: string
  name: string
  /** SHA-256 of migration.sql as it was when it ran. */
  checksum: string
  /** False where it failed, or where its process died. */
  finished: boolean
}

/** What Prisma calls tables and enums that somebody else manages: none. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** prisma/ of this project, from the source as from the build below dist/. */
export function prismaDirectory(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const candidates = ['../../prisma', '../../../prisma'].map((path) => resolve(here, path))
  const found = candidates.find((path) => existsSync(join(path, 'schema.prisma')))
  if (found === undefined) {
    throw new Error(`prisma/schema.prisma was expected in ${candidates.join(' or ')}: keep prisma/ beside dist/`)
  }
  return found
}

/** prisma/migrations of this project. */
export function defaultMigrationsDir(): string {
  return join(prismaDirectory(), 'migrations')
}

/** The migrations in the order in which they apply. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readIfExists(join(dir, name, 'migration.sql')) })),
  )
}

/** The migrations as Prisma's schema engine takes them. */
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

/** What ran on this database, by name, and was not rolled back; empty where nothing was ever migrated. Writes nothing. */
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

/** Migrations that did not run to their end here, those that failed included. */
export function unapplied(migrations: readonly Migration[], history: readonly HistoryEntry[]): string[] {
  const finished = new Set(history.filter((entry) => entry.finished).map((entry) => entry.name))
  return migrations.map(({ name }) => name).filter((name) => !finished.has(name))
}

/** Whether this text is what ran, by Prisma's checksum. */
export function isUnchanged(entry: HistoryEntry, sql: string): boolean {
  return createHash('sha256').update(sql).digest('hex') === entry.checksum
}

/** The file's text, or undefined where there is no such file. */
export async function readIfExists(path: string): Promise<string | undefined> {
  return existsSync(path) ? readFile(path, 'utf8') : undefined
}
