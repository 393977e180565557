// JSON-RPC over stdio between the Prisma CLI and its engine: one message per line.
import process from 'node:process'
import { createInterface } from 'node:readline'
import { createDatabase, databaseName } from './databases.mjs'
import { messageAndCode, openEngine } from './engine.mjs'

/** @typedef {import('./types.d.ts').Engine} Engine */
/** @typedef {import('./types.d.ts').EngineMethod} EngineMethod */
/** @typedef {import('./types.d.ts').EngineOptions} EngineOptions */
/** @typedef {import('@prisma/schema-engine-wasm').DiffParams} DiffParams */
/** @typedef {import('@prisma/schema-engine-wasm').CreateDatabaseParams} CreateDatabaseParams */

/** The JSON-RPC error code of all responses that report an error of the engine. */
const ENGINE_ERROR = 4466

/**
 * Serves requests from stdin, one after another, and writes the responses to stdout, until stdin ends.
 * @param {EngineOptions} options
 */
export function serveRpc(options) {
  let prints = 0
  /** @type {(error: Error) => void} */
  let breakOff = () => undefined
  /** @type {Promise<never>} */
  const broken = new Promise((_resolve, reject) => (breakOff = reject))
  broken.catch(() => undefined) // a panic may occur between requests
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
    if (method === 'getDatabaseVersion') return engine.call('version', null)
    if (method !== 'diff') {
      const result = await engine.call(/** @type {EngineMethod} */ (method), /** @type {never} */ (params))
      return result ?? null // a response needs a result, and `reset` has none
    }
    // the binary asks its caller to print the comparison; the WASM build returns the text
    const { stdout, ...rest } = await engine.call('diff', /** @type {DiffParams} */ (params))
    if (stdout !== null) {
      send({ id: `print-${++prints}`, method: 'print', params: { content: stdout.replace(/\n$/, '') } })
    }
    return { ...rest, stdout: null }
  }

  const serve = async () => {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      /** @type {unknown} */
      const message = JSON.parse(line)
      const { id, method, params } = /** @type {{ id: unknown, method?: string, params: unknown }} */ (message)
      if (method === undefined) continue // the CLI's response to `print`
      try {
        send({ id, result: await Promise.race([broken, call(method, params)]) })
      } catch (error) {
        const { message: text, code } = messageAndCode(error)
        const data = { is_panic: false, message: text, error_code: code, meta: {} }
        send({
          id,
          error: { code: ENGINE_ERROR, message: 'An error happened. Check the data field for details.', data },
        })
      }
    }
    await engine?.close()
  }
  return {
    ended: serve(),
    /**
     * Answers the current request, which would never end by itself, and all later ones with this error. The process must
     * keep running: if the engine ends during a `diff`, the CLI exits with 0, which means "equal".
     */
    breakOff,
  }
}

/**
 * Whether a `diff` needs no main database: a comparison of files needs none, and migrations run on a shadow database.
 * @param {DiffParams} params
 */
function isOffline({ from, to }) {
  return ![from, to].some(({ tag }) => tag === 'schemaDatasource' || tag === 'url')
}
