import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'

export interface TemporaryDatabase {
  readonly url: string
  /** Opens a connection as the superuser, by default to this database. It is closed together with the database. */
  newSession(name?: string): Promise<pg.Client>
  /** Creates and migrates another database on the same server. Returns its URL for the superuser. */
  createSibling(name: string): Promise<string>
}

/**
 * Runs `work` with a migrated, empty database on a temporary PostgreSQL, and removes it afterwards. Its durability settings
 * are those of production.
 * @param settings further settings of PostgreSQL
 */
export async function withTemporaryDatabase<T>(
  work: (database: TemporaryDatabase) => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'))
  const sessions: pg.Client[] = []
  const removeData = (): void => {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const server = await startEmbedded({ dataDir, settings }).catch((error: unknown) => {
    removeData()
    throw error
  })
  const close = async (): Promise<void> => {
    await Promise.allSettled(sessions.map((session) => session.end()))
    await server.stop()
    removeData()
  }
  const interrupt = (): void => {
    void close().finally(() => process.exit(130))
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await migrateDeploy(server.url())
    const newSession = async (name?: string): Promise<pg.Client> => {
      // the same options as the server's own sessions (src/db/database.ts)
      const session = new pg.Client({
        connectionString: server.superuserUrl(name),
        options: '-c jit=off -c search_path=public',
      })
      session.on('error', () => undefined) // the rejected query reports the same error
      await session.connect()
      sessions.push(session)
      return session
    }
    return await work({
      url: server.url(),
      newSession,
      async createSibling(name) {
        await (await newSession()).query(`CREATE DATABASE ${name} TEMPLATE template0`)
        await migrateDeploy(server.superuserUrl(name))
        return server.superuserUrl(name)
      },
    })
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await close()
  }
}
