import type { Context } from '../../context.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { MembershipId, TeamId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { parseMembers, type TeamMemberInput } from '../team/parseMember.ts'
import { joinTeam } from './joinTeam.ts'

export interface AddTeamMembersInput {
  readonly teamId: string
  readonly members: readonly TeamMemberInput[]
}

/**
 * Adds up to 1,000 agents to a team, from the present moment on. Adds all of them or none.
 * @throws {ValidationError} if a field is malformed
 * @throws {LimitExceededError} if there are more than 1,000 members
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if the team's supervisor is FAILED or TERMINATED
 * @throws {AlreadyMemberError} if an agent is an active member of the team, or occurs twice in the input
 */
export async function addTeamMembers(
  input: AddTeamMembersInput,
  ctx: Context,
): Promise<{ teamId: TeamId; membershipIds: readonly MembershipId[] }> {
  const teamId = parseId(input.teamId, ['input', 'teamId'])
  const members = parseMembers(input.members, ['input', 'members'])

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => ({
    teamId,
    membershipIds: await joinTeam(tx, teamId, members, ctx.viewer),
  }))
}
