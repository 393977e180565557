// JSON-RPC over stdio, as the Prisma CLI speaks it with its engine: one message a line.
import { createInterface } from 'node:readline'
import { createDatabase, databaseName } from './databases.mjs'
import { messageAndCode, openEngine } from './engine.mjs'

/** @typedef {import('./engine.mjs').Engine} Engine */
/** @typedef {import('./engine.mjs').EngineOptions} EngineOptions */
/** @typedef {import('@prisma/schema-engine-wasm').DiffParams} DiffParams */
/** @typedef {import('@prisma/schema-engine-wasm').DiffResult} DiffResult */
/** @typedef {import('@prisma/schema-engine-wasm').CreateDatabaseParams} CreateDatabaseParams */

/** The error code of every answer that reports the engine's own errors. */
const ENGINE_ERROR = 4466

/**
 * Answers requests from stdin on stdout, one after another, until stdin ends.
 * @param {EngineOptions} options
 */
export function serveRpc(options) {
  let answering = false
  let prints = 0
  /** @type {Engine | undefined} */
  let engine

  const send = (/** @type {object} */ message) => {
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  /**
   * @param {string} method
   * @param {unknown} params
   */
  const call = async (method, params) => {
    if (method === 'createDatabase') {
      const { datasource } = /** @type {CreateDatabaseParams} */ (params)
      const url = 'url' in datasource ? datasource.url : (options.url ?? '')
      await createDatabase(url)
      return { databaseName: databaseName(url) }
    }
    engine ??= await openEngine({
      ...options,
      offline: method === 'diff' && isOffline(/** @type {DiffParams} */ (params)),
      log: (line) => process.stderr.write(`${line.trim()}\n`),
    })
    const result = await engine.call(method, params)
    if (method !== 'diff') return result ?? null // an answer needs a result, and `reset` has none
    // the binary has its caller print the comparison; the WASM build returns it
    const { stdout, ...rest } = /** @type {DiffResult} */ (result)
    if (stdout !== null) {
      send({ id: `print-${++prints}`, method: 'print', params: { content: stdout.replace(/\n$/, '') } })
    }
    return { ...rest, stdout: null }
  }

  const serve = async () => {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      /** @type {{ id: unknown, method?: string, params: unknown }} */
      const { id, method, params } = JSON.parse(line)
      if (method === undefined) continue // the CLI's answer to `print`
      answering = true
      try {
        send({ id, result: await call(method, params) })
      } catch (error) {
        const { message, code } = messageAndCode(error)
        const data = { is_panic: false, message, error_code: code, meta: {} }
        send({
          id,
          error: { code: ENGINE_ERROR, message: 'An error happened. Check the data field for details.', data },
        })
      }
      answering = false
    }
    await engine?.close()
  }
  return { ended: serve(), isAnswering: () => answering }
}

/**
 * Comparing files needs no main database; migrations are replayed on a shadow database.
 * @param {DiffParams} params
 */
function isOffline({ from, to }) {
  return ![from, to].some(({ tag }) => tag === 'schemaDatasource' || tag === 'url')
}
