import { createLoop, type Loop } from '../background/loop.ts'
import { sweep, type Sweep, type SweepOptions } from './sweep.ts'

export interface SweeperOptions extends SweepOptions {
  /** Told of each round of this server's. */
  readonly onSwept: (sweep: Sweep) => void
  /** Told of a round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void
}

/**
 * Finds the dead, and restarts what is to be restarted. Every server runs one: they make one round in each interval, and
 * where one of them is gone, another makes the next.
 */
export function createSweeper({ onSwept, onError, ...options }: SweeperOptions): Loop {
  let again = false
  const round = async (): Promise<number> => {
    const swept = await sweep({ ...options, again })
    if (swept) onSwept(swept)
    again = swept?.isFull ?? false
    return again ? 0 : options.intervalMs
  }
  return createLoop({ round, onError, pauseAfterErrorMs: options.intervalMs })
}
