import { findMembershipForUpdate, findMembershipNode, type MembershipForUpdate } from '../../db/queries/memberships.ts'
import type { MembershipNode } from '../../db/queries/rows.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { requireVisible, type Viewer } from '../../domain/viewer.ts'

/**
 * Finds a membership, active or ended.
 * @throws {NotFoundError} if the membership does not exist or the caller cannot see it
 */
export async function requireMembership(tx: Tx, id: MembershipId, viewer: Viewer): Promise<MembershipNode> {
  return requireVisible(await findMembershipNode(tx, id), viewer, 'membership', id, ['input', 'id'])
}

/**
 * Finds a membership, active or ended, and locks its row until the transaction ends.
 * @throws {NotFoundError} if the membership does not exist or the caller cannot see it
 */
export async function requireMembershipForUpdate(
  tx: Tx,
  id: MembershipId,
  viewer: Viewer,
): Promise<MembershipForUpdate> {
  return requireVisible(await findMembershipForUpdate(tx, id, viewer.within), viewer, 'membership', id, ['input', 'id'])
}
