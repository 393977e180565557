import type { Context } from '../../context.ts'
import { findLatestMembership, findMembershipNode, updateMembershipEnd } from '../../db/queries/memberships.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { NotFoundError, ValidationError, type InputPath } from '../../domain/errors.ts'
import type { AgentId, MembershipId, TeamId } from '../../domain/glossary.ts'
import { parseOptionalId, parseText } from '../../domain/input.ts'
import { requireVisible } from '../../domain/viewer.ts'

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
  const which = parseWhich(input)
  const missing = describeMissing(which)
  const reason = parseText(input.reason, ['input', 'reason'])

  return inTreeTransaction(ctx, { lock: 'none', reason }, async (tx) => {
    const found =
      'id' in which
        ? await findMembershipNode(tx, which.id)
        : await findLatestMembership(tx, which.teamId, which.agentId)
    const membership = requireVisible(found, ctx.viewer, ...missing)
    if (membership.leftAt !== null) return { membershipId: membership.id, changed: false }
    const changed = await updateMembershipEnd(tx, membership.id)
    // somebody else was first: it has ended, or is gone with its team
    if (!changed && !(await findMembershipNode(tx, membership.id))) throw new NotFoundError(...missing)
    return { membershipId: membership.id, changed }
  })
}

type WhichMembership = { readonly id: MembershipId } | { readonly teamId: TeamId; readonly agentId: AgentId }

/** For a NotFoundError: what was looked for, by which id, and where in the input that id is. */
function describeMissing(which: WhichMembership): [noun: string, id: string, path: InputPath] {
  return 'id' in which
    ? ['membership', which.id, ['input', 'id']]
    : [`member of team ${which.teamId} that is agent`, which.agentId, ['input', 'agentId']]
}

function parseWhich(input: RemoveTeamMemberInput): WhichMembership {
  const id = parseOptionalId(input.id, ['input', 'id'])
  const teamId = parseOptionalId(input.teamId, ['input', 'teamId'])
  const agentId = parseOptionalId(input.agentId, ['input', 'agentId'])
  if (id !== null && teamId === null && agentId === null) return { id }
  if (id === null && teamId !== null && agentId !== null) return { teamId, agentId }
  throw new ValidationError(['input'], 'expected either id, or teamId with agentId')
}
