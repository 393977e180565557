import type { Cancellation } from '../domain/cancellation.ts'

/** Fields that the subscriptions of a connection may cost per second, on average: about a tenth of a processor. */
const fieldsPerSecond = 100_000
/** Fields that the subscriptions of all connections that exceed their share may cost together. */
const sharedFieldsPerSecond = 200_000
/** Fields that they may cost in a burst, after a pause. */
const burst = 500_000
/** Burst of a new connection. It is small: otherwise a client could gain by connecting again. */
const firstBurst = 100_000
/** The share of a connection is computed again after this time, in milliseconds. */
const maxWaitMs = 1_000

/** Rate limit of the subscriptions of one connection. */
export interface Pace {
  /** Waits until the average cost of the earlier events is within the limit. Returns early when the client disconnects. */
  wait(client: Cancellation | undefined): Promise<void>
  spend(fields: number): void
}

/** The connections that wait, which share the rate. All others are within their own rate. */
const waiting = new Set<Pace>()

/** Creates a token bucket. It fills more slowly while many connections wait. */
export function createPace(): Pace {
  let tokens = firstBurst
  let filledAt = performance.now()
  const rate = (): number => Math.min(fieldsPerSecond, sharedFieldsPerSecond / Math.max(1, waiting.size))
  const fill = (): void => {
    const now = performance.now()
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * rate())
    filledAt = now
  }
  const pace: Pace = {
    async wait(client) {
      fill()
      while (tokens < 0 && !client?.failure) {
        waiting.add(pace)
        await sleep(Math.min(maxWaitMs, (-tokens / rate()) * 1_000), client)
        fill()
      }
      waiting.delete(pace)
    },
    spend(fields) {
      fill()
      tokens -= fields
    },
  }
  return pace
}

/** Waits. Returns early when the client disconnects. */
async function sleep(milliseconds: number, client: Cancellation | undefined): Promise<void> {
  let remove: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.ceil(milliseconds))
    remove = client?.onFailure(resolve)
  })
  clearTimeout(timer)
  remove?.()
}
