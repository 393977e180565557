// Adapts @prisma/adapter-pg to migrations: the engine was written for a native driver and depends on its behaviour.
import { URL } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, DriverAdapterError } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { createShadowDatabase, dropDatabase } from './databases.mjs'
import { runWithLocks, scriptsOf } from './migrationRun.mjs'
import { pinAfterConnect, pinnedSession } from './pinnedSession.mjs'

/** @typedef {import('@prisma/driver-adapter-utils').SqlDriverAdapter} SqlDriverAdapter */
/** @typedef {import('@prisma/driver-adapter-utils').SqlMigrationAwareDriverAdapterFactory} AdapterFactory */
/** @typedef {import('./types.d.ts').EngineDatabase} EngineDatabase */

/**
 * Types of catalog columns that adapter-pg does not support, by OID, with the type that replaces them:
 * "char", int2vector, regproc, _char, _name, regclass, regtype, _regtype -> text or text[].
 */
const CATALOG_TYPES = new Map([
  [18, 25],
  [22, 25],
  [24, 25],
  [1002, 1009],
  [1003, 1009],
  [2205, 25],
  [2206, 25],
  [3220, 25],
])

/** The statement with which the engine takes its advisory lock. */
export const TAKE_LOCK = 'SELECT pg_advisory_lock(72707369)'
/** Shorter than the engine's own timeout, after which the session would keep waiting and never close. */
export const LOCK_TIMEOUT_MS = 9_500

const NO_DATABASE =
  'no database: set DATABASE_URL, for example DATABASE_URL=postgresql://user:password@localhost:5432/supervisors'

/**
 * @param {EngineDatabase} database
 */
export function createMigrationAdapters({ url, shadowDatabaseUrl, offline = false, lockIsHeld = false }) {
  /** @type {Set<SqlDriverAdapter>} */
  const opened = new Set()
  /** @type {{ error: unknown }} */
  const lastScript = { error: undefined }

  /**
   * @param {string} connectionString
   * @param {() => Promise<void>} [afterClose]
   */
  const open = async (connectionString, afterClose) => {
    const adapter = await openAdapter(connectionString, { lastScript, lockIsHeld, afterClose })
    opened.add(adapter)
    return adapter
  }

  /** @type {AdapterFactory} */
  const factory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect() {
      if (offline) return Promise.resolve(noDatabase)
      // without a URL the driver would use the database of its PG* environment variables
      return url ? open(url) : Promise.reject(new Error(NO_DATABASE))
    },
    async connectToShadowDb() {
      if (shadowDatabaseUrl) {
        if (shadowDatabaseUrl === url) {
          throw new Error(
            'shadowDatabaseUrl is the main database: set it to another database, because the shadow database is emptied',
          )
        }
        const adapter = await open(shadowDatabaseUrl)
        await adapter.executeScript('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public')
        return adapter
      }
      // adapter-pg's own implementation opens the *main* database if it was created from a connection string
      if (!url) throw new Error(`a shadow database needs a server, and there is ${NO_DATABASE}`)
      const created = await createShadowDatabase(url)
      return open(created, () => dropDatabase(created))
    },
  }
  return {
    factory,
    /** PostgreSQL's error of the last script that failed. */
    scriptError: () => lastScript.error,
    /** Closes all connections of the engine, which cannot close them itself, and drops the shadow databases. */
    close: async () => {
      await Promise.allSettled([...opened].map((adapter) => adapter.dispose()))
    },
  }
}

/**
 * @param {string} connectionString
 * @param {{ lastScript: { error: unknown }, lockIsHeld: boolean, afterClose: (() => Promise<void>) | undefined }} options
 * @returns {Promise<SqlDriverAdapter>}
 */
async function openAdapter(connectionString, { lastScript, lockIsHeld, afterClose }) {
  const schema = new URL(connectionString).searchParams.get('schema') ?? 'public'
  // One session without an idle timeout: the advisory lock belongs to the session that does the work. Its search path is the same
  // as in the binary, because functions store the search path of their creation.
  const pool = new pg.Pool({
    ...pinnedSession(connectionString),
    max: 1,
    idleTimeoutMillis: 0,
    // the pool awaits the promise, although its types do not say so
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: async (client) => {
      await pinAfterConnect(client, schema)
    },
  })
  const query = presentCatalogTypes(pool)
  const inner = await new PrismaPg(pool, { schema, disposeExternalPool: true }).connect()

  const send = async (/** @type {string} */ script) => {
    await query(script)
  }
  const runScript = async (/** @type {string} */ script, run = send) => {
    try {
      await run(script)
    } catch (error) {
      lastScript.error = error
      throw asAdapterError(error)
    }
  }
  // while migrateDeploy holds the lock, its engine executes only the scripts of migrations
  const runMigration = async (/** @type {string} */ script) => {
    const history = `${pg.escapeIdentifier(schema)}._prisma_migrations`
    for (const each of scriptsOf(script, history)) await runScript(each, (text) => runWithLocks(text, send))
  }
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async queryRaw(statement) {
      const result = await inner.queryRaw(statement)
      // The engine reads pg_constraint.contype as a character; with text, it panics on any CHECK constraint.
      result.columnNames.forEach((name, i) => {
        if (name === 'constraint_type') result.columnTypes[i] = ColumnTypeEnum.Character
      })
      return result
    },
    async executeRaw(statement) {
      if (statement.sql !== TAKE_LOCK) return inner.executeRaw(statement)
      if (!lockIsHeld) await runScript(`SET lock_timeout = ${LOCK_TIMEOUT_MS}; ${TAKE_LOCK}; RESET lock_timeout`)
      return 0
    },
    // Send the script whole: adapter-pg splits it at every ';', also in function bodies, strings and comments.
    executeScript: lockIsHeld ? runMigration : (script) => runScript(script),
    startTransaction: (isolationLevel) => inner.startTransaction(isolationLevel),
    getConnectionInfo: () => inner.getConnectionInfo(),
    async dispose() {
      await inner.dispose()
      await afterClose?.()
    },
  }
}

/**
 * Changes the pool so that its results contain only types that adapter-pg supports.
 * @param {pg.Pool} pool
 * @returns {(sql: string) => Promise<unknown>} the pool's original query
 */
function presentCatalogTypes(pool) {
  // pg overloads `query` for callbacks and cursors; adapter-pg uses only the promise
  const query = /** @type {(...args: unknown[]) => Promise<pg.QueryResult | pg.QueryResult[]>} */ (
    /** @type {unknown} */ (pool.query.bind(pool))
  )
  const presented = async (/** @type {unknown[]} */ ...args) => {
    const result = await query(...args)
    if (!Array.isArray(result)) {
      for (const field of result.fields) field.dataTypeID = CATALOG_TYPES.get(field.dataTypeID) ?? field.dataTypeID
    }
    return result
  }
  pool.query = /** @type {typeof pool.query} */ (/** @type {unknown} */ (presented))
  return query
}

/** @param {unknown} error */
function asAdapterError(error) {
  if (!(error instanceof pg.DatabaseError)) return error
  const { code = 'XX000', severity = 'ERROR', message, detail, column, hint } = error
  return new DriverAdapterError({
    kind: 'postgres',
    code,
    severity,
    message,
    detail,
    column,
    hint,
    originalCode: code,
    originalMessage: message,
  })
}

/**
 * Replaces the main database for work that needs none, such as comparing files: responds only to the engine's first query.
 * @type {SqlDriverAdapter}
 */
const noDatabase = {
  provider: 'postgres',
  adapterName: 'none',
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw({ sql }) {
    if (!sql.includes('server_version_num')) {
      return Promise.reject(new Error(`work that was expected to need no database sent a statement: ${sql}`))
    }
    const { Boolean, Text, Int32 } = ColumnTypeEnum
    return Promise.resolve({
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [Boolean, Text, Int32],
      rows: [[true, 'PostgreSQL 15.0', 150_000]],
    })
  },
  executeRaw: () => Promise.resolve(0),
  executeScript: () => Promise.resolve(),
  startTransaction: () => Promise.reject(new Error(NO_DATABASE)),
  dispose: () => Promise.resolve(),
}
