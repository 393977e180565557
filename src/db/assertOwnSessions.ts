import type pg from 'pg'
import { withSession } from './session.ts'

/** A connection pooler serves several connections with the same session of PostgreSQL. */
class SharedSessionError extends Error {
  override readonly name = 'SharedSessionError'
  readonly code = 'SHARED_SESSION'
}

/**
 * If there is no response within this time, the pooler keeps the connection waiting. A connection with its own session gets a
 * response immediately.
 */
const queryTimeoutMs = 5_000

/**
 * Checks that each connection has its own session. Behind a pooler in transaction mode, session settings, prepared statements
 * and the migration lock would affect other clients. While one connection holds a transaction open, such a pooler gives its
 * session to no other connection. So the other connection changes its session or waits for a free one, or both connections had
 * the same session before.
 * @throws {SharedSessionError} if two connections share a session
 */
export async function assertOwnSessions(url: string): Promise<void> {
  const options = { queryTimeoutMs }
  await withSession(url, (first) => withSession(url, (second) => compareSessions(first, second), options), options)
}

async function compareSessions(first: pg.Client, second: pg.Client): Promise<void> {
  const before = await backendOf(first)
  await second.query('BEGIN')
  const other = await backendOf(second)
  if (other === before) throw new SharedSessionError(`backend ${before} served two connections`)
  const after = await backendOf(first).catch(nullIfTimeout)
  await second.query('ROLLBACK') // fails if the network is the cause of the timeout
  if (after !== before) throw new SharedSessionError(`backends ${before} and ${after} served the same connection`)
}

/** Null for the timeout of the driver. @throws any other error */
function nullIfTimeout(error: unknown): null {
  if (error instanceof Error && error.message === 'Query read timeout') return null
  throw error
}

async function backendOf(session: pg.Client): Promise<number | undefined> {
  const { rows } = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  return rows[0]?.pid
}
