import type { Context } from '../../context.ts'
import { updateMembershipFields } from '../../db/queries/memberships.ts'
import { inTreeTransaction, rowLockFor } from '../../db/treeTransaction.ts'
import { applyChanges, parseRequiredChange } from '../../domain/change.ts'
import { ConflictError } from '../../domain/errors.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { parseId, parseJsonObject } from '../../domain/input.ts'
import { assertVersion } from '../../domain/version.ts'
import { parseRole } from '../team/parseMember.ts'
import { requireMembershipForUpdate } from './requireMembership.ts'

export interface UpdateTeamMemberInput {
  readonly id: string
  readonly expectedVersion?: number | null | undefined
  readonly role?: string | null | undefined
  readonly metadata?: unknown
}

/**
 * Changes the role or the metadata of an active membership. Omitted fields are unchanged. `changed` is false if every
 * value equals the present one; then no version is compared.
 * @throws {ValidationError} if a field is malformed
 * @throws {NotFoundError} if the membership does not exist or the caller cannot see it
 * @throws {ConflictError} if the version differs from `expectedVersion`, or the membership has ended
 */
export async function updateTeamMember(
  input: UpdateTeamMemberInput,
  ctx: Context,
): Promise<{ membershipId: MembershipId; changed: boolean }> {
  const id = parseId(input.id, ['input', 'id'])
  const changes = {
    role: parseRequiredChange(input.role, ['input', 'role'], parseRole),
    metadata: parseRequiredChange(input.metadata, ['input', 'metadata'], parseJsonObject),
  }

  return inTreeTransaction(ctx, { lock: rowLockFor(ctx.viewer), target: id }, async (tx) => {
    const membership = await requireMembershipForUpdate(tx, id, ctx.viewer)
    const changed = applyChanges(membership.fields, changes)
    if (changed === null) return { membershipId: id, changed: false }
    const current = { type: 'SupervisorTeamMember', id } as const
    assertVersion(current, membership.version, input.expectedVersion)
    if (membership.leftAt !== null) {
      const ended = membership.leftAt.toISOString()
      throw new ConflictError(
        `Membership ${id} ended at ${ended}; only an active membership can be updated. Add the agent to the team again.`,
        current,
      )
    }
    await updateMembershipFields(tx, id, membership.fields, changed)
    return { membershipId: id, changed: true }
  })
}
