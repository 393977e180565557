/** State that components observe. Changes are announced once for each frame, however many there are. */
export class Store {
  readonly #listeners = new Set<() => void>()
  #isAnnounced = false

  /** @returns the function that ends the observation */
  observe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Announces changes with the next frame. A hidden page has no frames, and nothing to show. */
  protected changed(): void {
    if (this.#isAnnounced) return
    this.#isAnnounced = true
    requestAnimationFrame(() => {
      this.#isAnnounced = false
      for (const listener of this.#listeners) listener()
    })
  }
}
