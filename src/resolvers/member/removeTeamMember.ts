import type { Context } from '../../context.ts'
import { findLatestMembership, findMembershipNode, updateMembershipEnd } from '../../db/queries/memberships.ts'
import { inTreeTransaction, rowLockFor } from '../../db/treeTransaction.ts'
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
 * Ends a membership at the present moment. The row is kept as history. A membership that has ended already stays
 * unchanged: `changed` is false.
 * @throws {ValidationError} if a field is malformed, or the input has neither `id` alone nor `teamId` with `agentId`
 * @throws {NotFoundError} if the membership does not exist or the caller cannot see it
 */
export async function removeTeamMember(
  input: RemoveTeamMemberInput,
  ctx: Context,
): Promise<{ membershipId: MembershipId; changed: boolean }> {
  const key = parseMembershipKey(input)
  const notFound = describeNotFound(key)
  const reason = parseText(input.reason, ['input', 'reason'])

  return inTreeTransaction(ctx, { lock: rowLockFor(ctx.viewer), reason }, async (tx) => {
    const found =
      'id' in key ? await findMembershipNode(tx, key.id) : await findLatestMembership(tx, key.teamId, key.agentId)
    const membership = requireVisible(found, ctx.viewer, ...notFound)
    if (membership.leftAt !== null) return { membershipId: membership.id, changed: false }
    const changed = await updateMembershipEnd(tx, membership.id)
    // Another transaction has ended the membership since it was read, or deleted it with its team.
    if (!changed && !(await findMembershipNode(tx, membership.id))) throw new NotFoundError(...notFound)
    return { membershipId: membership.id, changed }
  })
}

/** By its id, or as the latest membership of an agent in a team. */
type MembershipKey = { readonly id: MembershipId } | { readonly teamId: TeamId; readonly agentId: AgentId }

/** Arguments of the NotFoundError for a membership that does not exist. */
function describeNotFound(key: MembershipKey): [noun: string, id: string, path: InputPath] {
  return 'id' in key
    ? ['membership', key.id, ['input', 'id']]
    : [`membership in team ${key.teamId} of agent`, key.agentId, ['input', 'agentId']]
}

function parseMembershipKey(input: RemoveTeamMemberInput): MembershipKey {
  const id = parseOptionalId(input.id, ['input', 'id'])
  const teamId = parseOptionalId(input.teamId, ['input', 'teamId'])
  const agentId = parseOptionalId(input.agentId, ['input', 'agentId'])
  if (id !== null && teamId === null && agentId === null) return { id }
  if (id === null && teamId !== null && agentId !== null) return { teamId, agentId }
  const given = Object.entries({ id, teamId, agentId }).flatMap(([name, value]) => (value === null ? [] : name))
  throw new ValidationError(
    ['input'],
    `expected either id, or teamId with agentId, got ${given.join(' and ') || 'none of them'}.`,
  )
}
