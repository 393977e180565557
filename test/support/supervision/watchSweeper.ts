import type { Loop } from '../../../src/background/loop.ts'
import type { Database } from '../../../src/db/database.ts'
import { createSweeper } from '../../../src/supervision/createSweeper.ts'
import type { Sweep } from '../../../src/supervision/sweep.ts'

export interface WatchedSweeper {
  readonly sweeper: Loop
  /** What its rounds came to, in order. */
  readonly sweeps: readonly Sweep[]
  /** What its rounds failed with. */
  readonly errors: readonly unknown[]
}

/** As a server has it, not yet started. */
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
