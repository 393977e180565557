// Runs Prisma's schema engine in this process. It does what `prisma migrate` otherwise asks the downloaded binary to do.
import { setImmediate } from 'node:timers'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { LOCK_TIMEOUT_MS, TAKE_LOCK, createMigrationAdapters } from './adapter.mjs'
import { loadEngineModule } from './wasm.mjs'

/** @typedef {import('./wasm.mjs').SchemaEngine} SchemaEngine */
/** @typedef {import('./types.d.ts').Engine} Engine */
/** @typedef {import('./types.d.ts').EngineMethod} EngineMethod */
/** @typedef {import('./types.d.ts').EngineOptions} EngineOptions */

/**
 * An error of the engine, with Prisma's documented code (P1001, P3018 ...) or PostgreSQL's SQLSTATE.
 */
export class EngineError extends Error {
  /**
   * @param {string} message
   * @param {string | undefined} code
   */
  constructor(message, code) {
    super(message)
    this.name = 'EngineError'
    this.code = code
  }
}

/**
 * Opens an engine in this thread. A panic of the engine does not reject the call. It is an uncaught exception, which ends the
 * process or the thread; use `thread.mjs` for work that must survive a panic.
 * @param {EngineOptions} options
 * @returns {Promise<Engine>}
 */
export async function openEngine({ datamodels = [], log = () => undefined, ...database }) {
  const { SchemaEngine } = await loadEngineModule()
  const adapters = createMigrationAdapters(database)
  const bound = bindMigrationAwareSqlAdapterFactory(adapters.factory)

  /** @param {unknown} error */
  const explained = (error) => {
    const { message, code } = messageAndCode(error)
    // the WASM module replaces a JavaScript error by a number; the registry has the original error
    const text = message.replace(/External error id#(\d+)/, (whole, id) => {
      const original = bound.errorRegistry.consumeError(Number(id))?.error
      return original === undefined ? whole : messageAndCode(original).message
    })
    const cause = adapters.scriptError()
    return explainFailedMigration(text, cause) ?? explainLockTimeout(cause) ?? new EngineError(withoutTrace(text), code)
  }

  /** @type {SchemaEngine} */
  let engine
  try {
    engine = await SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, log, bound)
  } catch (error) {
    await adapters.close()
    throw explained(error)
  }
  const call = async (/** @type {EngineMethod} */ method, /** @type {unknown} */ params) => {
    try {
      return await invoke(engine, method, params)
    } catch (error) {
      if (!isPanic(error)) throw explained(error)
      // most panics occur outside of any call: handle this one in the same way
      setImmediate(() => {
        throw error
      })
      /** @type {Promise<never>} */
      const never = new Promise(() => undefined)
      return never
    }
  }
  return {
    call: /** @type {Engine['call']} */ (call),
    async close() {
      try {
        engine.free() // which throws after a panic
      } finally {
        await adapters.close()
      }
    },
  }
}

/**
 * @param {SchemaEngine} engine
 * @param {EngineMethod} method
 * @param {unknown} params
 * @returns {Promise<unknown>}
 */
async function invoke(engine, method, params) {
  // These two methods read the schema of the migrations from a cache. In WASM only the diagnostics, which use the shadow
  // database, fill it; without it these methods would compare with an empty schema.
  if (method === 'evaluateDataLoss' || method === 'createMigration') {
    const { migrationsList, filters } = /** @type {import('@prisma/schema-engine-wasm').DevDiagnosticInput} */ (params)
    await engine.devDiagnostic({ migrationsList, filters })
  }
  const methods = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (engine))
  const implementation = methods[method] // another process may have sent the name
  if (typeof implementation !== 'function')
    throw new EngineError(`the schema engine has no method ${method}`, undefined)
  /** @type {unknown} */
  const result = await implementation.call(engine, params)
  return result
}

/** @param {unknown} error */
function isPanic(error) {
  return error instanceof Error && error.name === 'RuntimeError' // WebAssembly's
}

/**
 * @param {unknown} error
 * @returns {{ message: string, code: string | undefined }}
 */
export function messageAndCode(error) {
  if (!(error instanceof Error)) return { message: String(error), code: undefined }
  // if several addresses refuse a connection, Node.js throws an AggregateError with an empty message
  const inner = error instanceof AggregateError ? /** @type {unknown} */ (error.errors[0]) : undefined
  const message = error.message || (inner instanceof Error ? inner.message : error.name)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { message, code }
}

/**
 * Removes the engine's trace of its own source lines.
 * @param {string} message
 */
function withoutTrace(message) {
  return message.replace(/\n {3}0: schema_engine[\s\S]*$/, '')
}

/**
 * The P3018 error with the binary's message. The WASM build reports only a trace, which names the migration.
 * @param {string} message
 * @param {unknown} cause
 */
function explainFailedMigration(message, cause) {
  const migration = /apply_script\s+with migration_name="([^"]+)"/.exec(message)?.[1]
  if (migration === undefined || !(cause instanceof pg.DatabaseError)) return undefined
  const { severity = 'ERROR', code, detail, hint, position, where } = cause
  const lines = [
    `${severity}: ${cause.message}`,
    detail && `DETAIL: ${detail}`,
    hint && `HINT: ${hint}`,
    where && `CONTEXT: ${where}`,
    position && `Position: ${position}`,
  ]
  const text = [
    'A migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve',
    `Migration name: ${migration}`,
    `Database error code: ${code ?? 'unknown'}`,
    `Database error:\n${lines.filter(Boolean).join('\n')}`,
  ]
  return new EngineError(`${text.join('\n\n')}\n`, 'P3018')
}

/**
 * The P1002 error with the binary's message.
 * @param {unknown} cause
 */
function explainLockTimeout(cause) {
  if (!(cause instanceof pg.DatabaseError) || cause.code !== '55P03') return undefined
  const text = `Timed out trying to acquire a postgres advisory lock (${TAKE_LOCK}). Timeout: ${LOCK_TIMEOUT_MS}ms. See https://pris.ly/d/migrate-advisory-locking for details.`
  return new EngineError(text, 'P1002')
}
