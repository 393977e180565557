import type { Context } from '../../context.ts'
import { endMembership, findLatestMembership, findMembershipNode } from '../../db/queries/staffing.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { NotFoundError, ValidationError } from '../../domain/errors.ts'
import type { AgentId, MembershipId, TeamId } from '../../domain/glossary.ts'
import { parseOptionalId, parseText } from '../../domain/input.ts'
import { assertRole, canSee } from '../../domain/viewer.ts'

export interface RemoveTeamMemberInput {
  readonly id?: string | null | undefined
  readonly teamId?: string | null | undefined
  readonly agentId?: string | null | undefined
  readonly reason?: string | null | undefined
}

/**
 * Ends a membership, now; the row stays as history. One that has ended already is left as it is, `changed: false`.
 * @throws {ValidationError} unless given either `id`, or `teamId` with `agentId`
 * @throws {NotFoundError}
 */
export async function removeTeamMember(
  input: RemoveTeamMemberInput,
  ctx: Context,
): Promise<{ membershipId: MembershipId; changed: boolean }> {
  assertRole(ctx.viewer, 'OPERATE')
  const which = parseWhich(input)
  const reason = parseText(input.reason, ['input', 'reason'])

  return inTreeTransaction(ctx, { lock: 'none', reason }, async (tx) => {
    const membership =
      'id' in which
        ? await findMembershipNode(tx, which.id)
        : await findLatestMembership(tx, which.teamId, which.agentId)
    if (!membership || !canSee(ctx.viewer, membership.supervisorPath)) {
      if ('id' in which) throw new NotFoundError('membership', which.id, ['input', 'id'])
      throw new NotFoundError(`member of team ${which.teamId} that is agent`, which.agentId, ['input', 'agentId'])
    }
    const changed = membership.leftAt === null && (await endMembership(tx, membership.id))
    return { membershipId: membership.id, changed }
  })
}

function parseWhich(input: RemoveTeamMemberInput): { id: MembershipId } | { teamId: TeamId; agentId: AgentId } {
  const id = parseOptionalId(input.id, ['input', 'id'])
  const teamId = parseOptionalId(input.teamId, ['input', 'teamId'])
  const agentId = parseOptionalId(input.agentId, ['input', 'agentId'])
  if (id !== null && teamId === null && agentId === null) return { id }
  if (id === null && teamId !== null && agentId !== null) return { teamId, agentId }
  throw new ValidationError(['input'], 'expected either id, or teamId with agentId')
}
