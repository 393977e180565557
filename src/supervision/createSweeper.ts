import { createLoop, type Loop } from '../background/loop.ts'
import { sweep, type Sweep, type SweepSettings } from './sweep.ts'

export interface SweeperOptions extends SweepSettings {
  /** Called after each sweep of this server. @param startedAt by `performance.now()` */
  readonly onSwept: (sweep: Sweep, startedAt: number) => void
  /** Called when a sweep fails. The next one follows after at most a second. */
  readonly onError: (error: unknown) => void
}

/**
 * Creates the background job that fails unresponsive supervisors and performs due restarts. Every server runs one. Together
 * they run one sweep in each interval: when a server stops, another one sweeps next.
 */
export function createSweeper({ onSwept, onError, ...settings }: SweeperOptions): Loop {
  /** The pause after a sweep that failed or took longer than an interval: other transactions get the locks in between. */
  const minPauseMs = Math.min(settings.intervalMs, 1_000)
  let again = false
  const runSweep = async (): Promise<number> => {
    const start = performance.now()
    const swept = await sweep({ ...settings, again })
    again = swept !== null && (swept.isFull || swept.failure !== null)
    if (!swept) return settings.intervalMs // a shorter pause would be too early for the next turn as well
    onSwept(swept, start)
    if (swept.failure !== null) {
      onError(swept.failure)
      return minPauseMs
    }
    // from start to start: a slow sweep must not look like an outage
    return again ? 0 : Math.max(settings.intervalMs - (performance.now() - start), minPauseMs)
  }
  return createLoop({ run: runSweep, onError, pauseAfterErrorMs: minPauseMs })
}
