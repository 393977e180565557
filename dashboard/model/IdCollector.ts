/** Largest number of ids in one request: the API returns at most 100 nodes. */
const batchSize = 100

/** Collects ids for a moment, and reads them with few requests, one after the other. */
export class IdCollector {
  readonly #ids = new Set<string>()
  readonly #read: (ids: string[]) => Promise<void>
  readonly #delayMs: number
  #isRunning = false

  /** @param read its errors are ignored: a component that needs the ids adds them again */
  constructor(delayMs: number, read: (ids: string[]) => Promise<void>) {
    this.#delayMs = delayMs
    this.#read = read
  }

  add(...ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(id)
    if (!this.#isRunning && this.#ids.size > 0) void this.#run()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    await new Promise((resolve) => setTimeout(resolve, this.#delayMs))
    while (this.#ids.size > 0) {
      const ids = [...this.#ids].slice(0, batchSize)
      for (const id of ids) this.#ids.delete(id)
      await this.#read(ids).catch(() => undefined)
    }
    this.#isRunning = false
  }
}
