import type pg from 'pg'

/**
 * Sets the heartbeat interval of every supervisor in the database, whatever its config says. A config allows 10 s at
 * least, and a supervisor is unresponsive only after three intervals: too long for a test.
 */
export async function shortenIntervals(pool: pg.Pool, seconds: number): Promise<void> {
  await pool.query(
    `CREATE OR REPLACE FUNCTION heartbeat_interval(config jsonb) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
     AS $$ SELECT ${seconds} $$`,
  )
}
