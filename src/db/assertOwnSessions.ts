import type pg from 'pg'
import { withSession } from './session.ts'

/** A connection pooler serves several connections with the same session of PostgreSQL. */
class SharedSessionError extends Error {
  override readonly name = 'SharedSessionError'
  readonly code = 'SHARED_SESSION'
}

/**
 * Checks that each connection has its own session. Behind a pooler in transaction mode, session settings, prepared statements
 * and the migration lock would affect other clients. While one connection holds a transaction open, such a pooler gives its
 * session to no other connection. So the other connection changes its session, or both connections had the same session before.
 * @throws {SharedSessionError} if two connections share a session
 */
export async function assertOwnSessions(url: string): Promise<void> {
  await withSession(url, (first) =>
    withSession(url, async (second) => {
      const before = await backendOf(first)
      await second.query('BEGIN')
      const other = await backendOf(second)
      const after = await backendOf(first)
      await second.query('ROLLBACK')
      if (other === before || after !== before)
        throw new SharedSessionError(`backends ${before} and ${after} served the same connection`)
    }),
  )
}

async function backendOf(session: pg.Client): Promise<number | undefined> {
  const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid
}
