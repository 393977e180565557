import type pg from 'pg'
import type { TestDatabase } from '../../support/database/withDatabase.ts'

/**
 * Works in a transaction of a session of its own, which ends whatever becomes of the work: an expectation that fails
 * would leave it open, and every later test waiting for its locks.
 */
export async function inTransaction(
  db: TestDatabase,
  work: (session: pg.Client) => Promise<void>,
  begin = 'BEGIN',
): Promise<void> {
  const session = await db.session()
  await session.query(begin)
  try {
    await work(session)
  } finally {
    await session.query('COMMIT') // of a transaction that has failed: a rollback
  }
}
