import type { FeedEvent } from '../db/queries/feedPage.ts'

/** Somebody who takes events from a log, one after the other. */
export interface LogReader {
  /** The sequence of the last event before the first that it can take. */
  readonly from: bigint
  /** The next event; null where there is none yet. */
  take(): FeedEvent | null
  /** Resolves when there is more to take, and when `isLeft` or `isBehind` has become true. */
  arrival(): Promise<void>
  /** It was too slow: what it has not taken is gone from the log. */
  readonly isBehind: boolean
  readonly isLeft: boolean
  leave(): void
}

interface Entry {
  readonly event: FeedEvent
  readonly readAt: number
}

interface ReaderState {
  /** Counted from the log's begin. */
  next: number
  isBehind: boolean
  wake: () => void
}

/** Events that somebody has yet to take. One copy serves all readers, and goes when the last has taken it. */
export interface EventLog {
  /** The sequence of the newest event, taken or not. */
  readonly head: bigint
  readonly length: number
  /** Of what the events have in `before` and `after`. */
  readonly bytes: number
  add(events: readonly FeedEvent[], now: number): void
  open(): LogReader
  /** Gives up readers that have left an event lying since before this moment. @returns how many */
  dropSlow(before: number): number
  /** Gives up readers that have yet to take more than half of what is lying, if another one has taken all. @returns how many */
  dropLagging(): number
  /** Gives up all readers: events are missing. */
  dropAll(): void
}

/** A log that begins after this sequence. */
export function createEventLog(after: bigint): EventLog {
  const entries: Entry[] = []
  let head = after
  /** How many entries are gone from the front. */
  let gone = 0
  let bytes = 0
  const readers = new Set<ReaderState>()

  const forgetTaken = (): void => {
    let first = gone + entries.length
    for (const { next } of readers) first = Math.min(first, next)
    for (const { event } of entries.splice(0, first - gone)) bytes -= event.bytes
    gone = first
  }
  const drop = (state: ReaderState): void => {
    state.isBehind = true
    readers.delete(state)
    state.wake()
  }
  return {
    get head() {
      return head
    },
    get length() {
      return entries.length
    },
    get bytes() {
      return bytes
    },
    add(events, now) {
      forgetTaken()
      for (const event of events) {
        entries.push({ event, readAt: now })
        bytes += event.bytes
      }
      const newest = events.at(-1)
      if (newest) head = BigInt(newest.sequence)
      if (newest) for (const { wake } of readers) wake()
    },
    open() {
      let isLeft = false
      const state: ReaderState = { next: gone + entries.length, isBehind: false, wake: () => undefined }
      const from = head
      readers.add(state)
      return {
        from,
        take() {
          const entry = state.isBehind ? undefined : entries[state.next - gone]
          if (!entry) return null
          state.next++
          return entry.event
        },
        arrival: () =>
          new Promise((resolve) => {
            if (isLeft || state.isBehind || state.next < gone + entries.length) resolve()
            else state.wake = resolve
          }),
        get isBehind() {
          return state.isBehind
        },
        get isLeft() {
          return isLeft
        },
        leave() {
          isLeft = true
          readers.delete(state)
          state.wake()
        },
      }
    },
    dropSlow(before) {
      let dropped = 0
      for (const state of readers) {
        const waiting = entries[state.next - gone]
        if (!waiting || waiting.readAt >= before) continue
        drop(state)
        dropped++
      }
      forgetTaken()
      return dropped
    },
    dropLagging() {
      const states = [...readers]
      if (!states.some(({ next }) => next === gone + entries.length)) return 0
      const lagging = states.filter(({ next }) => next < gone + entries.length / 2)
      lagging.forEach(drop)
      forgetTaken()
      return lagging.length
    },
    dropAll() {
      for (const state of readers) drop(state)
      forgetTaken()
    },
  }
}
