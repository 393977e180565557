import pg from 'pg'
import { vi } from 'vitest'

/** A statement that a server has sent. */
export interface SentStatement {
  readonly text: string
  readonly values: readonly unknown[]
  /** Present if it is prepared: the session can then use one plan for all values. */
  readonly name?: string
}

/** Runs `work`, and returns the reading statements that clients of this process have sent meanwhile. */
export async function recordStatements(work: () => Promise<void>): Promise<readonly SentStatement[]> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    return spy.mock.calls.flatMap(([config]: readonly unknown[]) => (isRead(config) ? [config] : []))
  } finally {
    spy.mockRestore()
  }
}

function isRead(config: unknown): config is SentStatement {
  return (
    typeof config === 'object' &&
    config !== null &&
    'values' in config &&
    'text' in config &&
    /^\s*(SELECT|WITH)/.test(String(config.text))
  )
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  /** Undefined if the statement was not executed. */
  'Actual Loops'?: number
  Plans?: PlanNode[]
}

/**
 * The tables that a statement reads from beginning to end: with the plan for its values, and with the plan for all values, which
 * PostgreSQL shows since version 16. Parts of a plan that are not executed do not count.
 */
export async function findScans(session: pg.Client, { text, values, name }: SentStatement): Promise<string[]> {
  const found = new Set<string>()
  const visit = (node: PlanNode): void => {
    if (node['Node Type'] === 'Seq Scan' && node['Actual Loops'] !== 0) found.add(node['Relation Name'] ?? '')
    for (const below of node.Plans ?? []) visit(below)
  }
  const explain = async (options: string, given?: readonly unknown[]): Promise<void> => {
    const { rows } = await session.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
      text: `EXPLAIN (FORMAT JSON, ${options}) ${text}`,
      ...(given && { values: [...given] }),
    })
    for (const row of rows) visit(row['QUERY PLAN'][0].Plan)
  }
  await explain('ANALYZE', values)
  const { rows } = await session.query<{ version: string }>(`SELECT current_setting('server_version_num') AS version`)
  // parts that are not executed would count
  const isConditional = text.includes('UNION ALL') || text.includes('u.kept')
  if (name !== undefined && !isConditional && Number(rows[0]?.version) >= 160_000) await explain('GENERIC_PLAN')
  return [...found].sort()
}
