import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { PresentTeam, WantedHierarchy } from '../../domain/hierarchyPlan.ts'
import type { Tx } from '../treeTransaction.ts'
import { select } from './fragments/rowShape.ts'
import type { NewMembership } from './memberships.ts'
import { supervisorNode, teamNode, type SupervisorNode } from './rows.ts'
import type { NewSupervisor } from './supervisors.ts'
import type { NewTeam } from './teams.ts'

/** Reads and writes of a whole hierarchy: as many statements for one supervisor as for a thousand. */

/** The supervisors that have a wanted id, the parent, and the live supervisors that have a wanted name in the wanted place. */
export function fetchPresentSupervisors(tx: Tx, { parentId, supervisors }: WantedHierarchy): Promise<SupervisorNode[]> {
  const ids = supervisors.map(({ id }) => id)
  const parentIds = supervisors.map((each) => each.parentId)
  const names = supervisors.map(({ name }) => name)
  const wanted = sql`unnest(${parentIds}::uuid[], ${names}::text[]) AS wanted (parent_id, name)`
  const isLiveNamesake = sql`s.name = wanted.name AND s.status <> 'TERMINATED'`
  return tx.query<SupervisorNode>(
    sql`${select(supervisorNode)} WHERE s.id = ${parentId} OR s.id = ANY (${ids}::uuid[])
      UNION
      SELECT ${supervisorNode.columns} FROM ${wanted}
      JOIN supervisors s ON s.parent_id = wanted.parent_id AND ${isLiveNamesake}
      UNION
      SELECT ${supervisorNode.columns} FROM ${wanted}
      JOIN supervisors s ON wanted.parent_id IS NULL AND s.parent_id IS NULL AND ${isLiveNamesake}`,
  )
}

/** The teams that have a wanted id, or a wanted name in the wanted supervisor. */
export function fetchPresentTeams(tx: Tx, { teams }: WantedHierarchy): Promise<PresentTeam[]> {
  const supervisorIds = teams.map(({ supervisorId }) => supervisorId)
  const names = teams.map(({ name }) => name)
  return tx.query<PresentTeam>(
    sql`${select(teamNode)} WHERE t.id = ANY (${teams.map(({ id }) => id)}::uuid[])
      UNION
      SELECT ${teamNode.columns} FROM unnest(${supervisorIds}::uuid[], ${names}::text[]) AS wanted (supervisor_id, name)
      JOIN supervisor_teams t ON t.supervisor_id = wanted.supervisor_id AND t.name = wanted.name
      JOIN supervisors s ON s.id = t.supervisor_id`,
  )
}

/** A column of rows to insert: its SQL type, and its value in each row. */
type InsertedColumns = Readonly<Record<string, readonly [type: string, values: readonly unknown[]]>>

/**
 * Inserts rows in the given order, from one array for each column. Rows that conflict are left out.
 *
 * Rows of one owner get creation times that are a millisecond apart, the last one now. Lists and restart strategies order rows by
 * creation time, and would otherwise fall back to the order of the ids.
 * @returns the ids of the inserted rows
 */
async function insertInOrder(tx: Tx, table: string, owner: string, columns: InsertedColumns): Promise<string[]> {
  const names = raw(Object.keys(columns).join(', '))
  const arrays = Object.values(columns).map(([type, values]): Sql => sql`${values}::${raw(type)}[]`)
  const inserted = await tx.query<{ id: string }>(
    sql`INSERT INTO ${raw(table)} (${names}, created_at)
      SELECT ${names}, timezone('utc', now()) - followers * interval '1 millisecond'
      FROM (
        SELECT *, row_number() OVER (PARTITION BY ${raw(owner)} ORDER BY n DESC) - 1 AS followers
        FROM unnest(${join(arrays, ', ')}) WITH ORDINALITY AS given (${names}, n)
      ) given ORDER BY n
      ON CONFLICT DO NOTHING RETURNING id`,
  )
  return inserted.map(({ id }) => id)
}

/** Inserts supervisors whose id, and whose name below the parent, are free. @returns the ids of the inserted rows */
export async function insertSupervisors(tx: Tx, rows: readonly NewSupervisor[]): Promise<string[]> {
  if (rows.length === 0) return []
  return insertInOrder(tx, 'supervisors', 'parent_id', {
    id: ['uuid', rows.map((row) => row.id)],
    parent_id: ['uuid', rows.map((row) => row.parentId)],
    name: ['text', rows.map((row) => row.name)],
    description: ['text', rows.map((row) => row.description)],
    config: ['jsonb', rows.map((row) => JSON.stringify(row.config))],
    policy_version_id: ['uuid', rows.map((row) => row.policyVersionId)],
    spawn_hash: ['bytea', rows.map((row) => row.idempotencyHash)],
  })
}

/** Inserts teams whose id, and whose name in the supervisor, are free. @returns the ids of the inserted rows */
export async function insertTeams(tx: Tx, rows: readonly NewTeam[]): Promise<string[]> {
  if (rows.length === 0) return []
  return insertInOrder(tx, 'supervisor_teams', 'supervisor_id', {
    id: ['uuid', rows.map((row) => row.id)],
    supervisor_id: ['uuid', rows.map((row) => row.supervisorId)],
    name: ['text', rows.map((row) => row.name)],
    description: ['text', rows.map((row) => row.description)],
    objective: ['text', rows.map((row) => row.objective)],
    config: ['jsonb', rows.map((row) => JSON.stringify(row.config))],
    spawn_hash: ['bytea', rows.map((row) => row.idempotencyHash)],
  })
}

/** Adds the members of teams that this transaction has inserted. No other transaction can see these teams yet. */
export async function insertFirstMembers(
  tx: Tx,
  teams: readonly { readonly id: string; readonly members: readonly NewMembership[] }[],
): Promise<void> {
  const rows = teams.flatMap(({ id, members }) => members.map((member) => ({ teamId: id, ...member })))
  if (rows.length === 0) return
  await tx.query(
    sql`INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata)
      SELECT * FROM unnest(
        ${rows.map((row) => row.teamId)}::uuid[],
        ${rows.map((row) => row.agentId)}::uuid[],
        ${rows.map((row) => row.role)}::text[],
        ${rows.map((row) => JSON.stringify(row.metadata))}::jsonb[]
      )`,
  )
}
