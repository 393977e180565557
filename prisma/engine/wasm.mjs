// Loads Prisma's schema engine, compiled to WebAssembly, from the npm package @prisma/schema-engine-wasm.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setTimeout } from 'node:timers'

/** @typedef {typeof import('@prisma/schema-engine-wasm/schema_engine_bg')} EngineModule */
/** @typedef {import('@prisma/schema-engine-wasm/schema_engine_bg').SchemaEngine} SchemaEngine */

/**
 * The undeclared exports of wasm-bindgen's glue: the functions that the module imports, by name.
 * @typedef {Record<string, unknown> & { __wbg_set_wasm(exports: object): void }} Glue
 */

/**
 * The used part of the WebAssembly interface, which Node's types do not declare.
 * @typedef {object} WasmInterface
 * @property {(bytes: Uint8Array, imports: Record<string, object>) => Promise<{ instance: { exports: Record<string, unknown> } }>} instantiate
 */
const { WebAssembly } = /** @type {{ WebAssembly: WasmInterface }} */ (/** @type {unknown} */ (globalThis))

/** The message of the engine's last panic. The engine sets it before it throws an uncaught RuntimeError. */
const panic = {
  message: '',
  /** @param {string} message */
  set_message(message) {
    this.message = message
  },
}

export const panicMessage = () => panic.message

/** @type {Promise<EngineModule> | undefined} */
let loading

/** Loads the engine's module, once per thread, because its glue has global state. */
export function loadEngineModule() {
  loading ??= instantiate()
  return loading
}

async function instantiate() {
  const engineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const glue = /** @type {Glue} */ (/** @type {unknown} */ (engineModule))
  // Instantiate the module here: the package's entry imports the .wasm file as a module, which Node 20 does not support.
  const glueFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const wasm = await readFile(glueFile.replace(/\.js$/, '.wasm'))
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: panic })
  /** @type {Record<string, unknown>} */
  const imports = { ...glue }
  for (const name of Object.keys(imports)) {
    // The engine never clears the timer of its advisory lock timeout, which must not keep the process alive.
    if (name.startsWith('__wbg_setTimeout_')) {
      imports[name] = (/** @type {() => void} */ callback, /** @type {number} */ ms) => {
        return setTimeout(callback, ms >>> 0).unref()
      }
    }
  }
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports })
  glue.__wbg_set_wasm(instance.exports)
  const { __wbindgen_start: start } = /** @type {{ __wbindgen_start: () => void }} */ (instance.exports)
  start()
  return engineModule
}
