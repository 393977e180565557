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
 * Adds an agent to a team, from the present moment on.
 * @throws {ValidationError} if a field is malformed
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if the team's supervisor is FAILED or TERMINATED
 * @throws {AlreadyMemberError} if the agent is an active member of the team
 */
export async function addTeamMember(input: AddTeamMemberInput, ctx: Context): Promise<{ membershipId: MembershipId }> {
  const teamId = parseId(input.teamId, ['input', 'teamId'])
  const member = parseMember(input, ['input'])

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
    const [membershipId] = await joinTeam(tx, teamId, [member], ctx.viewer)
    if (membershipId === undefined) throw new Error('joinTeam returned no membership for a member')
    return { membershipId }
  })
}
