import { setTimeout as sleep } from 'node:timers/promises'
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

export interface EventPruner {
  /** Deletes what is too old, at once and then every round; nothing after `stop`. */
  start(): void
  /** Resolves once no statement of its own is running any more. */
  stop(): Promise<void>
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
}: EventPrunerOptions): EventPruner {
  const stopping = new AbortController()
  const { signal } = stopping
  let running: Promise<void> | undefined

  const runRound = async (): Promise<void> => {
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
    } catch (error) {
      onError(error)
    }
    if (pruned > 0) onPruned(pruned)
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await runRound()
      await pause(roundMs, signal)
    }
  }
  return {
    start: () => {
      running ??= run()
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Ends early when the signal says so; keeps no process alive. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
