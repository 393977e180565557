import { fetchLiveNamesakes, findNamesakeOfChild } from '../../db/queries/supervisors.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { NameTakenError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { nameTakenOutside, supervisorNameTaken } from '../../domain/names.ts'
import type { Viewer } from '../../domain/viewer.ts'

/**
 * Checks that no live child of a parent supervisor has one of these names.
 * @param parentId null checks the roots
 * @throws {NameTakenError} if a live child, or a live root, has one of the names
 */
export async function assertNamesFree(tx: Tx, parentId: SupervisorId | null, names: readonly string[]): Promise<void> {
  const [taken] = await fetchLiveNamesakes(tx, parentId, names)
  if (taken) throw supervisorNameTaken(taken.name, parentId, taken.id)
}

/**
 * Checks that the live children of a supervisor can take its place: the supervisor gives up its own name.
 * @throws {NameTakenError} if a live sibling of the supervisor has the name of a live child
 */
export async function assertChildNamesFree(
  tx: Tx,
  target: { readonly id: SupervisorId; readonly parentId: SupervisorId | null },
): Promise<void> {
  const taken = await findNamesakeOfChild(tx, target)
  if (taken) throw supervisorNameTaken(taken.name, target.parentId, taken.id)
}

/**
 * Checks that no live sibling of a supervisor has a name.
 * @throws {NameTakenError} if a live sibling has the name; without the sibling if the caller cannot see it
 */
export async function assertNameFreeBeside(
  tx: Tx,
  { id, parentId }: { readonly id: SupervisorId; readonly parentId: SupervisorId | null },
  name: string,
  { within }: Viewer,
): Promise<void> {
  const [sibling] = await fetchLiveNamesakes(tx, parentId, [name])
  if (sibling) throw id === within ? nameTakenOutside(name) : supervisorNameTaken(name, parentId, sibling.id)
}

/** Creates the error for a name that an INSERT found taken. The supervisor may have given up the name since. */
export async function explainNameTaken(tx: Tx, parentId: SupervisorId | null, name: string): Promise<NameTakenError> {
  const [namesake] = await fetchLiveNamesakes(tx, parentId, [name])
  return supervisorNameTaken(name, parentId, namesake?.id ?? null)
}
