import { fetchActiveMemberships, insertMemberships, type NewMembership } from '../../db/queries/memberships.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import { AlreadyMemberError } from '../../domain/errors.ts'
import type { MembershipId, TeamId } from '../../domain/glossary.ts'
import type { Viewer } from '../../domain/viewer.ts'
import { requireOpenTeam } from '../team/requireTeam.ts'

/**
 * Adds distinct agents to a team in one statement. Returns their memberships in the order of `members`.
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if the team's supervisor is FAILED or TERMINATED
 * @throws {AlreadyMemberError} if an agent is an active member of the team; the transaction must be rolled back
 */
export async function joinTeam(
  tx: Tx,
  teamId: TeamId,
  members: readonly NewMembership[],
  viewer: Viewer,
): Promise<MembershipId[]> {
  await requireOpenTeam(tx, teamId, viewer, ['input', 'teamId'])
  const added = new Map((await insertMemberships(tx, teamId, members)).map(({ agentId, id }) => [agentId, id]))
  const missing = members.map(({ agentId }) => agentId).filter((agentId) => !added.has(agentId))
  if (missing.length > 0) throw await explainMembership(tx, teamId, missing)
  return members.flatMap(({ agentId }) => added.get(agentId) ?? [])
}

/** Creates the error for agents that could not join, with the memberships that prevent it. */
export async function explainMembership(
  tx: Tx,
  teamId: TeamId,
  agentIds: readonly string[],
): Promise<AlreadyMemberError> {
  const memberships = await fetchActiveMemberships(tx, teamId, agentIds)
  const [first = '', ...others] = agentIds
  return new AlreadyMemberError(
    others.length > 0
      ? `${agentIds.length} of the agents are already active members of team ${teamId}: ${agentIds.slice(0, 3).join(', ')}${others.length > 2 ? ' …' : ''}. Omit them and retry.`
      : `Agent ${first} is already an active member of team ${teamId}. Use the existing membership.`,
    memberships.map(({ id }) => id),
  )
}
