import pg from 'pg'
import { planBulkStatements, type BulkStatements } from './bulkStatements.ts'
import { planBulkTree, type BulkSize, type BulkTree } from './planBulkTree.ts'

export interface BulkOptions {
  /** Called after each batch with the number of supervisors that are loaded, with their teams and members. */
  onProgress?: (done: number) => void
  /** Ends the run after the current batch. */
  signal?: AbortSignal
}

export interface BulkOutcome {
  /** Name of the run and of its root: `load-<supervisors>-<n>`. */
  name: string
  rootId: string
  tree: BulkTree
  /** Number of loaded supervisors; smaller than requested only if the signal ended the run. */
  supervisors: number
}

/**
 * Adds a tree of supervisors with teams and members under a new root, then runs ANALYZE. Each batch is one transaction and
 * contains all teams and members of its supervisors, so the hierarchy is valid wherever the run ends.
 */
export async function loadBulk(
  session: pg.ClientBase,
  size: BulkSize,
  { onProgress = () => undefined, signal }: BulkOptions = {},
): Promise<BulkOutcome> {
  const tree = planBulkTree(size, await fetchMaxLevel(session))
  const { name, rootId, statements } = await claimRoot(session, tree)
  let done = 1
  onProgress(done)
  while (done < tree.supervisors && !signal?.aborted) {
    const end = Math.min(done + tree.batch, tree.supervisors)
    await insertBatch(session, statements, done, end)
    done = end
    onProgress(done)
  }
  await session.query('ANALYZE supervisors, supervisor_teams, supervisor_team_members')
  return { name, rootId, tree, supervisors: done }
}

async function fetchMaxLevel(session: pg.ClientBase): Promise<number> {
  const { rows } = await session.query<{ max_level: number }>('SELECT hierarchy_max_level() AS max_level')
  return rows[0]?.max_level ?? 0
}

/** Inserts the root under the first unused run number. Concurrent runs get different numbers. */
async function claimRoot(session: pg.ClientBase, tree: BulkTree) {
  for (let number = 1; ; number++) {
    const name = `load-${tree.supervisors}-${number}`
    const statements = planBulkStatements(name, tree)
    const found = await session.query<{ id: string; taken: boolean }>(
      `SELECT id, EXISTS (SELECT FROM supervisors s WHERE s.id = root.id OR s.name = $1) AS taken
       FROM (SELECT ${statements.rootId} AS id) AS root`,
      [name],
    )
    const root = found.rows[0]
    if (!root || root.taken) continue
    try {
      await insertBatch(session, statements, 0, 1)
      return { name, rootId: root.id, statements }
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION)) throw error
    }
  }
}

const UNIQUE_VIOLATION = '23505'

async function insertBatch(session: pg.ClientBase, statements: BulkStatements, from: number, to: number) {
  await session.query('BEGIN ISOLATION LEVEL READ COMMITTED')
  try {
    // PostgreSQL keeps the plans of foreign key checks from the first batch: for small tables, it would read them whole for each row
    await session.query('SET LOCAL enable_seqscan = off')
    await session.query('SELECT lock_hierarchy(false)')
    await session.query(statements.supervisors, [from, to])
    await session.query(statements.teams, [from, to])
    await session.query(statements.members, [from, to])
    await session.query('COMMIT')
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined) // PostgreSQL has already rolled back the transaction of a lost connection
    throw error
  }
}
