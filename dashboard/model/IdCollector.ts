import { pause, retryMs } from './pause.ts'

/** Largest number of ids in one request: the API returns at most 100 nodes. */
const batchSize = 100
/** Consecutive failures after which ids are dropped. */
const maxFailures = 10

/** Collects ids for a moment, and reads them with few requests, one after the other. */
export class IdCollector {
  readonly #ids = new Set<string>()
  readonly #read: (ids: string[]) => Promise<void>
  readonly #delayMs: number
  #isRunning = false
  #failures = 0

  /** @param read tried again after an error, a few times */
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
    await pause(this.#delayMs)
    while (this.#ids.size > 0) {
      const ids = [...this.#ids].slice(0, batchSize)
      for (const id of ids) this.#ids.delete(id)
      try {
        await this.#read(ids)
        this.#failures = 0
      } catch {
        if (++this.#failures < maxFailures) for (const id of ids) this.#ids.add(id)
        await pause(retryMs)
      }
    }
    this.#failures = 0
    this.#isRunning = false
  }
}
