import { createLoop, type Loop } from '../background/loop.ts'
import type { Queryable } from '../db/database.ts'
import { fetchFeedPage, type FeedEvent, type FeedPage } from '../db/queries/feedPage.ts'
import { fetchNewestSequence } from '../db/queries/fetchNewestSequence.ts'
import type { Resync } from '../domain/feed.ts'
import { createEventLog, type EventLog, type LogReader } from './eventLog.ts'
import { takeTurns } from './takeTurns.ts'

export type FeedItem = FeedEvent | Resync

export interface EventFeed {
  /**
   * The events after a sequence that are `wanted`, as they come, each once and in order; ends after a `Resync`. Whoever
   * follows calls `return` when it has enough.
   * @throws {UnavailableError} where the database cannot be read for what came before
   */
  follow(after: string, wanted: (event: FeedEvent) => boolean): AsyncIterableIterator<FeedItem, undefined>
  readonly state: FeedState
  /** Ends the reading, and all who follow. */
  stop(): Promise<void>
}

export interface FeedState {
  readonly followers: number
  /** Since the feed was last read, in milliseconds; 0 while nobody follows. */
  readonly lagMs: number
  /** How many were too slow, ever. */
  readonly dropped: number
}

export interface EventFeedOptions {
  readonly db: Queryable
  /** Told of a read that failed; the next one tries again, and nothing is lost. */
  readonly onError: (error: unknown) => void
  readonly pollMs?: number
  /** Who leaves an event lying for longer is given up. */
  readonly patienceMs?: number
  /**
   * With so many events lying, nothing is read until a page of them is taken. Where that takes longer than a poll though
   * somebody has taken all, those that are far behind are given up: they can come back, and the others need not wait.
   */
  readonly maxLying?: number
  /** The same, for what they have in `before` and `after`. */
  readonly maxLyingBytes?: number
}

export const feedPollMs = 75
/** What the one reads that reads for all. */
const tailPage = { events: 100, bytes: 8 * 1024 * 1024 }
/** Each who reads what came before has such a page in memory until it has taken it. */
const catchUpPage = { events: 100, bytes: 1024 * 1024 }
/** Of those who read what came before, how many may ask the database at once: it has others to serve. */
const maxCatchingUp = 3

/**
 * The events of the record, as they are committed. However many follow, one reader asks the database, and only while
 * somebody does; each follower filters by itself what is read once. Who begins further back first reads that alone.
 */
export function createEventFeed({
  db,
  onError,
  pollMs = feedPollMs,
  patienceMs = 10_000,
  maxLying = 20_000,
  maxLyingBytes = 64 * 1024 * 1024,
}: EventFeedOptions): EventFeed {
  /** What is followed now; a new one each time that somebody begins where nobody was. */
  let tail: { readonly log: EventLog; readonly loop: Loop; readAt: number } | null = null
  const readers = new Set<LogReader>()
  const ending = new Set<Promise<void>>()
  const inTurn = takeTurns(maxCatchingUp)
  let isStopped = false
  let dropped = 0

  const startTail = (after: bigint): EventLog => {
    const log = createEventLog(after)
    const isFull = (): boolean => log.length >= maxLying || log.bytes >= maxLyingBytes
    let wasFull = false
    const round = async (): Promise<number> => {
      dropped += log.dropSlow(performance.now() - patienceMs)
      if (isFull() && wasFull) dropped += log.dropLagging()
      wasFull = isFull()
      if (wasFull) return pollMs
      const { events, isGapless, isLast } = await fetchFeedPage(db, String(log.head), tailPage)
      if (!isGapless) log.dropAll() // this process stood still for days
      own.readAt = performance.now()
      log.add(events, own.readAt)
      return isLast ? pollMs : 0
    }
    const own = { log, loop: createLoop({ round, onError, pauseAfterErrorMs: 10 * pollMs }), readAt: performance.now() }
    tail = own
    void own.loop.start()
    return log
  }
  const join = (at: bigint): LogReader => {
    const reader = (tail?.log ?? startTail(at)).open()
    readers.add(reader)
    if (isStopped) reader.leave()
    return reader
  }
  const leave = (reader: LogReader): void => {
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
    follower: { reader: LogReader | null; isGone: boolean },
  ): AsyncGenerator<FeedItem, undefined> {
    const unlessGone = <Result>(ask: () => Promise<Result>): Promise<Result | null> =>
      inTurn(async () => (follower.isGone ? null : ask()))
    const newest = await unlessGone(() => fetchNewestSequence(db))
    if (newest === null) return
    if (BigInt(after) > BigInt(newest)) {
      yield { resync: 'UNKNOWN', sequence: newest }
      return
    }
    let position = BigInt(after)
    let reader: LogReader | undefined
    while (reader === undefined || position < reader.from) {
      const page: FeedPage | null = await unlessGone(() => fetchFeedPage(db, String(position), catchUpPage))
      if (page === null || follower.isGone) return
      if (!page.isGapless || (reader && page.events.length === 0)) {
        yield { resync: 'DELETED', sequence: newest }
        return
      }
      for (const event of page.events) {
        if (reader && BigInt(event.sequence) > reader.from) break // the log has it
        position = BigInt(event.sequence)
        if (wanted(event)) yield event
      }
      if (reader === undefined && page.isLast) reader = follower.reader = join(position)
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
      const follower: { reader: LogReader | null; isGone: boolean } = { reader: null, isGone: false }
      const items = read(after, wanted, follower)
      const end = (): void => {
        follower.isGone = true
        if (follower.reader) leave(follower.reader)
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
        // a generator that waits for an event would only hear of it with the next one
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
      return { followers: readers.size, lagMs: tail ? performance.now() - tail.readAt : 0, dropped }
    },
    async stop() {
      isStopped = true
      for (const reader of readers) leave(reader)
      await Promise.all(ending)
    },
  }
}
