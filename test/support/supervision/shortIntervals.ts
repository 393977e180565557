import type pg from 'pg'

/**
 * Makes it so that every supervisor of the database is to report within so many seconds, however long its config says: ten
 * are the least that it can say, and the dead are found after three times that.
 */
export async function shortenIntervals(pool: pg.Pool, seconds: number): Promise<void> {
  await pool.query(
    `CREATE OR REPLACE FUNCTION heartbeat_interval(config jsonb) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
     AS $$ SELECT ${seconds} $$`,
  )
}
