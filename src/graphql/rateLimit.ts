import { LRUCache } from 'lru-cache'
import type { Cancellation } from '../domain/cancellation.ts'
import { TokenBucket, type Quota, type Rate } from '../domain/tokenBucket.ts'

/** Maximum number of buckets. The bucket of the caller that has been idle longest is dropped: it is most likely full. */
const maxCallers = 10_000
/** The rate limits of each caller. Undefined: unlimited. */
export interface RateLimits {
  /** In points, for operations with a root field that is not a heartbeat. */
  readonly operations: RateLimit | undefined
  /** In heartbeats, for operations whose root fields are all heartbeats. */
  readonly heartbeats: RateLimit | undefined
}

/** Points that a running operation has reserved. */
export interface Reservation {
  /** Charges the actual cost instead. Must be called once. */
  readonly settle: (cost: number) => void
}

/**
 * The rate limit of each caller on this server. Callers are given by `identityOf`. An operation takes points when it starts, and pays the difference to its actual
 * cost when it ends. So a bucket may become negative.
 */
export class RateLimit {
  readonly #policy: string
  readonly rate: Rate
  readonly #now: () => number
  readonly #buckets = new LRUCache<string, TokenBucket>({ max: maxCallers })

  constructor(policy: string, rate: Rate, now: () => number = () => performance.now()) {
    this.#policy = policy
    this.rate = rate
    this.#now = now
  }

  /**
   * Takes points in advance.
   * @param wanted number of points
   * @param maxShare maximum share of the burst that is taken
   * @returns the seconds to wait, if the caller does not have the points
   */
  reserve(caller: string, wanted: number, maxShare: number): Reservation | { readonly retryAfter: number } {
    const bucket = this.#bucketOf(caller)
    const points = Math.min(wanted, this.rate.burst * maxShare)
    const seconds = bucket.secondsUntil(points, this.#now())
    if (seconds > 0) return { retryAfter: Math.ceil(seconds) }
    bucket.take(points, this.#now())
    return {
      settle: (cost) => {
        bucket.take(cost - points, this.#now())
      },
    }
  }

  /** Returns the seconds to wait until the caller has these points; 0 if it has them. */
  secondsUntil(caller: string, points: number): number {
    return Math.ceil(this.#bucketOf(caller).secondsUntil(points, this.#now()))
  }

  charge(caller: string, points: number): void {
    this.#bucketOf(caller).take(points, this.#now())
  }

  /** Waits until the bucket of the caller is not negative. Returns early when the client disconnects. */
  async wait(caller: string, client: Cancellation | undefined): Promise<void> {
    const bucket = this.#bucketOf(caller)
    for (;;) {
      const seconds = bucket.secondsUntil(0, this.#now())
      if (seconds === 0 || client?.failure) return
      await untilGone(client, Math.ceil(seconds * 1_000))
    }
  }

  quotaOf(caller: string): Quota {
    const bucket = this.#bucketOf(caller)
    const now = this.#now()
    return {
      policy: this.#policy,
      rate: this.rate,
      remaining: Math.max(0, Math.floor(bucket.tokensAt(now))),
      resetSeconds: Math.ceil(bucket.secondsUntil(this.rate.burst, now)),
    }
  }

  #bucketOf(caller: string): TokenBucket {
    const known = this.#buckets.get(caller)
    if (known) return known
    const bucket = new TokenBucket(this.rate, this.#now())
    this.#buckets.set(caller, bucket)
    return bucket
  }
}

/** Resolves after the time, or when the client disconnects. */
async function untilGone(client: Cancellation | undefined, milliseconds: number): Promise<void> {
  let stop = (): unknown => undefined
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    const remove = client?.onFailure(resolve)
    stop = () => {
      clearTimeout(timer)
      remove?.()
    }
  })
  stop()
}
