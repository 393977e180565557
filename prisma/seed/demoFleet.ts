import type pg from 'pg'
import { missionControl } from './fleet/missionControl.ts'
import { planFleetRows, type FleetRows } from './planFleetRows.ts'

/**
 * Loads the demonstration fleet, in one transaction, if the hierarchy has no supervisor at all and allows its levels.
 * False, and nothing written, otherwise: of several callers at once one loads it. Ids and contents are the same in
 * every database; times are counted back from the moment of loading, by the database's clock.
 */
export async function loadDemoFleet(pool: pg.Pool): Promise<boolean> {
  const session = await pool.connect()
  // a session that is killed emits an error beside the rejected query: unheard, it would end the process
  const ignore = () => undefined
  session.on('error', ignore)
  let loaded: boolean | undefined
  try {
    return (loaded = await loadDemoFleetIn(session))
  } finally {
    session.off('error', ignore)
    session.release(loaded === undefined) // closing the session rolls its transaction back
  }
}

/** As `loadDemoFleet`, in a session that the caller closes if this throws. */
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
const DEEPEST = 4

async function isLoadable(session: pg.ClientBase): Promise<boolean> {
  const { rows } = await session.query<{ loadable: boolean }>(
    'SELECT NOT EXISTS (SELECT FROM supervisors) AND hierarchy_max_level() >= $1 AS loadable',
    [DEEPEST],
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
