import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Queryable } from './givenTree.ts'

/** Resolves when another session waits for a lock of `holder`. Reads through `pool`: a transaction would see old values. */
export async function untilBlocked(pool: pg.Pool, holder: pg.Client): Promise<void> {
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  for (;;) {
    const { rowCount } = await pool.query('SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [
      rows[0]?.pid,
    ])
    if (rowCount) return
    await delay(5)
  }
}

/** Resolves when this number of sessions of this database wait for locks of any session. */
export async function untilWaiting(db: Queryable, sessions = 1): Promise<void> {
  for (;;) {
    const { rowCount } = await db.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if ((rowCount ?? 0) >= sessions) return
    await delay(5)
  }
}
