import type pg from 'pg'

export async function column(pool: pg.Pool, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await pool.query<unknown[]>({ text: sql, values, rowMode: 'array' })
  return rows.map((row) => row[0])
}

export const healthSql = `SELECT DISTINCT health_state(status, last_heartbeat,
  missed_heartbeats(config, last_heartbeat, status_changed_at, timezone('utc', now()))) AS state FROM supervisors ORDER BY state`
export const allHealthStates = ['HEALTHY', 'LATE', 'NOT_MONITORED', 'UNKNOWN', 'UNRESPONSIVE']
export const allStatuses = ['ACTIVE', 'FAILED', 'PAUSED', 'SPAWNING', 'TERMINATED']
export const timesSql = `
  SELECT format('%s %s', s.name, t.name) FROM supervisors s LEFT JOIN supervisor_teams t ON t.supervisor_id = s.id
    LEFT JOIN supervisor_team_members m ON m.team_id = t.id
  WHERE s.status_changed_at < s.created_at OR s.last_heartbeat < s.created_at OR t.created_at < s.created_at
    OR m.joined_at < t.created_at
    OR greatest(s.status_changed_at, s.last_heartbeat, t.created_at, m.joined_at, m.left_at) > timezone('utc', now())`
