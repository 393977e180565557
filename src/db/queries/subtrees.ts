import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../domain/glossary.ts'
import { highestIncarnation, type StateGroup } from '../../domain/lifecycle.ts'
import type { Affected, SubtreeSize, TerminationPlan } from '../../domain/termination.ts'
import type { Staffing } from '../../domain/terminationImpact.ts'
import { statementTimeoutMs } from '../pools.ts'
import type { Tx } from '../treeTransaction.ts'
import { subtreeOf } from './fragments/subtree.ts'

/**
 * Reads of a whole subtree before it changes. Neither their results nor their parameters grow with the subtree. Each raises the
 * timeout of the next statements with the number of rows that they have to read or write.
 */

/**
 * Additional time for each row that a change may write, in milliseconds. A row takes about 0.1 ms on two cores. A busy machine
 * takes several times as long, and a change that fails then has made the other writers wait for nothing.
 */
const msPerRow = 0.5

/**
 * Fetches counts, and raises the timeout of the later statements of the transaction.
 * @param rows expression for the number of rows that they read or write, of the columns of `counted`
 */
async function fetchTimed<Counts extends object>(tx: Tx, rows: Sql, counted: Sql): Promise<Counts> {
  const [row] = await tx.query<Counts & { timeoutMs: number }>(
    sql`SELECT *, set_config('statement_timeout', "timeoutMs"::text, true) FROM (
        SELECT *, (${statementTimeoutMs}::int + ${rows} * ${msPerRow}::float8)::int AS "timeoutMs" FROM (${counted}) counted
      ) timed`,
  )
  if (!row) throw new Error('Expected one row from an aggregate, got none.')
  tx.raiseTimeout(row.timeoutMs)
  return row
}

export interface SubtreeExtent extends SubtreeSize {
  /** Deepest level, of TERMINATED supervisors too. */
  readonly deepestLevel: number
}

/** @param path path of the root of the subtree */
export function fetchSubtreeExtent(tx: Tx, path: readonly SupervisorId[]): Promise<SubtreeExtent> {
  const isLive = sql`s.status <> 'TERMINATED'`
  return fetchTimed<SubtreeExtent>(
    tx,
    sql`counted.supervisors`,
    sql`SELECT count(*)::int AS supervisors, max(s.hierarchy_level) AS "deepestLevel",
        count(*) FILTER (WHERE ${isLive})::int AS live,
        count(*) FILTER (WHERE ${isLive} AND s.parent_id = ${path.at(-1)}::uuid)::int AS "liveChildren"
      FROM supervisors s WHERE ${subtreeOf(sql`${path}::uuid[]`)}`,
  )
}

/** Counts the live supervisors of a subtree by their state. */
export async function fetchStateGroups(tx: Tx, path: readonly SupervisorId[]): Promise<readonly StateGroup[]> {
  const { groups } = await fetchTimed<{ groups: readonly StateGroup[] }>(
    tx,
    sql`counted.live`,
    sql`SELECT coalesce(json_agg(g), '[]') AS groups, coalesce(sum(g.count), 0)::int AS live FROM (
        SELECT s.status, max(s.incarnation) AS incarnation, count(*)::int AS count FROM supervisors s
        WHERE ${subtreeOf(sql`${path}::uuid[]`)} AND s.status <> 'TERMINATED'
        GROUP BY s.status, s.incarnation = ${highestIncarnation}::int
      ) g`,
  )
  return groups
}

/** Counts the teams and active memberships of the supervisors that a plan terminates, and digests the ids of all that it changes. */
export async function fetchAffected(tx: Tx, path: readonly SupervisorId[], plan: TerminationPlan): Promise<Affected> {
  const isTarget = sql`s.id = ${plan.target}::uuid`
  const isInSubtree = subtreeOf(sql`${path}::uuid[]`)
  const terminated = plan.policy === 'CASCADE' ? isInSubtree : isTarget
  const others = { REJECT: isTarget, CASCADE: isInSubtree, REPARENT: sql`s.parent_id = ${plan.target}::uuid` }
  const { digest, teams, activeMemberships, activeAgents } = await fetchTimed<Staffing & { digest: string }>(
    tx,
    sql`(${plan.changed}::int + counted."activeMemberships")`,
    sql`SELECT count(DISTINCT t.id)::int AS teams, count(m.id)::int AS "activeMemberships",
        count(DISTINCT m.agent_id)::int AS "activeAgents",
        (SELECT encode(sha256(coalesce(string_agg(uuid_send(s.id), '' ORDER BY s.id), '')), 'base64')
          FROM supervisors s WHERE ${others[plan.policy]} AND s.status <> 'TERMINATED') AS digest
      FROM supervisors s JOIN supervisor_teams t ON t.supervisor_id = s.id
      LEFT JOIN supervisor_team_members m ON m.team_id = t.id AND m.left_at IS NULL
      WHERE ${terminated} AND s.status <> 'TERMINATED'`,
  )
  return { staffing: { teams, activeMemberships, activeAgents }, digest }
}
