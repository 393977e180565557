import sql, { type Sql } from 'sql-template-tag'
import type { ConfigChange } from '../../domain/change.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedConfig, forUpdate, type ForUpdate } from './fragments/changedFields.ts'
import { select } from './fragments/rowShape.ts'
import { isWithin } from './fragments/subtree.ts'
import { supervisorNode, supervisorRow, type SupervisorNode, type SupervisorRow } from './rows.ts'

/** Rows in any order; unknown ids have no row. */
export function fetchSupervisors(
  db: Queryable,
  ids: readonly SupervisorId[],
  columns: ColumnSet,
): Promise<SupervisorRow[]> {
  return db.query<SupervisorRow>(sql`${select(supervisorRow, columns)} WHERE s.id = ANY (${ids}::uuid[])`)
}

export async function findSupervisorNode(tx: Tx, id: SupervisorId): Promise<SupervisorNode | null> {
  const [row] = await tx.query<SupervisorNode>(sql`${select(supervisorNode)} WHERE s.id = ${id}`)
  return row ?? null
}

/** The live children of a parent (null: the live roots) that have one of these names. */
export function fetchLiveNamesakes(
  tx: Tx,
  parentId: SupervisorId | null,
  names: readonly string[],
): Promise<SupervisorNode[]> {
  return tx.query<SupervisorNode>(
    sql`${select(supervisorNode)} WHERE ${isChildOf(parentId)} AND s.name = ANY (${names}::text[]) AND s.status <> 'TERMINATED'`,
  )
}

/** A live sibling of a supervisor that has the name of one of its live children. */
export async function findNamesakeOfChild(
  tx: Tx,
  { id, parentId }: Pick<SupervisorNode, 'id' | 'parentId'>,
): Promise<SupervisorNode | null> {
  const [row] = await tx.query<SupervisorNode>(
    sql`${select(supervisorNode)} JOIN supervisors child ON child.name = s.name
      WHERE ${isChildOf(parentId)} AND s.id <> ${id} AND s.status <> 'TERMINATED'
        AND child.parent_id = ${id} AND child.status <> 'TERMINATED' LIMIT 1`,
  )
  return row ?? null
}

function isChildOf(parentId: SupervisorId | null): Sql {
  return parentId === null ? sql`s.parent_id IS NULL` : sql`s.parent_id = ${parentId}::uuid`
}

/** The live children of each parent, in spawn order. A parent without live children has no entry. */
export async function fetchLiveChildren(
  tx: Tx,
  parentIds: readonly SupervisorId[],
): Promise<ReadonlyMap<SupervisorId, readonly SupervisorId[]>> {
  const rows = await tx.query<{ parentId: SupervisorId; ids: SupervisorId[] }>(
    sql`SELECT s.parent_id AS "parentId", array_agg(s.id ORDER BY s.created_at, s.id) AS ids
      FROM supervisors s WHERE s.parent_id = ANY (${parentIds}::uuid[]) AND s.status <> 'TERMINATED' GROUP BY s.parent_id`,
  )
  return new Map(rows.map(({ parentId, ids }) => [parentId, ids]))
}

export interface NewSupervisor {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly name: string
  readonly description: string | null
  readonly config: object
  readonly policyVersionId: string | null
  readonly idempotencyHash: Buffer
}

/** @returns false if the id, or the name below the parent, is taken: then nothing was inserted */
export async function insertSupervisor(tx: Tx, row: NewSupervisor): Promise<boolean> {
  const { id, parentId, name, description, config, policyVersionId, idempotencyHash } = row
  const inserted = await tx.query(
    sql`INSERT INTO supervisors (id, parent_id, name, description, config, policy_version_id, spawn_hash)
      VALUES (${id}, ${parentId}, ${name}, ${description}, ${JSON.stringify(config)}, ${policyVersionId}, ${idempotencyHash})
      ON CONFLICT DO NOTHING RETURNING id`,
  )
  return inserted.length > 0
}

/** @returns false if the supervisor does not exist, or has another version than expected (null: any version) */
export async function updateParent(
  tx: Tx,
  id: SupervisorId,
  parentId: SupervisorId | null,
  expectedVersion: number | null,
): Promise<boolean> {
  const moved = await tx.query(
    sql`UPDATE supervisors SET parent_id = ${parentId}
      WHERE id = ${id} AND version = coalesce(${expectedVersion}, version) RETURNING id`,
  )
  return moved.length > 0
}

type SupervisorField = 'name' | 'description' | 'config' | 'policyVersionId'
export type SupervisorForUpdate = ForUpdate<SupervisorRow, SupervisorField>

/** Locks the row until the transaction ends. @param within rows outside this subtree are neither locked nor waited for */
export async function findSupervisorForUpdate(
  tx: Tx,
  id: SupervisorId,
  within: SupervisorId | null,
): Promise<SupervisorForUpdate | null> {
  const [row] = await tx.query<SupervisorRow>(
    sql`${select(supervisorRow)} WHERE s.id = ${id} AND ${isWithin(within)} FOR NO KEY UPDATE OF s`,
  )
  return forUpdate(row, ({ name, description, config, policyVersionId }) => ({
    name,
    description,
    config,
    policyVersionId,
  }))
}

/** @param from the fields of the locked row */
export async function updateSupervisorFields(
  tx: Tx,
  id: SupervisorId,
  from: Pick<SupervisorRow, SupervisorField>,
  to: Omit<Pick<SupervisorRow, SupervisorField>, 'config'>,
  configChange: ConfigChange,
): Promise<void> {
  await tx.query(
    sql`UPDATE supervisors SET name = ${to.name}, description = ${to.description}, policy_version_id = ${to.policyVersionId},
      config = ${changedConfig(sql`config`, from.config, configChange)} WHERE id = ${id}`,
  )
}
