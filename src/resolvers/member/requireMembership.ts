import { findMembershipForUpdate, findMembershipNode, type MembershipForUpdate } from '../../db/queries/memberships.ts'
import type { MembershipNode } from '../../db/queries/rows.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { MembershipId } from '../../domain/glossary.ts'
import { requireVisible, type Viewer } from '../../domain/viewer.ts'

/** @throws {NotFoundError} if the caller cannot see such a membership, whether it has ended or not */
export async function requireMembership(tx: Tx, id: MembershipId, viewer: Viewer): Promise<MembershipNode> {
  return requireVisible(await findMembershipNode(tx, id), viewer, 'membership', id, ['input', 'id'])
}

/**
 * Locks the row until the transaction ends.
 * @throws {NotFoundError} if the caller cannot see such a membership, whether it has ended or not
 */
export async function requireMembershipForChange(
  tx: Tx,
  id: MembershipId,
  viewer: Viewer,
): Promise<MembershipForUpdate> {
  return requireVisible(await findMembershipForUpdate(tx, id), viewer, 'membership', id, ['input', 'id'])
}
