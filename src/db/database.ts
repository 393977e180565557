import pg from 'pg'
import type { Sql } from 'sql-template-tag'
import type { Cancellation } from '../domain/cancellation.ts'
import { cancelOn } from './cancelOn.ts'
import { createTroubleWatch, type Trouble, type TroubleWatch } from './createTroubleWatch.ts'
import { errorCode } from './errorCode.ts'
import { countJson, ResultTooLargeError } from './jsonSize.ts'
import { maxConnectionAgeMs, statementName } from './statementNames.ts'
import { asUnavailable } from './unavailable.ts'

/** Runs statements: the connection pool, or one transaction. The row types are next to the SQL, in queries/. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(statement: Sql, options?: StatementOptions): Promise<Row[]>
}

export interface StatementOptions {
  /**
   * False: PostgreSQL plans each execution for its values. Use it where a plan for any values is bad for some of them.
   * @default true
   */
  readonly prepared?: boolean
  /** Cancels the statement. Not for statements of a transaction. */
  readonly cancellation?: Cancellation | undefined
  /** How long the statement may run before it is cancelled, if that is less than the timeout of the connection. */
  readonly timeoutMs?: number
  /** Receives the size of each JSON value of the result, in characters. */
  readonly onJson?: (size: number) => void
}

/** One executed statement, for the observer of a database. */
export interface StatementEvent {
  readonly text: string
  readonly milliseconds: number
  /** The error that it failed with; undefined if it succeeded. */
  readonly error: unknown
}

export interface DatabaseOptions {
  readonly url: string
  /** Largest number of connections of the main pool. */
  readonly poolSize: number
  /** Called when an idle connection breaks. The pool replaces the connection. */
  readonly onConnectionError: (error: Error) => void
  /** Called before a transaction is retried after a deadlock or a serialization failure. */
  readonly onRetry: (error: Error, attempt: number) => void
  readonly onStatement?: (event: StatementEvent) => void
  /** Called when a statement fails in a way that an operator must repair, once in 10 s for each cause. */
  readonly onTrouble?: (trouble: Trouble) => void
}

/**
 * A database with two connection pools. `pool` is for reads and short writes. `treePool`, of 4 connections, is for
 * transactions that take the hierarchy lock: transactions that wait for this lock must not use up the connections that reads
 * and heartbeats need.
 */
export interface Database extends Queryable {
  readonly pool: pg.Pool
  readonly treePool: pg.Pool
  readonly options: DatabaseOptions
  readonly trouble: TroubleWatch
  close(): Promise<void>
}

/** Reads `timestamp` columns, which hold UTC. The driver would read them in the time zone of the process. */
const utcTypes = new pg.TypeOverrides()
utcTypes.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`))

const connectTimeoutMs = 5_000
const statementTimeoutMs = 15_000
const lockTimeoutMs = 5_000
const idleTimeoutMs = 10_000
const treePoolSize = 4

export function openDatabase(given: DatabaseOptions): Database {
  const trouble = createTroubleWatch(given.onTrouble ?? (() => undefined))
  const options: DatabaseOptions = {
    ...given,
    onStatement: (event) => {
      trouble.note(event)
      given.onStatement?.(event)
    },
  }
  const common = {
    connectionString: options.url,
    // jit: compiling a plan takes longer than these statements run. search_path: independent of the database and the role
    options: '-c jit=off -c search_path=public',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // in this process: PostgreSQL's own timeout cannot be reported over a connection that is lost
    query_timeout: statementTimeoutMs + 5_000,
    keepAlive: true,
    maxLifetimeSeconds: maxConnectionAgeMs / 1_000,
    types: utcTypes,
  }
  const pool = new pg.Pool({ ...common, max: options.poolSize })
  const treePool = new pg.Pool({
    ...common,
    max: treePoolSize,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleTimeoutMs,
  })
  for (const each of [pool, treePool]) {
    each.on('error', (error) => {
      // the pool adds the client to the error: a log would contain its cancellation key and its statements
      Reflect.deleteProperty(error, 'client')
      options.onConnectionError(error)
    })
    // without a listener, a backend that is killed in a transaction ends the process; the statement is rejected anyway
    each.on('connect', (client) => client.on('error', () => undefined))
  }
  return {
    pool,
    treePool,
    options,
    trouble,
    query: (statement, how) => runPooledStatement(pool, treePool, options.onStatement, statement, how),
    close: async () => {
      await Promise.all([pool.end(), treePool.end()])
    },
  }
}

/**
 * Runs one statement in a transaction. A prepared statement is named by its text, and reused on the same connection.
 * @throws {UnavailableError} if the statement was interrupted; otherwise PostgreSQL's error
 */
export function runStatement<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  onStatement: DatabaseOptions['onStatement'],
  statement: Sql,
  options: StatementOptions = {},
): Promise<Row[]> {
  return observe(onStatement, statement.text, async () => (await client.query<Row>(asQuery(statement, options))).rows)
}

/**
 * Runs one statement on a connection of a pool.
 * @param cancelPool has the connection that cancels statements
 * @throws {UnavailableError} if there is no connection, or the statement was interrupted; otherwise PostgreSQL's error, or
 * the reason of the cancellation
 */
async function runPooledStatement<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  cancelPool: pg.Pool,
  onStatement: DatabaseOptions['onStatement'],
  statement: Sql,
  options: StatementOptions = {},
): Promise<Row[]> {
  return observe(onStatement, statement.text, async () => {
    const client = await pool.connect()
    if (options.cancellation?.failure) {
      client.release()
      throw options.cancellation.failure
    }
    const canceller = cancelOn(client, cancelPool, options)
    let broken = false
    try {
      const { rows } = await client.query<Row>(asQuery(statement, options)).catch((error: unknown) => {
        if (!isStalePlan(error)) throw error
        broken = true // the connection keeps the plan, which would fail each time
        return client.query<Row>(asQuery(statement, { ...options, prepared: false }))
      })
      return rows
    } catch (error) {
      broken ||= !isReported(error)
      throw error
    } finally {
      await canceller.stop() // a late cancellation must not meet the next statement of the connection
      client.release(broken)
    }
  })
}

function asQuery({ text, values }: Sql, { prepared = true, onJson }: StatementOptions): pg.QueryConfig {
  const name = prepared ? statementName(text) : undefined
  return { text, values, ...(name !== undefined && { name }), ...(onJson && { types: countJson(utcTypes, onJson) }) }
}

/** Whether the connection can go on after an error: PostgreSQL or a type parser reported it. */
function isReported(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.severity === 'ERROR' : error instanceof ResultTooLargeError
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

/** Whether a migration has changed the type of a column since the statement was prepared on this connection. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && errorCode(error) === '0A000' && error.message.includes('cached plan')
}
