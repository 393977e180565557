import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'

export interface TemporaryDatabase {
  readonly url: string
  /** Opens a connection as the superuser. It is closed together with the database. */
  newSession(): Promise<pg.Client>
}

/**
 * Runs `work` with a migrated, empty database on a temporary PostgreSQL, and removes it afterwards. Its durability settings
 * are those of production.
 */
export async function withTemporaryDatabase<T>(work: (database: TemporaryDatabase) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'))
  const sessions: pg.Client[] = []
  const removeData = (): void => {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const server = await startEmbedded({ dataDir }).catch((error: unknown) => {
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
    return await work({
      url: server.url(),
      async newSession() {
        // the same options as the server's own sessions (src/db/database.ts)
        const session = new pg.Client({
          connectionString: server.superuserUrl(),
          options: '-c jit=off -c search_path=public',
        })
        session.on('error', () => undefined) // the rejected query reports the same error
        await session.connect()
        sessions.push(session)
        return session
      },
    })
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await close()
  }
}
