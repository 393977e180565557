import type pg from 'pg'
import { errorCode } from '../../../src/db/errorCode.ts'

/** Deletes the fleet and its events while servers run. Their transactions can deadlock with TRUNCATE: it is then repeated. */
export async function emptyDatabase(pool: pg.Pool): Promise<void> {
  for (;;) {
    try {
      await pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
      return
    } catch (error) {
      if (!(error instanceof Error) || errorCode(error) !== '40P01') throw error
    }
  }
}
