import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'

/** Where an engine works. */
export interface EngineDatabase {
  /** The main database. */
  url?: string | undefined
  /** Emptied and used for comparisons; where there is none, databases are created beside the main one and dropped. */
  shadowDatabaseUrl?: string | undefined
  /** The work needs no main database: connect to none. */
  offline?: boolean
  /** The caller's own session holds Prisma's advisory lock until the engine is closed. */
  lockIsHeld?: boolean
}

export interface EngineOptions extends EngineDatabase {
  datamodels?: [path: string, content: string][]
  /** Gets the engine's log, JSON, line by line. */
  log?: (line: string) => void
}

/** The engine's methods, as its JSON-RPC calls them; all but `version` are the WASM build's own. */
export type EngineMethod = Exclude<keyof SchemaEngine, 'free' | typeof Symbol.dispose>

export interface Engine {
  /** @throws EngineError */
  call<M extends EngineMethod>(
    method: M,
    params: Parameters<SchemaEngine[M]>[0],
  ): Promise<Awaited<ReturnType<SchemaEngine[M]>>>
  /** Ends its sessions, and with them its advisory lock; drops its shadow databases. */
  close(): Promise<void>
}
