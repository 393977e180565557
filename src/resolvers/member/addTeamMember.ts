import type { Context } from '../../context.ts'
import { fetchActiveMemberships, findTeamNode, insertMemberships } from '../../db/queries/staffing.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { acceptsAdditions } from '../../domain/lifecycle.ts'
import { assertRole, canSee } from '../../domain/viewer.ts'
import { parseMember, type TeamMemberInput } from '../team/parseMember.ts'

export interface AddTeamMemberInput extends TeamMemberInput {
  readonly teamId: string
}

/**
 * Makes an agent a member of a team, from now on.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {AlreadyMemberError}
 */
export async function addTeamMember(input: AddTeamMemberInput, ctx: Context): Promise<{ membershipId: MembershipId }> {
  assertRole(ctx.viewer, 'OPERATE')
  const teamId = parseId(input.teamId, ['input', 'teamId'])
  const member = parseMember(input, ['input'])

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
    const team = await findTeamNode(tx, teamId)
    if (!team || !canSee(ctx.viewer, team.supervisorPath)) throw new NotFoundError('team', teamId, ['input', 'teamId'])
    if (!acceptsAdditions(team.supervisorStatus))
      throw new ParentUnavailableError(team.supervisorId, team.supervisorStatus)
    const [added] = await insertMemberships(tx, teamId, [member])
    if (added) return { membershipId: added.id }
    const memberships = await fetchActiveMemberships(tx, teamId, [member.agentId])
    throw new AlreadyMemberError(
      `Agent ${member.agentId} is an active member of team ${teamId} already.`,
      memberships.map(({ id }) => id),
    )
  })
}
