import { fetchLiveNamesakes } from '../../db/queries/supervisors.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { NameTakenError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { supervisorNameTaken } from '../../domain/names.ts'

/**
 * Checks that no live child of a parent supervisor has one of these names.
 * @param parentId null checks the roots
 * @param except a supervisor that gives up its name in the same transaction, and so does not count
 * @throws {NameTakenError} if a live child, or a live root, has one of the names
 */
export async function assertNamesFree(
  tx: Tx,
  parentId: SupervisorId | null,
  names: readonly string[],
  except: SupervisorId | null = null,
): Promise<void> {
  const taken = (await fetchLiveNamesakes(tx, parentId, names)).find(({ id }) => id !== except)
  if (taken) throw supervisorNameTaken(taken.name, parentId, taken.id)
}

/** Creates the error for a name that an INSERT found taken. The supervisor may have given up the name since. */
export async function explainNameTaken(tx: Tx, parentId: SupervisorId | null, name: string): Promise<NameTakenError> {
  const [namesake] = await fetchLiveNamesakes(tx, parentId, [name])
  return supervisorNameTaken(name, parentId, namesake?.id ?? null)
}
