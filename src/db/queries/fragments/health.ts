import sql from 'sql-template-tag'

/**
 * The current time by the database's clock, in UTC.
 *
 * The expression is volatile. PostgreSQL does not inline a function that uses a volatile argument more than once: it calls
 * the function for each row. Statements that look at many rows pass a parameter instead.
 */
export const databaseTime = sql`timezone('utc', clock_timestamp())`

/** Number of heartbeats that supervisor `s` has missed until now. */
export const missedHeartbeats = sql`missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, ${databaseTime})`

/** Health of supervisor `s` now. The database function is its only definition. */
export const healthState = sql`health_state(s.status, s.last_heartbeat, ${missedHeartbeats})`
