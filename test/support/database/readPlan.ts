import pg from 'pg'
import type { Queryable } from '../../../src/db/database.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

export interface Plan {
  /**
   * Indexes that executed scans of the table use, including bitmap scans, without the name of the table. A scan of the whole
   * table is 'all'.
   */
  readonly indexes: string[]
  /** Number of rows and index entries that the scans read. */
  readonly rows: number
  /** Number of rows that were sorted. */
  readonly sorted: number
}

/**
 * Executes the statement that `run` sends, in a transaction that is rolled back, and returns its plan for a table. The plan is
 * generic if the server prepares the statement, and custom otherwise.
 */
export async function readPlan(
  session: pg.Client,
  table: string,
  run: (on: Queryable) => Promise<unknown>,
): Promise<Plan> {
  const sent: { text: string; values: readonly unknown[]; prepared: boolean }[] = []
  await run({
    query: ({ text, values }, { prepared = true } = {}) => {
      sent.push({ text, values, prepared })
      return Promise.resolve([])
    },
  })
  const [statement] = sent
  if (!statement) throw new Error('no statement was sent')
  const literals = statement.values.map(literalOf)
  await session.query(`SET plan_cache_mode = force_${statement.prepared ? 'generic' : 'custom'}_plan`)
  await session.query(`PREPARE planned AS ${statement.text}`)
  await session.query('BEGIN')
  const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE planned (${literals.join(', ')})`,
  )
  await session.query('ROLLBACK; DEALLOCATE planned')
  return summarize(rows[0]?.['QUERY PLAN'][0].Plan, table)
}

function summarize(root: PlanNode | undefined, table: string): Plan {
  const indexes = new Set<string>()
  const total = { rows: 0, sorted: 0 }
  const visit = (node: PlanNode): void => {
    const type = node['Node Type']
    const isExecuted = node['Actual Loops'] > 0
    const ofTable = node['Relation Name'] === table || type === 'Bitmap Index Scan'
    if (isExecuted && ofTable && type.includes('Scan')) {
      total.rows += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      if (node['Index Name']) indexes.add(node['Index Name'].replace(`${table}_`, '').replace(/_idx$/, ''))
      if (type === 'Seq Scan') indexes.add('all')
    }
    if (isExecuted && type.endsWith('Sort'))
      for (const below of node.Plans ?? []) total.sorted += below['Actual Rows'] * below['Actual Loops']
    for (const below of node.Plans ?? []) visit(below)
  }
  if (root) visit(root)
  return { indexes: [...indexes].toSorted(), ...total }
}

function literalOf(value: unknown): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return `'{${value.map((each) => (each === null ? 'NULL' : String(each))).join(',')}}'`
  return pg.escapeLiteral(typeof value === 'string' ? value : JSON.stringify(value))
}
