import pg from 'pg'
import type { Sql } from 'sql-template-tag'
import { openPools, type PoolName, type PoolOptions, type Pools } from './pools.ts'
import { asUnavailable } from './unavailable.ts'

/** Runs statements: the connection pool, or one transaction. The row types are next to the SQL, in queries/. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(statement: Sql, options?: StatementOptions): Promise<Row[]>
}

export interface StatementOptions {
  /** False: PostgreSQL plans each execution for its values. Use it where a plan for any values is bad for some of them. */
  readonly prepared: boolean
}

/** One executed statement, for the observer of a database. */
export interface StatementEvent {
  readonly text: string
  readonly milliseconds: number
  /** The error that it failed with; undefined if it succeeded. */
  readonly error: unknown
}

export interface DatabaseOptions extends PoolOptions {
  /** Called before a transaction is retried after a deadlock or a serialization failure. */
  readonly onRetry: (error: Error, attempt: number) => void
  readonly onStatement?: (event: StatementEvent) => void
}

/** A database with its connection pools. `query` runs a statement on the pool for reads. */
export interface Database extends Queryable {
  readonly pools: Pools
  readonly options: DatabaseOptions
  /** Runs statements on another pool. */
  on(pool: PoolName): Queryable
  close(): Promise<void>
}

export function openDatabase(options: DatabaseOptions): Database {
  const pools = openPools(options)
  const on = (pool: PoolName): Queryable => ({
    query: (statement, how) => runStatement(pools[pool], options.onStatement, statement, how),
  })
  return {
    ...on('main'),
    pools,
    options,
    on,
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()))
    },
  }
}

/**
 * Runs one statement. A prepared statement is named by its text, and reused on the same connection.
 * @throws {UnavailableError} if there is no connection, or the statement was interrupted; otherwise PostgreSQL's error
 */
export async function runStatement<Row extends pg.QueryResultRow>(
  client: pg.Pool | pg.PoolClient,
  onStatement: DatabaseOptions['onStatement'],
  { text, values }: Sql,
  { prepared }: StatementOptions = { prepared: true },
): Promise<Row[]> {
  return observe(onStatement, text, async () => {
    const name = prepared ? statementName(text) : undefined
    const query = { text, values }
    const { rows } = await client
      .query<Row>(name === undefined ? query : { ...query, name })
      .catch((error: unknown) => {
        // in a transaction, the whole transaction has to be retried
        if (!isStalePlan(error) || !(client instanceof pg.Pool)) throw error
        return client.query<Row>(query)
      })
    return rows
  })
}

/** Runs several statements without values, in one message. The first failure ends it. Errors are those of {@link runStatement}. */
export async function runScript(
  client: pg.PoolClient,
  onStatement: DatabaseOptions['onStatement'],
  text: string,
): Promise<void> {
  await observe(onStatement, text, () => client.query(text))
}

async function observe<T>(
  onStatement: DatabaseOptions['onStatement'],
  text: string,
  run: () => Promise<T>,
): Promise<T> {
  const start = performance.now()
  let failure: unknown
  try {
    return await run()
  } catch (error) {
    failure = error
    throw asUnavailable(error)
  } finally {
    onStatement?.({ text, milliseconds: performance.now() - start, error: failure })
  }
}

/**
 * Whether a migration has changed the type of a column since the statement was prepared on this connection. The message of
 * the error depends on the language of the server.
 */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery'
}

/**
 * Names of prepared statements, by their texts. Every connection keeps its prepared statements for as long as it is open, and
 * filters make many texts: only the first 1,000 texts get a name. PostgreSQL parses the others at each execution.
 */
const statementNames = new Map<string, string>()
const maxStatementNames = 1_000

function statementName(text: string): string | undefined {
  let name = statementNames.get(text)
  if (name === undefined && statementNames.size < maxStatementNames) {
    name = `s${statementNames.size}`
    statementNames.set(text, name)
  }
  return name
}
