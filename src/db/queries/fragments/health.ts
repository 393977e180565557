import sql, { type Sql } from 'sql-template-tag'

/**
 * The current time by the database's clock, in UTC.
 *
 * The expression is volatile. PostgreSQL does not inline a function that uses a volatile argument more than once: it calls
 * the function for each row. Statements that look at many rows pass a parameter instead.
 */
export const databaseTime = sql`timezone('utc', clock_timestamp())`

/** The time of the statement by the database's clock, in UTC: before all changes that the statement does not see. */
export const statementTime = sql`timezone('utc', statement_timestamp())`

/** Milliseconds since the last sweep of any server began; null if there was none yet. */
export const sweepLag = sql`(SELECT extract(epoch FROM ${databaseTime} - w.last_round_at)::float8 * 1000 FROM sweeper w)`

/** Number of heartbeats that supervisor `s` has missed until now. */
export const missedHeartbeats = sql`missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, ${databaseTime})`

/**
 * Time at which the next heartbeat is due. A writer that bypasses the API can store a heartbeat at the end of the year 9999, the
 * last year that RFC 3339 can represent.
 * @param aliveAt time of the last heartbeat or change of status
 * @param seconds its heartbeat interval
 */
export function dueAt(aliveAt: Sql, seconds: Sql): Sql {
  return sql`least(${aliveAt} + make_interval(secs => ${seconds}), timestamp '9999-12-31 23:59:59.999')`
}

/** Health of supervisor `s` now. The database function is its only definition. */
export const healthState = sql`health_state(s.status, s.last_heartbeat, ${missedHeartbeats})`
