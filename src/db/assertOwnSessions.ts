import type pg from 'pg'
import { withSession } from './session.ts'

/** A connection pooler gives the connections of its clients to the same session of PostgreSQL. */
class SharedSessionError extends Error {
  override readonly name = 'SharedSessionError'
  readonly code = 'SHARED_SESSION'
}

/**
 * Checks that each connection has a session of its own. Behind a pooler in transaction mode, session settings, prepared
 * statements and the migration lock would reach other clients. While one connection holds a transaction open, such a pooler gives
 * its session to no other connection. The other connection then has another session than before, or both had the same one.
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
