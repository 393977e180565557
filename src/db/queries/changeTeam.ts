import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { JsonObject } from '../../domain/input.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedKeys, withChangedKeys } from './changedKeys.ts'

/** What an update can change of a team. */
export interface TeamFields {
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: JsonObject
}

export interface TeamForChange {
  readonly supervisorId: SupervisorId
  readonly supervisorPath: readonly SupervisorId[]
  readonly version: number
  readonly fields: TeamFields
}

/** Locks the row: until the transaction ends it stays as it is, and whoever adds a member waits. */
export async function findTeamForChange(tx: Tx, id: TeamId): Promise<TeamForChange | null> {
  const [row] = await tx.query<Omit<TeamForChange, 'fields'> & TeamFields>(
    `SELECT t.supervisor_id AS "supervisorId", s.path AS "supervisorPath", t.version, t.name, t.description, t.objective, t.config
     FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE t.id = $1 FOR UPDATE OF t`,
    [id],
  )
  if (!row) return null
  const { supervisorId, supervisorPath, version, ...fields } = row
  return { supervisorId, supervisorPath, version, fields }
}

/** @param from the fields of the row, which is locked */
export async function updateTeamFields(tx: Tx, id: TeamId, from: TeamFields, to: TeamFields): Promise<void> {
  await tx.query(
    `UPDATE supervisor_teams SET name = $2, description = $3, objective = $4, config = ${withChangedKeys('config', '$5', '$6')} WHERE id = $1`,
    [id, to.name, to.description, to.objective, ...changedKeys(from.config, to.config)],
  )
}

export async function countActiveMembers(tx: Tx, id: TeamId): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM supervisor_team_members WHERE team_id = $1 AND left_at IS NULL',
    [id],
  )
  return row?.count ?? 0
}

/** With the team go its memberships, those that ended too. */
export async function deleteTeamRow(tx: Tx, id: TeamId): Promise<void> {
  await tx.query('DELETE FROM supervisor_teams WHERE id = $1', [id])
}
