import pLimit from 'p-limit'
import { createLoop, type Loop } from '../background/loop.ts'
import type { Queryable } from '../db/database.ts'
import { fetchFeedPage, fetchHorizon, fetchNewestSequence, type FeedPage } from '../db/queries/events.ts'
import type { FeedEvent } from '../db/queries/rows.ts'
import type { Resync } from '../domain/feed.ts'
import { shareOfHeap } from '../heap.ts'
import { createEventBuffer, type BufferReader, type EventBuffer } from './eventBuffer.ts'

export type FeedItem = FeedEvent | Resync

export interface EventFeed {
  /**
   * Returns the events after a sequence for which `wanted` is true, as they are committed, each once and in order. The iterator
   * ends after a `Resync`. The subscriber calls `return` to end it earlier.
   * @throws {UnavailableError} if the database cannot be read for earlier events
   */
  follow(after: string, wanted: (event: FeedEvent) => boolean): AsyncIterableIterator<FeedItem, undefined>
  readonly state: FeedState
  /** Stops reading, and ends all iterators. */
  stop(): Promise<void>
}

export interface FeedState {
  readonly subscribers: number
  /** Milliseconds since the event log was last read; 0 without subscribers. */
  readonly lagMs: number
  /** Number of slow subscribers that were dropped since the start. */
  readonly dropped: number
}

export interface EventFeedOptions {
  readonly db: Queryable
  /** Called when a read fails. The next read tries again, and no event is lost. */
  readonly onError: (error: unknown) => void
  /** Called after each read of new events. @param startedAt by `performance.now()` */
  readonly onEvents?: ((count: number, startedAt: number) => void) | undefined
  /** Pause between two reads. @default 75 */
  readonly pollMs?: number
  /** A subscriber that leaves a buffered event untaken for longer is dropped. @default 10000 */
  readonly timeoutMs?: number
  /**
   * With so many events in the buffer, nothing more is read until subscribers have taken some. If the buffer stays full for longer
   * than a poll although one subscriber has taken everything, subscribers that are far behind are dropped. They can resume, and
   * the others need not wait.
   * @default 20000
   */
  readonly maxBufferedEvents?: number
  /** The same limit for the size of `before` and `after`. @default 1/16 of the heap, at most 64 MiB */
  readonly maxBufferedBytes?: number
}

export const feedPollMs = 75
/** A page of the reader that serves all subscribers. */
const tailPage = { events: 100, bytes: 8 * 1024 * 1024 }
/** A page of earlier events. Each subscriber that catches up keeps one in memory. */
const catchUpPage = { events: 100, bytes: 1024 * 1024 }
/** How many subscribers can read earlier events at the same time: the connection pool has other clients to serve. */
const maxCatchUpReads = 3

/**
 * Creates the event feed, once for the process. One reader polls the database for all subscribers, and only while there are
 * subscribers. Each subscriber filters the shared events itself. A subscriber that begins further back first reads the earlier
 * events separately.
 */
export function createEventFeed({
  db,
  onError,
  onEvents = () => undefined,
  pollMs = feedPollMs,
  timeoutMs = 10_000,
  maxBufferedEvents = 20_000,
  maxBufferedBytes = shareOfHeap(16, { most: 64 * 1024 * 1024 }),
}: EventFeedOptions): EventFeed {
  /** The shared reader; null without subscribers. */
  let tail: { readonly buffer: EventBuffer; readonly loop: Loop; readAt: number } | null = null
  const readers = new Set<BufferReader>()
  const ending = new Set<Promise<void>>()
  const semaphore = pLimit(maxCatchUpReads)
  let isStopped = false
  let dropped = 0

  const startTail = (after: bigint): EventBuffer => {
    const buffer = createEventBuffer(after)
    let horizon = after
    const isFull = (): boolean => buffer.length >= maxBufferedEvents || buffer.bytes >= maxBufferedBytes
    let wasFull = false
    const poll = async (): Promise<number> => {
      const startedAt = performance.now()
      dropped += buffer.dropSlow(performance.now() - timeoutMs)
      if (isFull() && wasFull) dropped += buffer.dropLagging()
      wasFull = isFull()
      if (wasFull) return pollMs
      if (buffer.head >= horizon) horizon = BigInt(await fetchHorizon(db))
      if (buffer.head >= horizon) {
        own.readAt = performance.now()
        return pollMs
      }
      const limits = { ...tailPage, upTo: String(horizon) }
      const { events, isGapless, isLast } = await fetchFeedPage(db, String(buffer.head), limits)
      if (!isGapless) buffer.dropAll() // this process was suspended for longer than the retention
      own.readAt = performance.now()
      buffer.add(events, own.readAt)
      onEvents(events.length, startedAt)
      return isLast ? pollMs : 0
    }
    const loop = createLoop({ run: poll, onError, pauseAfterErrorMs: 10 * pollMs })
    const own = { buffer, loop, readAt: performance.now() }
    tail = own
    void loop.start()
    return buffer
  }
  const join = (at: bigint): BufferReader => {
    const reader = (tail?.buffer ?? startTail(at)).open()
    readers.add(reader)
    if (isStopped) reader.leave()
    return reader
  }
  const leave = (reader: BufferReader): void => {
    readers.delete(reader)
    reader.leave()
    if (readers.size > 0 || tail === null) return
    const end = tail.loop.stop()
    tail = null
    ending.add(end)
    void end.finally(() => ending.delete(end))
  }

  async function* read(
    after: string,
    wanted: (event: FeedEvent) => boolean,
    subscriber: Subscriber,
  ): AsyncGenerator<FeedItem, undefined> {
    const unlessEnded = <Result>(ask: () => Promise<Result>): Promise<Result | null> =>
      semaphore(async () => (subscriber.isEnded ? null : ask()))
    const horizon = await unlessEnded(() => fetchHorizon(db))
    if (horizon === null) return
    // The horizon can move back for a moment, but not behind an event that the database does not have.
    if (BigInt(after) > BigInt(horizon) && BigInt(after) > BigInt(await fetchNewestSequence(db))) {
      yield { resync: 'UNKNOWN', sequence: horizon }
      return
    }
    let position = BigInt(after)
    let reader: BufferReader | undefined
    while (reader === undefined || position < reader.from) {
      const upTo = String(reader?.from ?? horizon)
      const page: FeedPage | null = await unlessEnded(() =>
        fetchFeedPage(db, String(position), { ...catchUpPage, upTo }),
      )
      if (page === null || subscriber.isEnded) return
      if (!page.isGapless || (reader && page.events.length === 0)) {
        yield { resync: 'DELETED', sequence: horizon }
        return
      }
      for (const event of page.events) {
        position = BigInt(event.sequence)
        if (wanted(event)) yield event
      }
      if (reader === undefined && page.isLast) reader = subscriber.reader = join(position)
    }
    while (!reader.isLeft) {
      const event = reader.take()
      if (event === null) {
        if (reader.isBehind) {
          yield { resync: 'TOO_SLOW', sequence: String(position) }
          return
        }
        await reader.arrival()
      } else if (BigInt(event.sequence) > position) {
        position = BigInt(event.sequence)
        if (wanted(event)) yield event
      }
    }
  }

  return {
    follow(after, wanted) {
      const subscriber: Subscriber = { reader: null, isEnded: false }
      const items = read(after, wanted, subscriber)
      const end = (): void => {
        subscriber.isEnded = true
        if (subscriber.reader) leave(subscriber.reader)
      }
      return {
        next: async () => {
          try {
            const result = await items.next()
            if (result.done) end()
            return result
          } catch (error) {
            end()
            throw error
          }
        },
        // not by the generator: while it waits for an event, it would only notice with the next event
        return: async () => {
          end()
          return items.return(undefined)
        },
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
    get state() {
      return { subscribers: readers.size, lagMs: tail ? performance.now() - tail.readAt : 0, dropped }
    },
    async stop() {
      isStopped = true
      for (const reader of readers) leave(reader)
      await Promise.all(ending)
    },
  }
}

interface Subscriber {
  /** Null until it has caught up with the buffer. */
  reader: BufferReader | null
  isEnded: boolean
}
