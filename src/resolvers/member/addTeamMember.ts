import type { Context } from '../../context.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'

import { parseMember, type TeamMemberInput } from '../team/parseMember.ts'
import { joinTeam } from './joinTeam.ts'

export interface AddTeamMemberInput extends TeamMemberInput {
  readonly teamId: string
}

/**
 * Makes an agent a member of a team, from now on.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {AlreadyMemberError}
 */
export async function addTeamMember(input: AddTeamMemberInput, ctx: Context): Promise<{ membershipId: MembershipId }> {
  const teamId = parseId(input.teamId, ['input', 'teamId'])
  const member = parseMember(input, ['input'])

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
    const [membershipId] = await joinTeam(tx, teamId, [member], ctx.viewer)
    if (membershipId === undefined) throw new Error('joinTeam answers a membership for each member')
    return { membershipId }
  })
}
