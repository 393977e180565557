import type { Context } from '../../context.ts'
import type { MembershipRow } from '../../db/queries/rows.ts'
import type { AlreadyMemberError } from '../../domain/errors.ts'

/** The memberships that were in the way, as they are now. */
export async function fetchConflictingMemberships(error: AlreadyMemberError, ctx: Context): Promise<MembershipRow[]> {
  const memberships = await Promise.all(error.membershipIds.map((id) => ctx.loaders.membershipById.load(id)))
  return memberships.filter((membership) => membership !== null)
}
