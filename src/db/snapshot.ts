import sql from 'sql-template-tag'
import { runStatement, type Database, type Queryable } from './database.ts'
import { asUnavailable } from './unavailable.ts'

/**
 * Runs `work` in a transaction of the count keeper, whose statements all see the same moment of the database, and that may write. Such a transaction
 * cannot change the hierarchy itself. A crash can lose it, but only as a whole: it does not wait for the disk.
 * @throws PostgreSQL's error 40001 if another transaction has changed a row that this one changes
 */
export async function inSnapshot<T>(db: Database, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await db.pools.counts.connect().catch((error: unknown) => {
    throw asUnavailable(error)
  })
  const tx: Queryable = {
    query: (statement, how) => runStatement(client, db.options.onStatement, statement, how),
  }
  let isEnded = false
  try {
    await tx.query(sql`BEGIN ISOLATION LEVEL REPEATABLE READ`)
    await tx.query(sql`SET LOCAL synchronous_commit = off`)
    const result = await work(tx)
    await tx.query(sql`COMMIT`)
    isEnded = true
    return result
  } finally {
    client.release(!isEnded) // closing the connection rolls back
  }
}
