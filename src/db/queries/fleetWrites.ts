import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorClaim, SupervisorToChange } from '../../domain/fleet/planSupervisors.ts'
import type { TeamClaim, TeamToChange } from '../../domain/fleet/planTeams.ts'
import type { MemberToAdd, MemberToUpdate } from '../../domain/fleet/planMembers.ts'
import type { PresentMember } from '../../domain/fleet/presentFleet.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { JsonObject } from '../../domain/input.ts'
import type { Tx } from '../treeTransaction.ts'

/** Writes of a whole fleet: one statement for each kind of change. Each returns the number of rows that it wrote. */

interface Versioned {
  readonly id: string
  readonly version: number
}

async function count(tx: Tx, statement: Sql): Promise<number> {
  return (await tx.query(statement)).length
}

/** The rows with the version that the plan has read. */
function given(rows: readonly Versioned[]): Sql {
  return sql`unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ version }) => version)}::int[]) AS given (id, version)`
}

export async function terminateFleetSupervisors(
  tx: Tx,
  rows: readonly Versioned[],
  reason: string | null,
): Promise<number> {
  if (rows.length === 0) return 0
  return count(
    tx,
    sql`UPDATE supervisors s SET status = 'TERMINATED', status_reason = ${reason} FROM ${given(rows)}
      WHERE s.id = given.id AND s.version = given.version RETURNING s.id`,
  )
}

/** Gives names that no other supervisor or team has. */
export async function freeNames(
  tx: Tx,
  table: 'supervisors' | 'supervisor_teams',
  rows: readonly Versioned[],
): Promise<number> {
  if (rows.length === 0) return 0
  const target = table === 'supervisors' ? sql`supervisors` : sql`supervisor_teams`
  return count(
    tx,
    sql`UPDATE ${target} s SET name = left(s.name, 200) || ' ' || s.id FROM ${given(rows)}
      WHERE s.id = given.id AND s.version = given.version RETURNING s.id`,
  )
}

/** The keys of a JSON column to remove and to set: unchanged keys keep numbers that JavaScript cannot represent. */
function jsonChange(from: JsonObject, to: JsonObject): readonly [removed: string, set: string] {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key))
  const set = Object.entries(to).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(from[key]))
  return [JSON.stringify(removed), JSON.stringify(Object.fromEntries(set))]
}

const changedConfig = sql`(s.config - ARRAY(SELECT jsonb_array_elements_text(given.removed))) || given.set`

/** @param freed supervisors whose version a temporary name has increased */
export async function updateFleetSupervisors(
  tx: Tx,
  rows: readonly SupervisorToChange[],
  freed: ReadonlySet<SupervisorId>,
): Promise<number> {
  if (rows.length === 0) return 0
  const configs = rows.map((row) => jsonChange(row.from.config, row.config))
  const isPlaced = rows.some((row) => row.parentId !== row.from.parentId)
  // without a new parent, the statement needs no lock of the whole tree in the database
  const parent = isPlaced ? sql`, parent_id = given.parent_id` : sql``
  return count(
    tx,
    sql`UPDATE supervisors s SET name = given.name, description = given.description, config = ${changedConfig},
        policy_version_id = given.policy_version_id${parent}
      FROM unnest(
        ${rows.map(({ id }) => id)}::uuid[],
        ${rows.map(({ id, from }) => from.version + (freed.has(id) ? 1 : 0))}::int[],
        ${rows.map(({ parentId }) => parentId)}::uuid[],
        ${rows.map(({ name }) => name)}::text[],
        ${rows.map(({ description }) => description)}::text[],
        ${configs.map(([removed]) => removed)}::jsonb[],
        ${configs.map(([, set]) => set)}::jsonb[],
        ${rows.map(({ policyVersionId }) => policyVersionId)}::uuid[]
      ) AS given (id, version, parent_id, name, description, removed, set, policy_version_id)
      WHERE s.id = given.id AND s.version = given.version RETURNING s.id`,
  )
}

export async function updateFleetTeams(
  tx: Tx,
  rows: readonly TeamToChange[],
  freed: ReadonlySet<TeamId>,
): Promise<number> {
  if (rows.length === 0) return 0
  const configs = rows.map((row) => jsonChange(row.from.config, row.config))
  return count(
    tx,
    sql`UPDATE supervisor_teams s SET name = given.name, description = given.description, objective = given.objective,
        config = ${changedConfig}
      FROM unnest(
        ${rows.map(({ id }) => id)}::uuid[],
        ${rows.map(({ id, from }) => from.version + (freed.has(id) ? 1 : 0))}::int[],
        ${rows.map(({ name }) => name)}::text[],
        ${rows.map(({ description }) => description)}::text[],
        ${rows.map(({ objective }) => objective)}::text[],
        ${configs.map(([removed]) => removed)}::jsonb[],
        ${configs.map(([, set]) => set)}::jsonb[]
      ) AS given (id, version, name, description, objective, removed, set)
      WHERE s.id = given.id AND s.version = given.version RETURNING s.id`,
  )
}

/** Deletes teams with their memberships, ended ones included. */
export async function deleteFleetTeams(tx: Tx, rows: readonly Versioned[]): Promise<number> {
  if (rows.length === 0) return 0
  return count(
    tx,
    sql`DELETE FROM supervisor_teams t USING ${given(rows)} WHERE t.id = given.id AND t.version = given.version RETURNING t.id`,
  )
}

export async function endFleetMemberships(tx: Tx, rows: readonly PresentMember[]): Promise<number> {
  if (rows.length === 0) return 0
  return count(
    tx,
    sql`UPDATE supervisor_team_members m SET left_at = greatest(m.joined_at, timezone('utc', clock_timestamp())) FROM ${given(rows)}
      WHERE m.id = given.id AND m.version = given.version AND m.left_at IS NULL RETURNING m.id`,
  )
}

export async function updateFleetMemberships(tx: Tx, rows: readonly MemberToUpdate[]): Promise<number> {
  if (rows.length === 0) return 0
  const metadata = rows.map((row) => jsonChange(row.from.metadata, row.metadata))
  return count(
    tx,
    sql`UPDATE supervisor_team_members m SET role = given.role,
        metadata = (m.metadata - ARRAY(SELECT jsonb_array_elements_text(given.removed))) || given.set
      FROM unnest(
        ${rows.map(({ from }) => from.id)}::uuid[],
        ${rows.map(({ from }) => from.version)}::int[],
        ${rows.map(({ role }) => role)}::text[],
        ${metadata.map(([removed]) => removed)}::jsonb[],
        ${metadata.map(([, set]) => set)}::jsonb[]
      ) AS given (id, version, role, removed, set)
      WHERE m.id = given.id AND m.version = given.version AND m.left_at IS NULL RETURNING m.id`,
  )
}

export async function insertFleetMemberships(tx: Tx, rows: readonly MemberToAdd[]): Promise<number> {
  if (rows.length === 0) return 0
  return count(
    tx,
    sql`INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata, joined_at)
      SELECT team_id, agent_id, role, metadata, (SELECT timezone('utc', clock_timestamp()))
      FROM unnest(
        ${rows.map(({ teamId }) => teamId)}::uuid[],
        ${rows.map(({ agentId }) => agentId)}::uuid[],
        ${rows.map(({ role }) => role)}::text[],
        ${rows.map(({ metadata }) => JSON.stringify(metadata))}::jsonb[]
      ) AS given (team_id, agent_id, role, metadata)
      ON CONFLICT DO NOTHING RETURNING id`,
  )
}

export interface FleetOwnership {
  readonly scope: SupervisorId
  readonly fleet: string
}

/** Records the owner of supervisors, in place of earlier owners and of earlier supervisors with the same keys. */
export async function claimSupervisors(
  tx: Tx,
  { scope, fleet }: FleetOwnership,
  claims: readonly SupervisorClaim[],
  released: readonly SupervisorId[],
): Promise<void> {
  const ids = claims.map(({ id }) => id)
  const keys = claims.map(({ key }) => key)
  if (ids.length > 0 || released.length > 0)
    await tx.query(
      sql`DELETE FROM fleet_supervisors WHERE supervisor_id = ANY (${[...ids, ...released]}::uuid[])
        OR (scope = ${scope} AND fleet = ${fleet} AND key = ANY (${keys}::text[]))`,
    )
  if (ids.length === 0) return
  await tx.query(
    sql`INSERT INTO fleet_supervisors (supervisor_id, scope, fleet, key, applied)
      SELECT id, ${scope}, ${fleet}, key, applied
      FROM unnest(${ids}::uuid[], ${keys}::text[], ${claims.map(({ applied }) => JSON.stringify(applied))}::jsonb[]) AS given (id, key, applied)`,
  )
}

export async function claimTeams(tx: Tx, claims: readonly TeamClaim[]): Promise<void> {
  if (claims.length === 0) return
  const ids = claims.map(({ id }) => id)
  await tx.query(sql`DELETE FROM fleet_teams WHERE team_id = ANY (${ids}::uuid[])`)
  await tx.query(
    sql`INSERT INTO fleet_teams (team_id, key, applied)
      SELECT * FROM unnest(${ids}::uuid[], ${claims.map(({ key }) => key)}::text[], ${claims.map(({ applied }) => JSON.stringify(applied))}::jsonb[])`,
  )
}
