import type { SupervisorId } from '../../domain/glossary.ts'
import type { TerminationPlan, TreeNode } from '../../domain/termination.ts'
import type { Tx } from '../treeTransaction.ts'
import { subtreeOf } from './subtree.ts'

/** A supervisor, as far as rules about the tree need it. */
export interface TreeNodeRow extends TreeNode {
  readonly name: string
  readonly path: readonly SupervisorId[]
  readonly hierarchyLevel: number
  readonly version: number
  readonly idempotencyHash: Buffer | null
}

const columns = `s.id, s.parent_id AS "parentId", s.name, s.status, s.path, s.hierarchy_level AS "hierarchyLevel", s.version, s.spawn_hash AS "idempotencyHash"`

export async function findTreeNode(tx: Tx, id: SupervisorId): Promise<TreeNodeRow | null> {
  const [row] = await tx.query<TreeNodeRow>(`SELECT ${columns} FROM supervisors s WHERE s.id = $1`, [id])
  return row ?? null
}

/** The live supervisors of a subtree, its root included. */
export function fetchLiveSubtree(tx: Tx, path: readonly SupervisorId[]): Promise<TreeNodeRow[]> {
  return tx.query<TreeNodeRow>(
    `SELECT ${columns} FROM supervisors s WHERE ${subtreeOf('$1::uuid[]')} AND s.status <> 'TERMINATED'`,
    [path],
  )
}

/** Of a subtree, its root included: how many are live, and how deep the deepest is, TERMINATED ones too. */
export async function fetchSubtreeExtent(
  tx: Tx,
  path: readonly SupervisorId[],
): Promise<{ live: number; deepestLevel: number }> {
  const [row] = await tx.query<{ live: number; deepestLevel: number }>(
    `SELECT count(*) FILTER (WHERE s.status <> 'TERMINATED')::int AS live, max(s.hierarchy_level) AS "deepestLevel"
     FROM supervisors s WHERE ${subtreeOf('$1::uuid[]')}`,
    [path],
  )
  if (!row) throw new Error('an aggregate gave no row')
  return row
}

/** The live supervisors under a parent (null: the live roots) that have one of these names. */
export function fetchLiveNamesakes(
  tx: Tx,
  parentId: SupervisorId | null,
  names: readonly string[],
): Promise<TreeNodeRow[]> {
  return tx.query<TreeNodeRow>(
    `SELECT ${columns} FROM supervisors s
     WHERE ${parentId === null ? 's.parent_id IS NULL AND $1::uuid IS NULL' : 's.parent_id = $1::uuid'} AND s.name = ANY ($2::text[]) AND s.status <> 'TERMINATED'`,
    [parentId, names],
  )
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

/** False where the id, or the name under the parent, is taken: then nothing was inserted. */
export async function insertSupervisor(tx: Tx, row: NewSupervisor): Promise<boolean> {
  const inserted = await tx.query(
    `INSERT INTO supervisors (id, parent_id, name, description, config, policy_version_id, spawn_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [
      row.id,
      row.parentId,
      row.name,
      row.description,
      JSON.stringify(row.config),
      row.policyVersionId,
      row.idempotencyHash,
    ],
  )
  return inserted.length > 0
}

/** False where the version is another one than expected (null: whatever it is), or the supervisor is gone. */
export async function updateParent(
  tx: Tx,
  id: SupervisorId,
  parentId: SupervisorId | null,
  expectedVersion: number | null,
): Promise<boolean> {
  const moved = await tx.query(
    'UPDATE supervisors SET parent_id = $2 WHERE id = $1 AND version = coalesce($3, version) RETURNING id',
    [id, parentId, expectedVersion],
  )
  return moved.length > 0
}

/**
 * Terminates live supervisors, ends the memberships of their teams, and moves the target's children, in one statement: a
 * child may take a name that the target frees, and none is live below a terminated one when it ends. The target comes
 * first, since its event is the cause of all others. Says how many were terminated: none, and nothing was written, where the
 * target has another version than expected (null: whatever it is).
 */
export async function applyTermination(
  tx: Tx,
  { terminated: [target, ...others], reparented }: TerminationPlan,
  newParentId: SupervisorId | null,
  reason: string | null,
  expectedVersion: number | null,
): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `WITH target AS (
       UPDATE supervisors SET status = 'TERMINATED', status_reason = $3
       WHERE id = $1::uuid AND status <> 'TERMINATED' AND version = coalesce($6, version) RETURNING id
     ), others AS (
       UPDATE supervisors s SET status = 'TERMINATED', status_reason = $3 FROM target WHERE s.id = ANY ($2::uuid[]) AND s.status <> 'TERMINATED' RETURNING s.id
     ), counted AS (
       SELECT (SELECT count(*) FROM target)::int + (SELECT count(*) FROM others)::int AS count
     ), ended AS (
       UPDATE supervisor_team_members m SET left_at = greatest(m.joined_at, timezone('utc', statement_timestamp()))
       FROM supervisor_teams t, counted, target WHERE t.supervisor_id = ANY ($1::uuid || $2::uuid[]) AND m.team_id = t.id AND m.left_at IS NULL
     ), reparented AS (
       UPDATE supervisors s SET parent_id = $5 FROM counted, target WHERE s.id = ANY ($4::uuid[])
     )
     SELECT count FROM counted`,
    [target, others, reason, reparented, newParentId, expectedVersion],
  )
  return row?.count ?? 0
}
