import { createLoop, pause, type Loop } from '../background/loop.ts'
import type { Queryable } from '../db/database.ts'
import { deleteExpiredEvents } from '../db/queries/events.ts'

export interface EventPrunerOptions {
  readonly db: Queryable
  readonly retentionDays: number
  /** Called after each run that deleted events. */
  readonly onPruned: (count: number) => void
  /** Called when a run fails. The next run tries again. */
  readonly onError: (error: unknown) => void
  /** @default 1000 */
  readonly batchSize?: number
  /** Pause between two batches. @default 100 */
  readonly pauseMs?: number
  /** Pause between two runs. @default one hour */
  readonly intervalMs?: number
}

const hourMs = 3_600_000

/**
 * Creates the background job that deletes events older than the retention. It deletes small batches with pauses between them, so
 * that writers and replicas do not wait. Every server can run one: they take turns.
 */
export function createEventPruner({
  db,
  retentionDays,
  onPruned,
  onError,
  batchSize = 1_000,
  pauseMs = 100,
  intervalMs = hourMs,
}: EventPrunerOptions): Loop {
  const prune = async (signal: AbortSignal): Promise<number> => {
    let pruned = 0
    let after: string | null = null
    try {
      while (!signal.aborted) {
        const batch = await deleteExpiredEvents(db, retentionDays, batchSize, after)
        pruned += batch.count
        if (batch.count < batchSize) break
        after = batch.lastSequence
        await pause(pauseMs, signal)
      }
    } finally {
      if (pruned > 0) onPruned(pruned)
    }
    return intervalMs
  }
  return createLoop({ run: prune, onError, pauseAfterErrorMs: intervalMs })
}
