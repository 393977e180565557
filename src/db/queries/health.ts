/**
 * SQL of a supervisor `s`'s health now: by the database's clock, and its one definition. That is volatile: a function that
 * uses its argument more than once is not inlined, but called for each row. Where many are looked at, give it a parameter.
 */
export const databaseTime = `timezone('utc', clock_timestamp())`
export const missedHeartbeats = `missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, ${databaseTime})`
export const healthState = `health_state(s.status, s.last_heartbeat, ${missedHeartbeats})`
