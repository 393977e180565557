import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { findSecrets } from './secrets/findSecrets.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's connection string to a maintenance database of the server that the tests use. */
    serverUrl: string
    /** Name of a migrated, empty database, which tests clone. */
    templateDatabase: string
  }
}

/**
 * Provides one PostgreSQL for the whole run: the server of TEST_DATABASE_URL, or an embedded one in a temporary directory.
 * Creates the migrated template database that `withDatabase` clones.
 *
 * Vitest calls this once for each project. The first call provides the server to all projects.
 */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if ('serverUrl' in vitest.getProvidedContext()) return undefined

  const given = process.env.TEST_DATABASE_URL
  const dataDir = given ? undefined : await mkdtemp(join(await findFastDirectory(), 'hierarchy-tests-'))
  const server = dataDir
    ? await startEmbedded({
        dataDir,
        settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '400' },
      })
    : undefined
  const serverUrl = given ?? server?.superuserUrl('postgres') ?? ''

  const templateDatabase = `hierarchy_template_${process.pid}`
  const admin = new pg.Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${templateDatabase}`)
  const template = new URL(serverUrl)
  template.pathname = `/${templateDatabase}`
  await migrateDeploy(template.href)

  vitest.provide('serverUrl', serverUrl)
  vitest.provide('templateDatabase', templateDatabase)
  return async () => {
    await admin.query(`DROP DATABASE ${templateDatabase} WITH (FORCE)`)
    await admin.end()
    await server?.stop()
    if (dataDir) assertNoSecrets(await readFile(join(dataDir, 'postgres.log'), 'utf8'))
    if (dataDir) await rm(dataDir, { recursive: true, force: true })
  }
}

/** The in-memory directory of Linux, if it has 8 GiB free: the tests create and delete many files. */
async function findFastDirectory(): Promise<string> {
  const memory = '/dev/shm'
  const { bavail, bsize } = await statfs(memory).catch(() => ({ bavail: 0, bsize: 0 }))
  return bavail * bsize >= 8 * 2 ** 30 ? memory : tmpdir()
}

/** @throws {Error} if the log of PostgreSQL contains the secret of a token */
function assertNoSecrets(log: string): void {
  const secrets = findSecrets(log)
  if (secrets.length > 0) throw new Error(`expected no secrets in the log of PostgreSQL, found ${secrets.join(', ')}`)
}
