import { fetchLiveNamesakes } from '../../db/queries/supervisors.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { NameTakenError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { supervisorNameTaken } from '../../domain/names.ts'

/**
 * Whether live supervisors can have these names under a parent (null: as roots).
 * @param except a supervisor that does not count: it gives up its name in the same transaction
 * @throws {NameTakenError}
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

/** For a name that an INSERT found taken. The supervisor that has it may have changed since. */
export async function explainNameTaken(tx: Tx, parentId: SupervisorId | null, name: string): Promise<NameTakenError> {
  const [namesake] = await fetchLiveNamesakes(tx, parentId, [name])
  return supervisorNameTaken(name, parentId, namesake?.id ?? null)
}
