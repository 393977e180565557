import pg from 'pg'
import { asUnavailable, errorCode } from './unavailable.ts'

/** Something that runs statements: the pool, or a transaction. Rows are typed where the SQL stands, in queries/. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    options?: StatementOptions,
  ): Promise<Row[]>
}

export interface StatementOptions {
  /** False: planned for its values each time, where a plan that has to do for any values is a bad one for some. */
  readonly prepared: boolean
}

/** One statement, as it ended: what the observers of a database are told. */
export interface StatementEvent {
  readonly text: string
  readonly milliseconds: number
  readonly error: unknown
}

export interface DatabaseOptions {
  readonly url: string
  readonly poolSize: number
  /** Told of a connection that broke while idle; the pool replaces it. */
  readonly onConnectionError: (error: Error) => void
  /** Told of each attempt that ended in a deadlock or serialization failure, and is made again. */
  readonly onRetry: (error: Error, attempt: number) => void
  readonly onStatement?: (event: StatementEvent) => void
}

/**
 * The database's two pools. `pool` is for reads and short writes; `treePool`, of 4, for the transactions that take the
 * hierarchy's lock: what queues for that lock must not hold the connections that reads and heartbeats need.
 */
export interface Database extends Queryable {
  readonly pool: pg.Pool
  readonly treePool: pg.Pool
  readonly options: DatabaseOptions
  close(): Promise<void>
}

/** `timestamp` columns hold UTC; the driver would read them in the process's time zone. */
const utcTypes = new pg.TypeOverrides()
utcTypes.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`))

const connectTimeoutMs = 5_000
const statementTimeoutMs = 15_000
const lockTimeoutMs = 5_000

export function openDatabase(options: DatabaseOptions): Database {
  const common = {
    connectionString: options.url,
    // compiling a plan (jit) takes longer than any statement of ours should run
    options: '-c jit=off -c search_path=public', // whatever the database's or the role's defaults
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // when the server is gone without a word, no timeout of its own reaches us
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    types: utcTypes,
  }
  const pool = new pg.Pool({ ...common, max: options.poolSize })
  const treePool = new pg.Pool({
    ...common,
    max: 4,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: 10_000,
  })
  for (const each of [pool, treePool]) {
    each.on('error', (error) => {
      // the pool puts it there: a log would hold its key to cancel, and every statement
      Reflect.deleteProperty(error, 'client')
      options.onConnectionError(error)
    })
    // a backend that is killed while a transaction has it: the statement's own rejection tells, this must not end the process
    each.on('connect', (client) => client.on('error', () => undefined))
  }
  return {
    pool,
    treePool,
    options,
    query: (text, values, how) => runStatement(pool, options.onStatement, text, values, how),
    close: async () => {
      await Promise.all([pool.end(), treePool.end()])
    },
  }
}

/**
 * Runs one statement, prepared under a name of its own where it is one of those that recur.
 * @throws {UnavailableError} when there is no connection, or the statement was cut short; else PostgreSQL's error
 */
export async function runStatement<Row extends pg.QueryResultRow>(
  client: pg.Pool | pg.PoolClient,
  onStatement: DatabaseOptions['onStatement'],
  text: string,
  values: readonly unknown[] = [],
  { prepared }: StatementOptions = { prepared: true },
): Promise<Row[]> {
  return observe(onStatement, text, async () => {
    const name = prepared ? statementName(text) : undefined
    const query = { text, values: [...values] }
    const { rows } = await client
      .query<Row>(name === undefined ? query : { ...query, name })
      .catch((error: unknown) => {
        // in a transaction all of it has to be run again
        if (!isStalePlan(error) || !(client instanceof pg.Pool)) throw error
        return client.query<Row>(query)
      })
    return rows
  })
}

/** Runs several statements, sent as one message and without values; the first that fails ends it. Errors as above. */
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

/** A migration has changed the type of a column since the statement was prepared on this connection. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && errorCode(error) === '0A000' && error.message.includes('cached plan')
}

/**
 * Prepared statements are kept by every connection for as long as it lives, and filters make many texts: the first
 * thousand get a name, any further one is parsed each time.
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
