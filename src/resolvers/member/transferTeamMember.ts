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
 * Ends an active membership, and makes its agent a member of another team from the same moment on; the metadata, and
 * where none is given the role, are kept.
 * @throws {ValidationError} {ParentUnavailableError} {AlreadyMemberError}
 * @throws {NotFoundError} also where the membership has ended
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
