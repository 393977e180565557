import { createLoop, pause, type Loop } from '../background/loop.ts'
import type { Queryable } from '../db/database.ts'
import { pruneEvents } from '../db/queries/pruneEvents.ts'

export interface EventPrunerOptions {
  readonly db: Queryable
  readonly retentionDays: number
  /** Told of each round that deleted any. */
  readonly onPruned: (count: number) => void
  /** Told of a round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void
  readonly batchSize?: number
  readonly pauseMs?: number
  readonly roundMs?: number
}

const hourMs = 3_600_000

/**
 * Deletes events older than the retention: in small batches with pauses between, so that neither writers nor replicas
 * wait. Any number of servers may run one: they take turns.
 */
export function createEventPruner({
  db,
  retentionDays,
  onPruned,
  onError,
  batchSize = 1_000,
  pauseMs = 100,
  roundMs = hourMs,
}: EventPrunerOptions): Loop {
  const round = async (signal: AbortSignal): Promise<number> => {
    let pruned = 0
    let after: string | null = null
    try {
      while (!signal.aborted) {
        const batch = await pruneEvents(db, retentionDays, batchSize, after)
        pruned += batch.count
        if (batch.count < batchSize) break
        after = batch.lastSequence
        await pause(pauseMs, signal)
      }
    } finally {
      if (pruned > 0) onPruned(pruned)
    }
    return roundMs
  }
  return createLoop({ round, onError, pauseAfterErrorMs: roundMs })
}
