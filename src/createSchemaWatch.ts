import { createLoop, type Loop } from './background/loop.ts'
import type { Database } from './db/database.ts'
import { defaultMigrationsDir, readMigrations } from './db/migrations.ts'
import { DatabaseRefusedError, explainIncompatible } from './db/prepareDatabase.ts'
import { fetchIncompatible } from './db/queries/migrations.ts'

export interface SchemaWatchOptions {
  readonly db: Database
  /** Called when this server must not serve the database any more. */
  readonly onIncompatible: (error: DatabaseRefusedError) => void
  readonly onError: (error: unknown) => void
}

const intervalMs = 5_000

/** The background job that detects an incompatible migration of a later version. */
export function createSchemaWatch({ db, onIncompatible, onError }: SchemaWatchOptions): Loop {
  const known = readMigrations(defaultMigrationsDir())
  known.catch(() => undefined) // the first run reports it
  return createLoop({
    run: async () => {
      const names = await fetchIncompatible(db.on('probe'), await known)
      if (names.length > 0) onIncompatible(new DatabaseRefusedError(explainIncompatible(names)))
      return intervalMs
    },
    onError,
    pauseAfterErrorMs: intervalMs,
  })
}
