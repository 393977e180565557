import type { FeedEvent } from './FeedEvent.ts'

/** How long events are kept, in milliseconds: a request takes at most 30 s. */
const keptMs = 31_000

/** The latest events. A response may lack events that arrived while it was on its way. */
export class Journal {
  readonly #entries: { readonly event: FeedEvent; readonly arrivedAt: number }[] = []
  #first = 0

  add(event: FeedEvent): void {
    const now = performance.now()
    this.#entries.push({ event, arrivedAt: now })
    while ((this.#entries[this.#first]?.arrivedAt ?? now) < now - keptMs) this.#first++
    if (this.#first < this.#entries.length / 2) return // removing entries one by one would move all others each time
    this.#entries.splice(0, this.#first)
    this.#first = 0
  }

  since(time: number): FeedEvent[] {
    const found = this.#entries.findIndex(({ arrivedAt }) => arrivedAt >= time)
    return found < 0 ? [] : this.#entries.slice(found).map(({ event }) => event)
  }

  clear(): void {
    this.#entries.length = 0
    this.#first = 0
  }
}
