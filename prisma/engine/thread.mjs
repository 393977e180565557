// Runs the engine in a worker thread. A panic of the engine ends the thread but not the process. The end of the thread also
// frees the engine's memory: tens of megabytes, which a WebAssembly module never releases by itself.
import process from 'node:process'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { EngineError, messageAndCode, openEngine } from './engine.mjs'
import { panicMessage } from './wasm.mjs'

/** @typedef {import('./types.d.ts').Engine} Engine */
/** @typedef {import('./types.d.ts').EngineMethod} EngineMethod */
/** @typedef {import('./types.d.ts').EngineDatabase} EngineDatabase */
/** @typedef {{ ok: true, result: unknown } | { ok: false, message: string, code: string | undefined }} Answer */
/** @typedef {{ method: EngineMethod, params: unknown } | { close: true }} Request */

const MARK = 'schema-engine'
const HAS_ENDED = 'the schema engine has ended'

/**
 * Opens an engine in a new thread. Calls run one after another. A panic rejects the current call and all later ones with
 * EngineError.
 * @param {EngineDatabase} database
 * @returns {Promise<Engine>}
 */
export async function openEngineThread(database) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { [MARK]: database }, execArgv: [] })
  let ended = false
  worker.on('exit', () => (ended = true))
  worker.on('error', () => undefined) // `ask` reports the error; without a listener it would end the process
  /** @type {Promise<unknown>} */
  let previous = Promise.resolve()

  /** @returns {Promise<Answer>} */
  const answer = () =>
    new Promise((resolve) => {
      const settle = (/** @type {Answer} */ answer) => {
        worker.off('message', settle).off('error', onError).off('exit', onExit)
        resolve(answer)
      }
      const onError = (/** @type {unknown} */ error) => {
        settle({
          ok: false,
          message: `the schema engine ended unexpectedly: ${messageAndCode(error).message}`,
          code: undefined,
        })
      }
      const onExit = () => {
        settle({ ok: false, message: HAS_ENDED, code: undefined })
      }
      worker.on('message', settle).on('error', onError).on('exit', onExit)
    })

  /** @param {Request | undefined} request */
  const ask = async (request) => {
    if (ended) throw new EngineError(HAS_ENDED, undefined)
    const pending = answer()
    if (request) worker.postMessage(request)
    const reply = await pending
    if (!reply.ok) throw new EngineError(reply.message, reply.code)
    return reply.result
  }

  /** @param {Request} request */
  const enqueue = (request) => {
    const result = previous.then(() => ask(request))
    previous = result.catch(() => undefined)
    return result
  }

  try {
    await ask(undefined) // rejects if the engine could not open
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return {
    call: /** @type {Engine['call']} */ ((method, params) => enqueue({ method, params })),
    async close() {
      await enqueue({ close: true }).catch(() => undefined)
      await worker.terminate()
    },
  }
}

/**
 * @param {import('node:worker_threads').MessagePort} port
 * @param {EngineDatabase} database
 */
async function serve(port, database) {
  /** @param {() => Promise<unknown>} work */
  const reply = async (work) => {
    /** @type {Answer} */
    let answer
    try {
      answer = { ok: true, result: await work() }
    } catch (error) {
      answer = { ok: false, ...messageAndCode(error) }
    }
    port.postMessage(answer)
  }
  process.on('uncaughtException', (error) => {
    port.postMessage({ ok: false, message: `the schema engine panicked: ${panicMessage() || error.message}` })
    process.exit(1)
  })
  /** @type {Engine | undefined} */
  let engine
  port.on('message', (/** @type {Request} */ request) => {
    void reply(async () =>
      'close' in request ? engine?.close() : engine?.call(request.method, /** @type {never} */ (request.params)),
    )
  })
  await reply(async () => {
    engine = await openEngine(database)
  })
}

// The main thread loads this file too, and so may other worker threads, for example those of a test runner.
/** @type {unknown} */
const data = workerData
if (!isMainThread && parentPort && typeof data === 'object' && data !== null && MARK in data) {
  await serve(parentPort, /** @type {EngineDatabase} */ (data[MARK]))
}
