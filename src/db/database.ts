import pg from 'pg'
import type { Sql } from 'sql-template-tag'
import type { Cancellation } from '../domain/cancellation.ts'
import { cancelOn, type CancelReason } from './cancelOn.ts'
import { createFaultWatch, type Fault, type FaultWatch } from './createFaultWatch.ts'
import { encodeValues } from './encodeExecution.ts'
import { countJson, ResultTooLargeError } from './jsonSize.ts'
import { openPools, readTimeoutMs, utcTypes, type PoolName, type PoolOptions, type Pools } from './pools.ts'
import { PreparedQuery } from './PreparedQuery.ts'
import { statementName } from './statementNames.ts'
import { asUnavailable } from './unavailable.ts'

/** A statement with its values. */
export type Statement = Pick<Sql, 'text' | 'values'>

/** Runs statements: the connection pool, or one transaction. The row types are next to the SQL, in queries/. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(statement: Statement, options?: StatementOptions): Promise<Row[]>
}

export interface StatementOptions {
  /**
   * False: PostgreSQL plans each execution for its values. Use it if a generic plan is slow for some values.
   * @default true
   */
  readonly prepared?: boolean
  /** Cancels the statement. Must not be used in a transaction. */
  readonly cancellation?: Cancellation | undefined
  /**
   * Statement timeout in milliseconds, if it differs from the timeout of the connection. Outside a transaction it must be shorter.
   * In a transaction, an earlier statement has set it in PostgreSQL.
   */
  readonly timeoutMs?: number | undefined
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

export interface DatabaseOptions extends PoolOptions {
  /** Called before a transaction is retried after a deadlock or a serialization failure. */
  readonly onRetry: (error: Error, attempt: number) => void
  readonly onStatement?: (event: StatementEvent) => void
  /** Called when a statement is cancelled. */
  readonly onCancel?: (reason: CancelReason) => void
  /** Called when a statement fails with a cause that an operator must repair, at most once in 10 s for each cause. */
  readonly onFault?: (fault: Fault) => void
}

/** A database with its connection pools. `query` runs a statement on the pool for reads. */
export interface Database extends Queryable {
  readonly pools: Pools
  readonly options: DatabaseOptions
  readonly faults: FaultWatch
  /** Runs statements on another pool. */
  on(pool: PoolName): Queryable
  close(): Promise<void>
}

export function openDatabase(given: DatabaseOptions): Database {
  const faults = createFaultWatch(given.onFault ?? (() => undefined))
  const options: DatabaseOptions = {
    ...given,
    onStatement: (event) => {
      faults.note(event)
      given.onStatement?.(event)
    },
  }
  const pools = openPools(options)
  const on = (pool: PoolName): Queryable => ({
    query: (statement, how) => runPooledStatement(pools[pool], pools.probe, options, statement, how),
  })
  return {
    ...on('main'),
    pools,
    options,
    faults,
    on,
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.end()))
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
  statement: Statement,
  options: StatementOptions = {},
): Promise<Row[]> {
  return observe(onStatement, statement.text, () =>
    runOn<Row>(client, statement, options, readTimeout(options.timeoutMs)),
  )
}

/**
 * Runs one statement on a connection of a pool.
 * @param cancelPool the pool of the connections that cancel statements
 * @throws {UnavailableError} if there is no connection, or the statement was interrupted; otherwise PostgreSQL's error, or
 * the reason of the cancellation
 */
async function runPooledStatement<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  cancelPool: pg.Pool,
  { onStatement, onCancel }: Pick<DatabaseOptions, 'onStatement' | 'onCancel'>,
  statement: Statement,
  options: StatementOptions = {},
): Promise<Row[]> {
  return observe(onStatement, statement.text, async () => {
    const client = await pool.connect()
    if (options.cancellation?.failure) {
      client.release()
      throw options.cancellation.failure
    }
    const canceller = cancelOn(client, cancelPool, { ...options, onCancel })
    let broken = false
    try {
      return await runOn<Row>(client, statement, options).catch((error: unknown) => {
        if (!isStalePlan(error)) throw error
        broken = true // the connection keeps the plan, which would fail again
        return runOn<Row>(client, statement, { ...options, prepared: false })
      })
    } catch (error) {
      broken ||= !isReported(error)
      throw error
    } finally {
      await canceller.stop() // a late cancellation must not cancel the next statement of the connection
      client.release(broken)
    }
  })
}

/** Runs a statement on a connection. A prepared statement whose values are texts, numbers or lists of them takes the fast way. */
async function runOn<Row extends pg.QueryResultRow>(
  client: pg.PoolClient,
  { text, values }: Statement,
  { prepared = true, onJson }: StatementOptions,
  timeout: ReadTimeout = {},
): Promise<Row[]> {
  const types = onJson ? countJson(utcTypes, onJson) : utcTypes
  const name = prepared ? statementName(text) : undefined
  const texts = name === undefined ? null : encodeValues(values)
  if (name === undefined || !texts) {
    const { rows } = await client.query<Row>({ text, values, types, ...timeout, ...(name !== undefined && { name }) })
    return rows
  }
  return new Promise((resolve, reject) => {
    client.query(
      new PreparedQuery<Row>({ name, text, values: texts, types, ...timeout }, (error, rows) => {
        if (rows) resolve(rows)
        else reject(error ?? new Error('expected the driver to return rows or an error'))
      }),
    )
  })
}

/** Whether the connection is still usable after an error: PostgreSQL or a type parser reported the error. */
function isReported(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? error.severity === 'ERROR' : error instanceof ResultTooLargeError
}

/** Runs several statements without values, in one message. The first failure ends it. Errors are those of {@link runStatement}. */
export async function runScript(
  client: pg.PoolClient,
  onStatement: DatabaseOptions['onStatement'],
  text: string,
  timeoutMs?: number,
): Promise<void> {
  await observe(onStatement, text, () => client.query({ text, ...readTimeout(timeoutMs) }))
}

interface ReadTimeout {
  readonly query_timeout?: number
}

/** The option of the driver for another timeout than that of the connection. Its types lack the option. */
function readTimeout(timeoutMs: number | undefined): ReadTimeout {
  return timeoutMs === undefined ? {} : { query_timeout: readTimeoutMs(timeoutMs) }
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
