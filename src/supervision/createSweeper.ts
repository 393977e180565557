import { createLoop, type Loop } from '../background/loop.ts'
import { sweep, type Sweep, type SweepOptions } from './sweep.ts'

export interface SweeperOptions extends SweepOptions {
  /** Told of each round of this server's. */
  readonly onSwept: (sweep: Sweep) => void
  /** Told of a round that failed; the next one tries again, a second later at most. */
  readonly onError: (error: unknown) => void
}

/**
 * Finds the dead, and restarts what is to be restarted. Every server runs one: they make one round in each interval, and
 * where one of them is gone, another makes the next.
 */
export function createSweeper({ onSwept, onError, ...options }: SweeperOptions): Loop {
  /** After a round that failed, or took longer than an interval: others are let in between. */
  const shortestPauseMs = Math.min(options.intervalMs, 1_000)
  let again = false
  const round = async (): Promise<number> => {
    const start = performance.now()
    const swept = await sweep({ ...options, again })
    again = swept !== null && (swept.isFull || swept.failure !== null)
    if (!swept) return options.intervalMs // then the next one is not too early as well
    onSwept(swept)
    if (swept.failure !== null) {
      onError(swept.failure)
      return shortestPauseMs
    }
    // from start to start: a slow round is no outage
    return again ? 0 : Math.max(options.intervalMs - (performance.now() - start), shortestPauseMs)
  }
  return createLoop({ round, onError, pauseAfterErrorMs: shortestPauseMs })
}
