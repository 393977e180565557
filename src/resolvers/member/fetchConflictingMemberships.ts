import type { Context } from '../../context.ts'
import type { MembershipRow } from '../../db/queries/rows.ts'
import type { AlreadyMemberError } from '../../domain/errors.ts'
import { findMembership } from '../node/findNode.ts'

/** Loads the active memberships that caused the error. Omits those that were deleted since, or left the caller's subtree. */
export async function fetchConflictingMemberships(error: AlreadyMemberError, ctx: Context): Promise<MembershipRow[]> {
  const memberships = await Promise.all(error.membershipIds.map((id) => findMembership(id, ctx)))
  return memberships.filter((membership) => membership !== null)
}
