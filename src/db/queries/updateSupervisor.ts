import type { SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import type { JsonObject } from '../../domain/input.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedKeys, withChangedKeys } from './changedKeys.ts'

/** What an update can change of a supervisor. */
export interface SupervisorFields {
  readonly name: string
  readonly description: string | null
  readonly config: JsonObject
  readonly policyVersionId: string | null
}

export interface SupervisorForUpdate {
  readonly parentId: SupervisorId | null
  readonly path: readonly SupervisorId[]
  readonly status: SupervisorStatus
  readonly version: number
  readonly fields: SupervisorFields
}

/** Locks the row: it stays as it is until the transaction ends. */
export async function findSupervisorForUpdate(tx: Tx, id: SupervisorId): Promise<SupervisorForUpdate | null> {
  const [row] = await tx.query<Omit<SupervisorForUpdate, 'fields'> & SupervisorFields>(
    `SELECT parent_id AS "parentId", path, status, version, name, description, config, policy_version_id AS "policyVersionId"
     FROM supervisors WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  )
  if (!row) return null
  const { parentId, path, status, version, ...fields } = row
  return { parentId, path, status, version, fields }
}

/** @param from the fields of the row, which is locked */
export async function updateSupervisorFields(
  tx: Tx,
  id: SupervisorId,
  from: SupervisorFields,
  to: SupervisorFields,
): Promise<void> {
  await tx.query(
    `UPDATE supervisors SET name = $2, description = $3, policy_version_id = $4, config = ${withChangedKeys('config', '$5', '$6')} WHERE id = $1`,
    [id, to.name, to.description, to.policyVersionId, ...changedKeys(from.config, to.config)],
  )
}
