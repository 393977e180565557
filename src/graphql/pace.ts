import { setTimeout as sleep } from 'node:timers/promises'

/** Fields that a subscription may cost in a second, on average: about a tenth of a processor. */
const fieldsPerSecond = 100_000
/** Fields that it may cost at once, after a pause. */
const burst = 500_000

/** The speed of one subscription. */
export interface Pace {
  /** Waits until the fields of the events before are paid for. Ends early when the signal is aborted. */
  wait(signal: AbortSignal | undefined): Promise<void>
  spend(fields: number): void
}

/** Creates a token bucket that is full. */
export function createPace(): Pace {
  let tokens = burst
  let filledAt = performance.now()
  return {
    async wait(signal) {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * fieldsPerSecond)
      filledAt = now
      if (tokens < 0)
        await sleep((-tokens / fieldsPerSecond) * 1_000, undefined, { signal, ref: false }).catch(() => undefined)
    },
    spend(fields) {
      tokens -= fields
    },
  }
}
