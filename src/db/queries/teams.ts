import sql from 'sql-template-tag'
import type { ConfigChange } from '../../domain/change.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedConfig, forUpdate, type ForUpdate } from './fragments/changedFields.ts'
import { select } from './fragments/rowShape.ts'
import { isWithin } from './fragments/subtree.ts'
import { teamNode, teamRow, type TeamNode, type TeamRow } from './rows.ts'

/** Rows in any order; unknown ids have no row. */
export function fetchTeams(db: Queryable, ids: readonly TeamId[], columns: ColumnSet): Promise<TeamRow[]> {
  return db.query<TeamRow>(sql`${select(teamRow, columns)} WHERE t.id = ANY (${ids}::uuid[])`)
}

/** The paths of the supervisors of teams, by team. An unknown id has no entry. */
export async function fetchTeamPaths(
  db: Queryable,
  ids: readonly TeamId[],
): Promise<ReadonlyMap<TeamId, readonly SupervisorId[]>> {
  const rows = await db.query<{ id: TeamId; path: readonly SupervisorId[] }>(
    sql`SELECT t.id, s.path FROM ${teamNode.from} WHERE t.id = ANY (${ids}::uuid[])`,
  )
  return new Map(rows.map(({ id, path }) => [id, path]))
}

export async function findTeamNode(tx: Tx, id: TeamId): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(sql`${select(teamNode)} WHERE t.id = ${id}`)
  return row ?? null
}

/**
 * As {@link findTeamNode}, and locks the row: the team is not deleted until the transaction ends.
 * @param within a team outside this subtree is neither locked nor waited for
 */
export async function findTeamNodeForKeyShare(
  tx: Tx,
  id: TeamId,
  within: SupervisorId | null,
): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(
    sql`${select(teamNode)} WHERE t.id = ${id} AND ${isWithin(within)} FOR KEY SHARE OF t`,
  )
  return row ?? null
}

export async function findTeamByName(tx: Tx, supervisorId: SupervisorId, name: string): Promise<TeamNode | null> {
  const [row] = await tx.query<TeamNode>(
    sql`${select(teamNode)} WHERE t.supervisor_id = ${supervisorId} AND t.name = ${name}`,
  )
  return row ?? null
}

export interface NewTeam {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: object
  readonly idempotencyHash: Buffer
}

/** @returns false if the id, or the name in the supervisor, is taken: then nothing was inserted */
export async function insertTeam(tx: Tx, row: NewTeam): Promise<boolean> {
  const { id, supervisorId, name, description, objective, config, idempotencyHash } = row
  const inserted = await tx.query(
    sql`INSERT INTO supervisor_teams (id, supervisor_id, name, description, objective, config, spawn_hash)
      VALUES (${id}, ${supervisorId}, ${name}, ${description}, ${objective}, ${JSON.stringify(config)}, ${idempotencyHash})
      ON CONFLICT DO NOTHING RETURNING id`,
  )
  return inserted.length > 0
}

type TeamField = 'name' | 'description' | 'objective' | 'config'
type OwnedTeam = TeamRow & Pick<TeamNode, 'supervisorPath'>
export type TeamForUpdate = ForUpdate<OwnedTeam, TeamField>

/**
 * Locks the row until the transaction ends: transactions that add a member wait.
 * @param within a team outside this subtree is neither locked nor waited for
 */
export async function findTeamForUpdate(
  tx: Tx,
  id: TeamId,
  within: SupervisorId | null,
): Promise<TeamForUpdate | null> {
  const [row] = await tx.query<OwnedTeam>(
    sql`SELECT ${teamRow.columns}, s.path AS "supervisorPath" FROM ${teamNode.from}
      WHERE t.id = ${id} AND ${isWithin(within)} FOR UPDATE OF t`,
  )
  return forUpdate(row, ({ name, description, objective, config }) => ({ name, description, objective, config }))
}

/** @param from the fields of the locked row */
export async function updateTeamFields(
  tx: Tx,
  id: TeamId,
  from: Pick<TeamRow, TeamField>,
  to: Omit<Pick<TeamRow, TeamField>, 'config'>,
  configChange: ConfigChange,
): Promise<void> {
  await tx.query(
    sql`UPDATE supervisor_teams SET name = ${to.name}, description = ${to.description}, objective = ${to.objective},
      config = ${changedConfig(sql`config`, from.config, configChange)} WHERE id = ${id}`,
  )
}

/** Deletes a team and its memberships, ended ones included. */
export async function deleteTeamRow(tx: Tx, id: TeamId): Promise<void> {
  await tx.query(sql`DELETE FROM supervisor_teams WHERE id = ${id}`)
}
