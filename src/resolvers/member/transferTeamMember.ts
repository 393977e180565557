import type { Context } from '../../context.ts'
import { applyTransfer } from '../../db/queries/memberships.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { parseRole } from '../team/parseMember.ts'
import { requireOpenTeam } from '../team/requireTeam.ts'
import { explainMembership } from './joinTeam.ts'
import { requireMembership } from './requireMembership.ts'

export interface TransferTeamMemberInput {
  readonly id: string
  readonly toTeamId: string
  readonly role?: string | null | undefined
}

/**
 * Ends an active membership and starts a membership of the same agent in another team, at the same moment. Keeps the
 * metadata, and the role unless the input has one.
 * @throws {ValidationError} if a field is malformed
 * @throws {NotFoundError} if the membership has ended, or if the membership or the team does not exist or the caller
 * cannot see it
 * @throws {ParentUnavailableError} if the supervisor of the new team is FAILED or TERMINATED
 * @throws {AlreadyMemberError} if the agent is an active member of the new team
 */
export async function transferTeamMember(
  input: TransferTeamMemberInput,
  ctx: Context,
): Promise<{ leftId: MembershipId; joinedId: MembershipId }> {
  const id = parseId(input.id, ['input', 'id'])
  const toTeamId = parseId(input.toTeamId, ['input', 'toTeamId'])
  const role = input.role == null ? null : parseRole(input.role, ['input', 'role'])

  return inTreeTransaction(ctx, { lock: 'shared', target: id }, async (tx) => {
    const membership = await requireMembership(tx, id, ctx.viewer)
    if (membership.leftAt !== null) throw new NotFoundError('active membership', id, ['input', 'id'])
    await requireOpenTeam(tx, toTeamId, ctx.viewer, ['input', 'toTeamId'])
    if (membership.teamId === toTeamId) throw await explainMembership(tx, toTeamId, [membership.agentId])

    const { ended, joinedId } = await applyTransfer(tx, id, toTeamId, role)
    if (!ended) throw new NotFoundError('active membership', id, ['input', 'id'])
    if (joinedId === null) throw await explainMembership(tx, toTeamId, [membership.agentId])
    return { leftId: id, joinedId }
  })
}
