/** Bytes of requests and messages that may be in memory at the same time before they are complete. */
const maxIncomingBytes = 128 * 1024 * 1024

/** What one connection is sending. */
export interface Incoming {
  /** Bytes have arrived. */
  readonly add: (bytes: number) => void
  /** The message is complete or given up: its bytes are no longer counted. */
  readonly clear: () => void
}

/** Bounds the memory of incomplete requests and messages over all connections: beyond it, the largest one is refused. */
export class IncomingBytes {
  readonly #sizes = new Map<() => void, number>()
  readonly #maxBytes: number
  #total = 0

  constructor(maxBytes = maxIncomingBytes) {
    this.#maxBytes = maxBytes
  }

  /** @param refuse closes the connection */
  track(refuse: () => void): Incoming {
    return {
      add: (bytes) => {
        this.#sizes.set(refuse, (this.#sizes.get(refuse) ?? 0) + bytes)
        this.#total += bytes
        if (this.#total > this.#maxBytes) this.#refuseLargest()
      },
      clear: () => {
        this.#clear(refuse)
      },
    }
  }

  #refuseLargest(): void {
    let largest: (() => void) | undefined
    let size = 0
    for (const [refuse, bytes] of this.#sizes) {
      if (bytes > size) [largest, size] = [refuse, bytes]
    }
    if (!largest) return
    this.#clear(largest)
    largest()
  }

  #clear(refuse: () => void): void {
    this.#total -= this.#sizes.get(refuse) ?? 0
    this.#sizes.delete(refuse)
  }
}
