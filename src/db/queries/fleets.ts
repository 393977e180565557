import sql from 'sql-template-tag'
import type {
  MovedDescendant,
  PresentFleetSupervisor,
  PresentFleetTeam,
  PresentMember,
} from '../../domain/fleet/presentFleet.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { Staffing } from '../../domain/terminationImpact.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { belowPath } from './fragments/subtree.ts'

/** Reads of a whole fleet: as many statements for one supervisor as for thousands. */

const supervisorColumns = sql`s.id, s.parent_id AS "parentId", s.name, s.description, s.status, s.config,
  s.policy_version_id AS "policyVersionId", s.path, s.version, f.fleet, f.scope AS "fleetScope", f.key AS "fleetKey", f.applied`
const supervisorSource = sql`supervisors s LEFT JOIN fleet_supervisors f ON f.supervisor_id = s.id`

export interface FleetKeys {
  readonly scope: SupervisorId
  readonly fleet: string
  readonly keys: readonly string[]
  readonly ids: readonly SupervisorId[]
}

/** The supervisors of a fleet that have one of the keys, and the supervisors with one of the ids, TERMINATED ones too. */
export function fetchFleetSupervisors(
  tx: Tx,
  { scope, fleet, keys, ids }: FleetKeys,
): Promise<PresentFleetSupervisor[]> {
  return tx.query<PresentFleetSupervisor>(
    sql`SELECT ${supervisorColumns} FROM fleet_supervisors f JOIN supervisors s ON s.id = f.supervisor_id
      WHERE f.scope = ${scope} AND f.fleet = ${fleet} AND f.key = ANY (${keys}::text[])
      UNION ALL
      SELECT ${supervisorColumns} FROM ${supervisorSource}
      WHERE s.id = ANY (${ids}::uuid[])
        AND NOT coalesce(f.scope = ${scope} AND f.fleet = ${fleet} AND f.key = ANY (${keys}::text[]), false)`,
  )
}

export interface Place {
  readonly parentId: SupervisorId | null
  readonly name: string
}

/** The live supervisors that have a name in a place. */
export function fetchNamesakes(tx: Tx, places: readonly Place[]): Promise<PresentFleetSupervisor[]> {
  const parentIds = places.map(({ parentId }) => parentId)
  const names = places.map(({ name }) => name)
  const place = sql`unnest(${parentIds}::uuid[], ${names}::text[]) AS place (parent_id, name)`
  const isLiveNamesake = sql`s.name = place.name AND s.status <> 'TERMINATED'`
  return tx.query<PresentFleetSupervisor>(
    sql`SELECT ${supervisorColumns} FROM ${place}
        JOIN (${supervisorSource}) ON s.parent_id = place.parent_id AND ${isLiveNamesake}
      UNION ALL
      SELECT ${supervisorColumns} FROM ${place}
        JOIN (${supervisorSource}) ON place.parent_id IS NULL AND s.parent_id IS NULL AND ${isLiveNamesake}`,
  )
}

/**
 * The live children of the supervisors to terminate, and all descendants of the supervisors that move.
 * @param moved paths of the supervisors that move
 * @param limit most descendants to return
 */
export async function fetchBelow(
  tx: Tx,
  removed: readonly SupervisorId[],
  moved: readonly (readonly SupervisorId[])[],
  limit: number,
): Promise<{ children: MovedDescendant[]; descendants: MovedDescendant[] }> {
  const paths = moved.map((path) => `{${path.join()}}`)
  const rows = await tx.query<MovedDescendant & { isChild: boolean }>(
    sql`SELECT s.id, s.parent_id AS "parentId", true AS "isChild" FROM supervisors s
        WHERE s.parent_id = ANY (${removed}::uuid[]) AND s.status <> 'TERMINATED'
      UNION ALL
      (SELECT DISTINCT s.id, s.parent_id, false FROM unnest(${paths}::text[]) AS moved (path)
        JOIN supervisors s ON ${belowPath(sql`moved.path::uuid[]`)} LIMIT ${limit}::int)`,
  )
  return {
    children: rows.filter(({ isChild }) => isChild),
    descendants: rows.filter(({ isChild }) => !isChild),
  }
}

/** The teams of the supervisors, and the teams with one of the ids. */
export function fetchFleetTeams(
  tx: Tx,
  supervisorIds: readonly SupervisorId[],
  ids: readonly TeamId[],
): Promise<PresentFleetTeam[]> {
  return tx.query<PresentFleetTeam>(
    sql`SELECT t.id, t.supervisor_id AS "supervisorId", s.path AS "supervisorPath", t.name, t.description, t.objective, t.config,
        t.version, f.key AS "fleetKey", f.applied
      FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id LEFT JOIN fleet_teams f ON f.team_id = t.id
      WHERE t.supervisor_id = ANY (${supervisorIds}::uuid[]) OR t.id = ANY (${ids}::uuid[])
      ORDER BY t.created_at, t.id`,
  )
}

/** The active memberships of the teams. */
export function fetchFleetMembers(tx: Tx, teamIds: readonly TeamId[]): Promise<PresentMember[]> {
  return tx.query<PresentMember>(
    sql`SELECT m.id, m.team_id AS "teamId", m.agent_id AS "agentId", m.role, m.metadata, m.version
      FROM supervisor_team_members m WHERE m.team_id = ANY (${teamIds}::uuid[]) AND m.left_at IS NULL ORDER BY m.joined_at, m.id`,
  )
}

/** Counts the teams and the active memberships of supervisors. */
export async function fetchStaffing(tx: Tx, ids: readonly SupervisorId[]): Promise<Staffing> {
  const [row] = await tx.query<Staffing>(
    sql`SELECT count(DISTINCT t.id)::int AS teams, count(m.id)::int AS "activeMemberships",
        count(DISTINCT m.agent_id)::int AS "activeAgents"
      FROM supervisor_teams t LEFT JOIN supervisor_team_members m ON m.team_id = t.id AND m.left_at IS NULL
      WHERE t.supervisor_id = ANY (${ids}::uuid[])`,
  )
  if (!row) throw new Error('Expected one row from an aggregate, got none.')
  return row
}

/** The fleet that owns a supervisor. */
export interface FleetOwner {
  readonly id: SupervisorId
  readonly scope: SupervisorId
  readonly name: string
  readonly key: string
}

/** The fleets of supervisors. A supervisor that no fleet owns has no row. */
export function fetchFleetOwners(db: Queryable, ids: readonly SupervisorId[]): Promise<FleetOwner[]> {
  return db.query<FleetOwner>(
    sql`SELECT supervisor_id AS id, scope, fleet AS name, key FROM fleet_supervisors WHERE supervisor_id = ANY (${ids}::uuid[])`,
  )
}

/** The key of a team in the fleet that owns its supervisor. */
export interface TeamOwner {
  readonly id: TeamId
  readonly scope: SupervisorId
  readonly key: string
}

/** The keys of teams. A team that no fleet manages has no row. */
export function fetchTeamOwners(db: Queryable, ids: readonly TeamId[]): Promise<TeamOwner[]> {
  return db.query<TeamOwner>(
    sql`SELECT f.team_id AS id, o.scope, f.key FROM fleet_teams f JOIN supervisor_teams t ON t.id = f.team_id
      JOIN fleet_supervisors o ON o.supervisor_id = t.supervisor_id WHERE f.team_id = ANY (${ids}::uuid[])`,
  )
}
