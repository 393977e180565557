import { fetchActiveMemberships, insertMemberships, type NewMembership } from '../../db/queries/memberships.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import { AlreadyMemberError } from '../../domain/errors.ts'
import type { MembershipId, TeamId } from '../../domain/glossary.ts'
import type { Viewer } from '../../domain/viewer.ts'
import { requireOpenTeam } from '../team/requireTeam.ts'

/**
 * Makes agents, who differ, members of a team: all of them, in one statement. Answers their memberships, in their order.
 * @throws {NotFoundError} {ParentUnavailableError}
 * @throws {AlreadyMemberError} with each membership that is in the way
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

/** For agents that could not join. */
export async function explainMembership(
  tx: Tx,
  teamId: TeamId,
  agentIds: readonly string[],
): Promise<AlreadyMemberError> {
  const memberships = await fetchActiveMemberships(tx, teamId, agentIds)
  const [first = '', ...others] = agentIds
  return new AlreadyMemberError(
    others.length > 0
      ? `${agentIds.length} of the agents are active members of team ${teamId} already: ${agentIds.slice(0, 3).join(', ')}${others.length > 2 ? ' …' : ''}. Leave them out.`
      : `Agent ${first} is an active member of team ${teamId} already.`,
    memberships.map(({ id }) => id),
  )
}
