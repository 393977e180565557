/** How many bytes the server may hold, and how many it held when it evicted a connection. */
export interface HeldExcess {
  readonly limit: number
  readonly actual: number
}
type Evict = (excess: HeldExcess) => void

/** The bytes that the server holds for one connection. */
export interface Held {
  readonly bytes: number
  readonly add: (bytes: number) => void
  readonly remove: (bytes: number) => void
  /** Sets the count to 0, and ignores all later bytes. */
  readonly end: () => void
}

/**
 * Limits the bytes that the server holds for all connections together, such as unread output. Above the limit, the connection
 * with the most bytes is evicted.
 */
export class HeldBytes {
  readonly #sizes = new Map<Evict, number>()
  readonly #maxBytes: number
  #total = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** @param evict closes the connection, whose bytes are then no longer counted */
  track(evict: Evict): Held {
    const sizes = this.#sizes
    const change = (bytes: number): void => {
      const size = sizes.get(evict)
      if (size === undefined) return
      sizes.set(evict, size + bytes)
      this.#total += bytes
      if (this.#total > this.#maxBytes) this.#evictLargest()
    }
    sizes.set(evict, 0)
    return {
      get bytes() {
        return sizes.get(evict) ?? 0
      },
      add: change,
      remove: (bytes) => {
        change(-bytes)
      },
      end: () => {
        this.#forget(evict)
      },
    }
  }

  #evictLargest(): void {
    let largest: Evict | undefined
    let most = 0
    for (const [evict, bytes] of this.#sizes) if (bytes > most) [largest, most] = [evict, bytes]
    if (!largest) return
    const excess = { limit: this.#maxBytes, actual: this.#total }
    this.#forget(largest)
    largest(excess)
  }

  #forget(evict: Evict): void {
    this.#total -= this.#sizes.get(evict) ?? 0
    this.#sizes.delete(evict)
  }
}
