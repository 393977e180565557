import sql from 'sql-template-tag'
import type { AgentId, MembershipId, SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedJson, forUpdate, type ForUpdate } from './fragments/changedFields.ts'
import { select } from './fragments/rowShape.ts'
import { isWithin } from './fragments/subtree.ts'
import {
  membershipNode,
  membershipRow,
  type AgentRef,
  type MembershipColumns,
  type MembershipNode,
  type MembershipRow,
} from './rows.ts'

/** Adds the agent to a membership that was read. */
export function addAgent(row: MembershipColumns & { agent?: AgentRef }): asserts row is MembershipRow {
  row.agent = { id: row.agentId }
}

/** Rows in any order; unknown ids have no row. */
export async function fetchMemberships(
  db: Queryable,
  ids: readonly MembershipId[],
  columns: ColumnSet,
): Promise<MembershipRow[]> {
  const rows = await db.query<MembershipRow>(sql`${select(membershipRow, columns)} WHERE m.id = ANY (${ids}::uuid[])`)
  rows.forEach(addAgent)
  return rows
}

/** The paths of the supervisors of memberships, by membership. An unknown id has no entry. */
export async function fetchMembershipPaths(
  db: Queryable,
  ids: readonly MembershipId[],
): Promise<ReadonlyMap<MembershipId, readonly SupervisorId[]>> {
  const rows = await db.query<{ id: MembershipId; path: readonly SupervisorId[] }>(
    sql`SELECT m.id, s.path FROM ${membershipNode.from} WHERE m.id = ANY (${ids}::uuid[])`,
  )
  return new Map(rows.map(({ id, path }) => [id, path]))
}

export async function findMembershipNode(tx: Tx, id: MembershipId): Promise<MembershipNode | null> {
  const [row] = await tx.query<MembershipNode>(sql`${select(membershipNode)} WHERE m.id = ${id}`)
  return row ?? null
}

/** The agent's active membership in the team. If there is none: the membership that ended last. */
export async function findLatestMembership(tx: Tx, teamId: TeamId, agentId: AgentId): Promise<MembershipNode | null> {
  const [row] = await tx.query<MembershipNode>(
    sql`${select(membershipNode)} WHERE m.team_id = ${teamId} AND m.agent_id = ${agentId}
      ORDER BY (m.left_at IS NULL) DESC, m.left_at DESC, m.id LIMIT 1`,
  )
  return row ?? null
}

/** The active memberships of these agents in a team, in the order of the agents. */
export function fetchActiveMemberships(
  tx: Tx,
  teamId: TeamId,
  agentIds: readonly AgentId[],
): Promise<{ id: MembershipId }[]> {
  return tx.query<{ id: MembershipId }>(
    sql`SELECT m.id FROM unnest(${agentIds}::uuid[]) WITH ORDINALITY AS asked (agent_id, n)
      JOIN supervisor_team_members m ON m.team_id = ${teamId} AND m.agent_id = asked.agent_id AND m.left_at IS NULL ORDER BY n`,
  )
}

/** Number of members of a team. */
export async function fetchMemberCount(tx: Tx, id: TeamId): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM supervisor_team_members WHERE team_id = ${id} AND left_at IS NULL`,
  )
  return row?.count ?? 0
}

export interface NewMembership {
  readonly agentId: AgentId
  readonly role: string
  readonly metadata: object
}

/**
 * Adds agents to a team, in one statement.
 * @returns the new memberships; agents that were active members already have none
 */
export function insertMemberships(
  tx: Tx,
  teamId: TeamId,
  members: readonly NewMembership[],
): Promise<{ id: MembershipId; agentId: AgentId }[]> {
  const agentIds = members.map(({ agentId }) => agentId)
  const roles = members.map(({ role }) => role)
  const metadata = members.map((member) => JSON.stringify(member.metadata))
  // the clock, and not the start of the statement: while the statement waits for a lock, other memberships of the agents end
  return tx.query<{ id: MembershipId; agentId: AgentId }>(
    sql`INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata, joined_at)
      SELECT ${teamId}, agent_id, role, metadata, (SELECT timezone('utc', clock_timestamp()))
      FROM unnest(${agentIds}::uuid[], ${roles}::text[], ${metadata}::jsonb[]) AS m (agent_id, role, metadata)
      ON CONFLICT DO NOTHING RETURNING id, agent_id AS "agentId"`,
  )
}

type MembershipField = 'role' | 'metadata'
type OwnedMembership = MembershipColumns & Pick<MembershipNode, 'supervisorPath'>
export type MembershipForUpdate = ForUpdate<OwnedMembership, MembershipField>

/** Locks the row until the transaction ends. @param within a row outside this subtree is neither locked nor waited for */
export async function findMembershipForUpdate(
  tx: Tx,
  id: MembershipId,
  within: SupervisorId | null,
): Promise<MembershipForUpdate | null> {
  const [row] = await tx.query<OwnedMembership>(
    sql`SELECT ${membershipRow.columns}, s.path AS "supervisorPath" FROM ${membershipNode.from}
      WHERE m.id = ${id} AND ${isWithin(within)} FOR NO KEY UPDATE OF m`,
  )
  return forUpdate(row, ({ role, metadata }) => ({ role, metadata }))
}

/** @param from the fields of the locked row */
export async function updateMembershipFields(
  tx: Tx,
  id: MembershipId,
  from: Pick<MembershipRow, MembershipField>,
  to: Pick<MembershipRow, MembershipField>,
): Promise<void> {
  await tx.query(
    sql`UPDATE supervisor_team_members SET role = ${to.role},
      metadata = ${changedJson(sql`metadata`, from.metadata, to.metadata)} WHERE id = ${id}`,
  )
}

/** Ends a membership now. @returns false if it had ended before */
export async function updateMembershipEnd(tx: Tx, id: MembershipId): Promise<boolean> {
  const ended = await tx.query(
    sql`UPDATE supervisor_team_members SET left_at = greatest(joined_at, timezone('utc', statement_timestamp()))
      WHERE id = ${id} AND left_at IS NULL RETURNING id`,
  )
  return ended.length > 0
}

export interface AppliedTransfer {
  /** False if the membership had ended before. */
  readonly ended: boolean
  /** The new membership; null if the agent is an active member of the other team. */
  readonly joinedId: MembershipId | null
}

/**
 * Ends a membership and begins one in another team, at the same moment and in one statement. Where only one half was
 * possible, the caller must roll the transaction back.
 * @param role null: the role stays the same
 */
export async function applyTransfer(
  tx: Tx,
  id: MembershipId,
  toTeamId: TeamId,
  role: string | null,
): Promise<AppliedTransfer> {
  const [row] = await tx.query<AppliedTransfer>(
    sql`WITH ended AS (
        UPDATE supervisor_team_members SET left_at = greatest(joined_at, timezone('utc', clock_timestamp()))
        WHERE id = ${id} AND left_at IS NULL RETURNING agent_id, role, metadata, left_at
      ), joined AS (
        INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata, joined_at)
        SELECT ${toTeamId}, agent_id, coalesce(${role}, role), metadata, left_at FROM ended ON CONFLICT DO NOTHING RETURNING id
      )
      SELECT EXISTS (SELECT FROM ended) AS ended, (SELECT id FROM joined) AS "joinedId"`,
  )
  return row ?? { ended: false, joinedId: null }
}
