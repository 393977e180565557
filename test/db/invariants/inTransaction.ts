import type pg from 'pg'
import type { TestDatabase } from '../../support/database/withDatabase.ts'

/**
 * Runs the work in a transaction of a new session, and always ends the transaction. Otherwise a failed expectation would
 * leave it open, and later tests would wait for its locks.
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
    await session.query('COMMIT') // rolls back if a statement has failed
  }
}
