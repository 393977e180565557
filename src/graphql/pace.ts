import type { Cancellation } from '../domain/cancellation.ts'

/** Fields that the subscriptions of a connection may cost per second, on average: about a tenth of a processor. */
const fieldsPerSecond = 100_000
/** Fields that they may cost in a burst, after a pause. */
const burst = 500_000

/** Rate limit of the subscriptions of one connection. */
export interface Pace {
  /** Waits until the average cost of the earlier events is within the limit. Returns early when the client disconnects. */
  wait(client: Cancellation | undefined): Promise<void>
  spend(fields: number): void
}

/** Creates a token bucket, which is full at first. */
export function createPace(): Pace {
  let tokens = burst
  let filledAt = performance.now()
  return {
    async wait(client) {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * fieldsPerSecond)
      filledAt = now
      if (tokens >= 0) return
      let stop = (): unknown => undefined
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, (-tokens / fieldsPerSecond) * 1_000)
        const remove = client?.onFailure(resolve)
        stop = () => {
          clearTimeout(timer)
          remove?.()
        }
      })
      stop()
    },
    spend(fields) {
      tokens -= fields
    },
  }
}
