/** Notifies running work that its result is no longer needed. */
export interface Cancellation {
  /** Why the result is no longer needed; null while it is needed. */
  readonly failure: Error | null
  /**
   * Calls the listener when the result is no longer needed; immediately if that is already the case.
   * @returns a function that removes the listener
   */
  onFailure(listener: () => void): () => void
}

/** A cancellation that its owner can trigger. An AbortController does the same, but takes 20 times as long to create. */
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

/** The client no longer waits for a result: its connection is closed, or it has completed the operation. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError'
  constructor() {
    super('The client no longer waits for the result.')
  }
}
