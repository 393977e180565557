/** An average rate, and the burst: the most that may be used at once, after a pause. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** The state of a rate limit. */
export interface Quota {
  /** The name of the limit. */
  readonly policy: string
  readonly rate: Rate
  /** At least 0. */
  readonly remaining: number
  /** Seconds until the bucket is full. */
  readonly resetSeconds: number
}

/**
 * A token bucket, full at first. Its content may become negative, because the cost of a request is known only at its end. Times are
 * in milliseconds, from any monotonic clock.
 */
export class TokenBucket {
  readonly #rate: Rate
  #tokens: number
  #filledAt: number

  constructor(rate: Rate, now: number) {
    this.#rate = rate
    this.#tokens = rate.burst
    this.#filledAt = now
  }

  tokensAt(now: number): number {
    const { perSecond, burst } = this.#rate
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond)
    this.#filledAt = now
    return this.#tokens
  }

  /** Takes tokens, or returns them if the number is negative. */
  take(tokens: number, now: number): void {
    this.#tokens = Math.min(this.#rate.burst, this.tokensAt(now) - tokens)
  }

  /** Seconds until the bucket has this number of tokens; 0 if it has them now. */
  secondsUntil(tokens: number, now: number): number {
    return Math.max(0, tokens - this.tokensAt(now)) / this.#rate.perSecond
  }
}
