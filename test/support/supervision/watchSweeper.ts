import type { Loop } from '../../../src/background/loop.ts'
import type { Database } from '../../../src/db/database.ts'
import { createSweeper } from '../../../src/supervision/createSweeper.ts'
import type { Sweep } from '../../../src/supervision/sweep.ts'

export interface WatchedSweeper {
  readonly sweeper: Loop
  /** Results of its sweeps, in order. */
  readonly sweeps: readonly Sweep[]
  /** Errors of its sweeps. */
  readonly errors: readonly unknown[]
}

/** Creates a sweeper like that of a server. The test starts it. */
export function watchSweeper(db: Database, intervalMs: number): WatchedSweeper {
  const sweeps: Sweep[] = []
  const errors: unknown[] = []
  const sweeper = createSweeper({
    db,
    spawnTimeoutSeconds: 300,
    intervalMs,
    onSwept: (each) => sweeps.push(each),
    onError: (error) => errors.push(error),
  })
  return { sweeper, sweeps, errors }
}
