import type { FeedEvent } from './FeedEvent.ts'

/** How long events are kept, in seconds: a request takes at most 30 s. */
const keptSeconds = 32

interface Second {
  readonly second: number
  readonly events: FeedEvent[]
}

/** The latest events, by the second in which they arrived. A response may lack events that arrived while it was on its way. */
export class Journal {
  readonly #seconds: Second[] = []

  add(event: FeedEvent): void {
    const second = secondOf(performance.now())
    const last = this.#seconds.at(-1)
    if (last?.second === second) last.events.push(event)
    else this.#seconds.push({ second, events: [event] })
    while ((this.#seconds[0]?.second ?? second) < second - keptSeconds) this.#seconds.shift()
  }

  /** The events since a time, and those of the same second before it. */
  since(time: number): FeedEvent[] {
    return this.#seconds.filter(({ second }) => second >= secondOf(time)).flatMap(({ events }) => events)
  }

  clear(): void {
    this.#seconds.length = 0
  }
}

function secondOf(time: number): number {
  return Math.floor(time / 1_000)
}
