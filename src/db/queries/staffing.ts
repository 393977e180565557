import type { AgentId, MembershipId, SupervisorId, SupervisorStatus, TeamId } from '../../domain/glossary.ts'
import type { Staffing } from '../../domain/terminationImpact.ts'
import type { Tx } from '../treeTransaction.ts'

/** A team, with what decides whether it takes members. */
export interface TeamNode {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly supervisorStatus: SupervisorStatus
  readonly supervisorPath: readonly SupervisorId[]
  readonly name: string
  readonly version: number
  readonly idempotencyHash: Buffer | null
}

const teamNode = `SELECT t.id, t.supervisor_id AS "supervisorId", s.status AS "supervisorStatus", s.path AS "supervisorPath", t.name, t.version, t.spawn_hash AS "idempotencyHash"
  FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id`

/** As `findTeamNode`; the team is not deleted until the transaction ends. */
export async function findLastingTeamNode(tx: Tx, id: TeamId): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(`${teamNode} WHERE t.id = $1 FOR KEY SHARE OF t`, [id])
  return row ?? null
}

export async function findTeamNode(tx: Tx, id: TeamId): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(`${teamNode} WHERE t.id = $1`, [id])
  return row ?? null
}

export async function findTeamByName(tx: Tx, supervisorId: SupervisorId, name: string): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(`${teamNode} WHERE t.supervisor_id = $1 AND t.name = $2`, [supervisorId, name])
  return row ?? null
}

export interface NewTeam {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: object
  readonly idempotencyHash: Buffer
}

/** False where the id, or the name in the supervisor, is taken: then nothing was inserted. */
export async function insertTeam(tx: Tx, row: NewTeam): Promise<boolean> {
  const inserted = await tx.query(
    `INSERT INTO supervisor_teams (id, supervisor_id, name, description, objective, config, spawn_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [
      row.id,
      row.supervisorId,
      row.name,
      row.description,
      row.objective,
      JSON.stringify(row.config),
      row.idempotencyHash,
    ],
  )
  return inserted.length > 0
}

export interface NewMembership {
  readonly agentId: AgentId
  readonly role: string
  readonly metadata: object
}

/** Adds those agents that are no active members yet, in one statement; their new memberships come back. */
export function insertMemberships(
  tx: Tx,
  teamId: TeamId,
  members: readonly NewMembership[],
): Promise<{ id: MembershipId; agentId: AgentId }[]> {
  return tx.query(
    // by the moment at which it is done, and not by that at which the wait for the lock began: agents leave meanwhile
    `INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata, joined_at)
     SELECT $1, agent_id, role, metadata, (SELECT timezone('utc', clock_timestamp())) FROM unnest($2::uuid[], $3::text[], $4::jsonb[]) AS m (agent_id, role, metadata)
     ON CONFLICT DO NOTHING RETURNING id, agent_id AS "agentId"`,
    [
      teamId,
      members.map((member) => member.agentId),
      members.map((member) => member.role),
      members.map((member) => JSON.stringify(member.metadata)),
    ],
  )
}

/** In the order of the agents. */
export function fetchActiveMemberships(
  tx: Tx,
  teamId: TeamId,
  agentIds: readonly AgentId[],
): Promise<{ id: MembershipId }[]> {
  return tx.query(
    `SELECT m.id FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (agent_id, n)
     JOIN supervisor_team_members m ON m.team_id = $1 AND m.agent_id = asked.agent_id AND m.left_at IS NULL ORDER BY n`,
    [teamId, agentIds],
  )
}

export interface MembershipNode {
  readonly id: MembershipId
  readonly teamId: TeamId
  readonly agentId: AgentId
  readonly leftAt: Date | null
  readonly supervisorPath: readonly SupervisorId[]
}

const membershipNode = `SELECT m.id, m.team_id AS "teamId", m.agent_id AS "agentId", m.left_at AS "leftAt", s.path AS "supervisorPath"
  FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id`

export async function findMembershipNode(tx: Tx, id: MembershipId): Promise<MembershipNode | null> {
  const [row] = await tx.query<MembershipNode>(`${membershipNode} WHERE m.id = $1`, [id])
  return row ?? null
}

/** The agent's active membership in the team, else its last one. */
export async function findLatestMembership(tx: Tx, teamId: TeamId, agentId: AgentId): Promise<MembershipNode | null> {
  const [row] = await tx.query<MembershipNode>(
    `${membershipNode} WHERE m.team_id = $1 AND m.agent_id = $2 ORDER BY (m.left_at IS NULL) DESC, m.left_at DESC, m.id LIMIT 1`,
    [teamId, agentId],
  )
  return row ?? null
}

const now = `timezone('utc', statement_timestamp())`

/** False where it had ended already. */
export async function endMembership(tx: Tx, id: MembershipId): Promise<boolean> {
  const ended = await tx.query(
    `UPDATE supervisor_team_members SET left_at = greatest(joined_at, ${now}) WHERE id = $1 AND left_at IS NULL RETURNING id`,
    [id],
  )
  return ended.length > 0
}

/** What ends with these supervisors. */
export async function fetchStaffing(tx: Tx, supervisorIds: readonly SupervisorId[]): Promise<Staffing> {
  const [row] = await tx.query<Staffing>(
    `SELECT count(DISTINCT t.id)::int AS teams, count(m.id)::int AS "activeMemberships", count(DISTINCT m.agent_id)::int AS "activeAgents"
     FROM supervisor_teams t LEFT JOIN supervisor_team_members m ON m.team_id = t.id AND m.left_at IS NULL
     WHERE t.supervisor_id = ANY ($1::uuid[])`,
    [supervisorIds],
  )
  if (!row) throw new Error('an aggregate gave no row')
  return row
}
