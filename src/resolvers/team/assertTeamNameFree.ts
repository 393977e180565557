import { findTeamByName } from '../../db/queries/teams.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { NameTakenError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { teamNameTaken } from '../../domain/names.ts'

/** @throws {NameTakenError} if another team of the supervisor has the name */
export async function assertTeamNameFree(tx: Tx, supervisorId: SupervisorId, name: string): Promise<void> {
  const namesake = await findTeamByName(tx, supervisorId, name)
  if (namesake) throw teamNameTaken(name, supervisorId, namesake.id)
}

/** Creates the error for a name that an INSERT found taken. The team may have given up the name since. */
export async function explainTeamNameTaken(tx: Tx, supervisorId: SupervisorId, name: string): Promise<NameTakenError> {
  const namesake = await findTeamByName(tx, supervisorId, name)
  return teamNameTaken(name, supervisorId, namesake?.id ?? null)
}
