import type { SupervisorNode } from '../../db/queries/rows.ts'
import { findSupervisorForUpdate, findSupervisorNode, type SupervisorForUpdate } from '../../db/queries/supervisors.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { assertMayBeRoot, canSeeParent, requireVisible, type Viewer } from '../../domain/viewer.ts'

/** @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it */
export async function requireSupervisor(
  tx: Tx,
  id: SupervisorId,
  viewer: Viewer,
  path: InputPath = ['input', 'id'],
): Promise<SupervisorNode> {
  return requireVisible(await findSupervisorNode(tx, id), viewer, 'supervisor', id, path)
}

/**
 * Finds a supervisor and locks its row until the transaction ends.
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 */
export async function requireSupervisorForUpdate(
  tx: Tx,
  id: SupervisorId,
  viewer: Viewer,
): Promise<SupervisorForUpdate> {
  return requireVisible(await findSupervisorForUpdate(tx, id, viewer.within), viewer, 'supervisor', id, ['input', 'id'])
}

/**
 * Finds the supervisor given as `input.parentId`. Returns null for a new root.
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it, or if the caller cannot see
 * roots
 */
export async function requireParent(
  tx: Tx,
  parentId: SupervisorId | null,
  viewer: Viewer,
): Promise<SupervisorNode | null> {
  const path = ['input', 'parentId']
  if (parentId !== null) return requireSupervisor(tx, parentId, viewer, path)
  assertMayBeRoot(viewer, path)
  return null
}

/** Whether the caller can see the parent supervisor in an input: only then can an answer depend on what was created below it. */
export async function seesParent(tx: Tx, parentId: SupervisorId | null, viewer: Viewer): Promise<boolean> {
  if (viewer.within === null || parentId === null) return canSeeParent(viewer, undefined)
  return canSeeParent(viewer, (await findSupervisorNode(tx, parentId)) ?? undefined)
}
