/** Tells work that has started when nobody waits for its result any more. */
export interface Cancellation {
  /** Why; null while somebody waits. */
  readonly failure: Error | null
  /**
   * Calls the listener when nobody waits any more; at once if that is so already.
   * @returns a function that removes the listener
   */
  onFailure(listener: () => void): () => void
}

/** A cancellation that its owner can cause. An AbortController does the same, and takes 20 times as long to create. */
export class CancellationSource implements Cancellation {
  #failure: Error | null = null
  readonly #listeners = new Set<() => void>()

  get failure(): Error | null {
    return this.#failure
  }

  /** Returns the first failure: only the first call has an effect. */
  fail(error: Error): Error {
    if (this.#failure) return this.#failure
    this.#failure = error
    for (const listener of this.#listeners) listener()
    this.#listeners.clear()
    return error
  }

  onFailure(listener: () => void): () => void {
    if (this.#failure) listener()
    else this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** The client does not wait for a result any more: its connection is closed, or it has completed the operation. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError'
  constructor() {
    super('The client does not wait for the result any more.')
  }
}
