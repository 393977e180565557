import type pg from 'pg'
import { missionControl } from './fleet/missionControl.ts'
import { planFleetRows, type FleetRows } from './planFleetRows.ts'

/**
 * Loads the demonstration fleet in one transaction, on condition that the database has no supervisors and its maximum
 * level allows the fleet. Returns whether it loaded the fleet; if not, it wrote nothing.
 *
 * - Concurrency: it holds the exclusive hierarchy lock, so of several concurrent calls one loads the fleet.
 * - Ids and contents are the same in every database.
 * - Times are relative to the moment of loading, by the database's clock.
 */
export async function loadDemoFleet(pool: pg.Pool): Promise<boolean> {
  const session = await pool.connect()
  // a broken connection emits an `error` event in addition to the rejected query; without a listener it would end the process
  const ignore = () => undefined
  session.on('error', ignore)
  let loaded: boolean | undefined
  try {
    return (loaded = await loadDemoFleetIn(session))
  } finally {
    session.off('error', ignore)
    session.release(loaded === undefined) // after an error, closing the connection rolls its transaction back
  }
}

/** Like `loadDemoFleet`, on a connection that the caller closes if this function throws. */
export async function loadDemoFleetIn(session: pg.ClientBase): Promise<boolean> {
  const rows = planFleetRows(missionControl)
  await session.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  await session.query('SELECT lock_hierarchy(true)')
  const loadable = await isLoadable(session)
  if (loadable) await insertFleet(session, rows)
  await session.query('COMMIT')
  return loadable
}

/** The deepest level of the fleet. */
const DEEPEST_LEVEL = 4

async function isLoadable(session: pg.ClientBase): Promise<boolean> {
  const { rows } = await session.query<{ loadable: boolean }>(
    'SELECT NOT EXISTS (SELECT FROM supervisors) AND hierarchy_max_level() >= $1 AS loadable',
    [DEEPEST_LEVEL],
  )
  return rows[0]?.loadable === true
}

async function insertFleet(session: pg.ClientBase, { supervisors, teams, members }: FleetRows): Promise<void> {
  await session.query(INSERT_SUPERVISORS, [JSON.stringify(supervisors)])
  await session.query(INSERT_TEAMS, [JSON.stringify(teams)])
  await session.query(INSERT_MEMBERS, [JSON.stringify(members)])
}

const secondsAgo = (column: string) => `timezone('utc', now()) - ${column} * interval '1 second'`

const INSERT_SUPERVISORS = `
  INSERT INTO supervisors (
    id, parent_id, name, description, status, status_reason, config, policy_version_id, health_metrics, incarnation,
    heartbeat_sequence, created_at, updated_at, status_changed_at, last_heartbeat
  )
  SELECT
    id, parent_id, name, description, status, status_reason, config, policy_version_id, health_metrics, incarnation,
    heartbeat_sequence, ${secondsAgo('created_age')}, ${secondsAgo('status_age')}, ${secondsAgo('status_age')},
    ${secondsAgo('heartbeat_age')}
  FROM jsonb_to_recordset($1) AS row (
    id uuid, parent_id uuid, name text, description text, status text, status_reason text, config jsonb,
    policy_version_id uuid, health_metrics jsonb, incarnation integer, heartbeat_sequence bigint,
    created_age integer, status_age integer, heartbeat_age integer
  )`

const INSERT_TEAMS = `
  INSERT INTO supervisor_teams (id, supervisor_id, name, description, objective, config, created_at, updated_at)
  SELECT id, supervisor_id, name, description, objective, config, ${secondsAgo('created_age')}, ${secondsAgo('created_age')}
  FROM jsonb_to_recordset($1) AS row (
    id uuid, supervisor_id uuid, name text, description text, objective text, config jsonb, created_age integer
  )`

const INSERT_MEMBERS = `
  INSERT INTO supervisor_team_members (id, team_id, agent_id, role, metadata, joined_at, left_at)
  SELECT id, team_id, agent_id, role, metadata, ${secondsAgo('joined_age')}, ${secondsAgo('left_age')}
  FROM jsonb_to_recordset($1) AS row (
    id uuid, team_id uuid, agent_id uuid, role text, metadata jsonb, joined_age integer, left_age integer
  )`
