import type { Context } from '../../context.ts'
import type { MembershipRow } from '../../db/queries/rows.ts'
import type { AlreadyMemberError } from '../../domain/errors.ts'

/** Loads the active memberships that caused the error. Omits those that were deleted since. */
export async function fetchConflictingMemberships(error: AlreadyMemberError, ctx: Context): Promise<MembershipRow[]> {
  const memberships = await Promise.all(error.membershipIds.map((id) => ctx.loaders.membershipById.load(id)))
  return memberships.filter((membership) => membership !== null)
}
