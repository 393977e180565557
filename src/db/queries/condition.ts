import sql, { raw } from 'sql-template-tag'
import type { Queryable } from '../database.ts'
import { sweepLag } from './fragments/health.ts'

/** Whether the server can work with the database. */
export interface Condition {
  readonly isReadOnly: boolean
  /** The privileges that the role of the server lacks, as in `INSERT on supervisors`; null if it has all. */
  readonly missingRights: string | null
  /** Milliseconds since the start of the last sweep of any server; null before the first sweep. */
  readonly sweepLagMs: number | null
}

/** The privileges that the statements of the server need, and the functions that they call. */
export const neededRights: Readonly<Record<string, readonly string[]>> = {
  supervisors: ['SELECT', 'INSERT', 'UPDATE'],
  supervisor_teams: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  supervisor_team_members: ['SELECT', 'INSERT', 'UPDATE'],
  supervisor_restarts: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  // the events of a supervisor's parents; a trigger with the rights of its owner writes all others
  supervisor_events: ['SELECT', 'INSERT', 'DELETE'],
  hierarchy_settings: ['SELECT'],
  // a later migration may say that this version must not run
  _prisma_migrations: ['SELECT'],
  hierarchy_servers: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  sweeper: ['SELECT', 'UPDATE'],
  fleet_supervisors: ['SELECT', 'INSERT', 'DELETE'],
  fleet_teams: ['SELECT', 'INSERT', 'DELETE'],
  api_tokens: ['SELECT', 'INSERT', 'UPDATE'],
  counted_supervisors: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  counted_agents: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  subtree_counts: ['SELECT', 'INSERT', 'UPDATE'],
  count_progress: ['SELECT', 'UPDATE'],
}

const needed = raw(
  Object.entries(neededRights)
    .flatMap(([table, privileges]) => privileges.map((privilege) => `('${table}', '${privilege}')`))
    .join(),
)

/** Reads the condition of the database in one statement, which reads one row and the catalog. */
export async function fetchCondition(db: Queryable): Promise<Condition> {
  const [row] = await db.query<{ [Field in keyof Condition]: Condition[Field] }>(
    sql`SELECT current_setting('transaction_read_only') = 'on' AS "isReadOnly",
        (SELECT string_agg(n.privilege || ' on ' || n.name, ', ') FROM (VALUES ${needed}) AS n (name, privilege)
          WHERE NOT has_table_privilege(n.name, n.privilege)) AS "missingRights",
        ${sweepLag} AS "sweepLagMs"`,
  )
  if (!row) throw new Error('a SELECT without FROM returned no row')
  return row
}
