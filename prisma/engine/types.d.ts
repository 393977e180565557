import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'

/** The databases of an engine. */
export interface EngineDatabase {
  /** The main database. */
  url?: string | undefined
  /** Emptied and used for comparisons. Default: temporary databases on the server of the main database. */
  shadowDatabaseUrl?: string | undefined
  /** True if the work needs no main database: the engine does not connect to it. */
  offline?: boolean
  /** True if a session of the caller holds Prisma's advisory lock until the engine is closed. */
  lockIsHeld?: boolean
}

export interface EngineOptions extends EngineDatabase {
  datamodels?: [path: string, content: string][]
  /** Called with each line of the engine's log, in JSON. */
  log?: (line: string) => void
}

/** The methods of the WASM build. JSON-RPC has the same names, except for `version`. */
export type EngineMethod = Exclude<keyof SchemaEngine, 'free' | typeof Symbol.dispose>

export interface Engine {
  /** @throws EngineError */
  call<M extends EngineMethod>(
    method: M,
    params: Parameters<SchemaEngine[M]>[0],
  ): Promise<Awaited<ReturnType<SchemaEngine[M]>>>
  /** Closes the engine's sessions, which releases its advisory lock, and drops its shadow databases. */
  close(): Promise<void>
}
