import type { FeedEvent } from '../db/queries/rows.ts'

/** Takes the events of a buffer, one after the other. */
export interface BufferReader {
  /** Sequence after which the reader starts: the next event that it takes follows this sequence. */
  readonly from: bigint
  /** The next event; null if there is none yet. */
  take(): FeedEvent | null
  /** Resolves when there is an event to take, and when `isLeft` or `isBehind` has become true. */
  arrival(): Promise<void>
  /** The reader was too slow and was dropped: the buffer no longer has its events. */
  readonly isBehind: boolean
  readonly isLeft: boolean
  leave(): void
}

interface Entry {
  readonly event: FeedEvent
  readonly readAt: number
}

interface ReaderState {
  /** The number of the next entry, counted from the creation of the buffer. */
  next: number
  isBehind: boolean
  wake: () => void
}

/** Events that at least one reader has not taken. All readers share one copy, which is removed when the last one has taken it. */
export interface EventBuffer {
  /** The sequence of the newest event, taken or not. */
  readonly head: bigint
  readonly length: number
  /** Size of `before` and `after` of all events. */
  readonly bytes: number
  add(events: readonly FeedEvent[], now: number): void
  open(): BufferReader
  /** Drops readers with an untaken event that was added before this moment. @returns how many */
  dropSlow(before: number): number
  /** Drops readers that have not taken more than half of the buffer, if another reader has taken everything. @returns how many */
  dropLagging(): number
  /** Drops all readers. Use it where events are missing. */
  dropAll(): void
}

/** Creates an empty buffer for the events after this sequence. */
export function createEventBuffer(after: bigint): EventBuffer {
  const entries: Entry[] = []
  let head = after
  /** Number of entries that were removed from the front. */
  let removed = 0
  let bytes = 0
  const readers = new Set<ReaderState>()

  const removeTaken = (): void => {
    let first = removed + entries.length
    for (const { next } of readers) first = Math.min(first, next)
    for (const { event } of entries.splice(0, first - removed)) bytes -= event.bytes
    removed = first
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
      removeTaken()
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
      const state: ReaderState = { next: removed + entries.length, isBehind: false, wake: () => undefined }
      const from = head
      readers.add(state)
      return {
        from,
        take() {
          const entry = state.isBehind ? undefined : entries[state.next - removed]
          if (!entry) return null
          state.next++
          return entry.event
        },
        arrival: () =>
          new Promise((resolve) => {
            if (isLeft || state.isBehind || state.next < removed + entries.length) resolve()
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
        const waiting = entries[state.next - removed]
        if (!waiting || waiting.readAt >= before) continue
        drop(state)
        dropped++
      }
      removeTaken()
      return dropped
    },
    dropLagging() {
      const states = [...readers]
      if (!states.some(({ next }) => next === removed + entries.length)) return 0
      const lagging = states.filter(({ next }) => next < removed + entries.length / 2)
      lagging.forEach(drop)
      removeTaken()
      return lagging.length
    },
    dropAll() {
      for (const state of readers) drop(state)
      removeTaken()
    },
  }
}
