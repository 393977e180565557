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
 * Makes many agents members of a team, from now on: all of them, or none.
 * @throws {ValidationError} {LimitExceededError} {NotFoundError} {ParentUnavailableError} {AlreadyMemberError}
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
