import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchFeedPage } from '../../src/db/queries/events.ts'
import type { QueryResultRow } from 'pg'
import type { Sql } from 'sql-template-tag'
import type { Queryable, StatementOptions } from '../../src/db/database.ts'
import { createEventBuffer } from '../../src/events/eventBuffer.ts'
import { createEventFeed, type EventFeed, type EventFeedOptions } from '../../src/events/createEventFeed.ts'
import { all, spawnMany, take, takeExactly } from '../support/events/feedFollowers.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let feed: EventFeed
/** Statements of the event feed in the current test: running, maximum running, pages from the beginning, events read. */
let asking = { now: 0, most: 0, beginnings: 0, events: 0 }
/** The database responds only after this. */
let gate = Promise.resolve()

const counted: Queryable = {
  async query<Row extends QueryResultRow>(statement: Sql, options?: StatementOptions) {
    asking.now++
    asking.most = Math.max(asking.most, asking.now)
    await gate
    const rows = await api.db.query<Row>(statement, options)
    asking.now--
    const isPage = statement.text.includes('isGapless')
    if (isPage && statement.values[0] === '0') asking.beginnings++
    if (isPage) asking.events += rows.length
    return rows
  },
}
function makeFeed(options: Partial<EventFeedOptions> = {}): EventFeed {
  feed = createEventFeed({ db: counted, onError: () => undefined, pollMs: 10, ...options })
  return feed
}
beforeEach(() => {
  asking = { now: 0, most: 0, beginnings: 0, events: 0 }
  gate = Promise.resolve()
  makeFeed()
})
afterEach(async () => {
  await feed.stop()
  await api.pool.query('TRUNCATE supervisors, supervisor_events RESTART IDENTITY CASCADE')
})

/** Records one event per supervisor, whose config has this number of bytes. */
const spawn = (count: number, bytes = 0): Promise<void> => spawnMany(api.pool, count, { x: 'x'.repeat(bytes) })
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`)

/** The long timeout is for busy machines. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 })

/** A subscriber that takes only one event, the next one. */
async function followWithoutTaking(after: string) {
  const { subscribers } = feed.state
  const iterator = feed.follow(after, all)
  const first = iterator.next()
  await eventually(() => feed.state.subscribers).toBe(subscribers + 1)
  return { iterator, first }
}

test('a page ends with the event that reaches its size limit, and has at least one', async () => {
  await spawn(7, 10_000) // PostgreSQL compresses each to a hundred bytes, which must not count
  const pages = async (limits: { events: number; bytes: number }) => {
    const lengths: number[] = []
    const sequences: string[] = []
    for (let isLast = false; !isLast;) {
      const page = await fetchFeedPage(api.db, sequences.at(-1) ?? '0', { upTo: '1000', ...limits })
      expect(page.isGapless).toBe(true)
      lengths.push(page.events.length)
      sequences.push(...page.events.map(({ sequence }) => sequence))
      isLast = page.isLast
    }
    expect(sequences).toEqual(numbers(1, 7))
    return lengths
  }
  expect(await pages({ events: 100, bytes: 25_000 })).toEqual([3, 3, 1])
  expect(await pages({ events: 2, bytes: 25_000 })).toEqual([2, 2, 2, 1])
  expect(await pages({ events: 100, bytes: 1 })).toEqual([1, 1, 1, 1, 1, 1, 1, 0])
  expect(await pages({ events: 100, bytes: 1_000_000 })).toEqual([7])
})

test('the size of an event is the length of its old and new values as text', async () => {
  await spawn(1, 10_000)
  await api.pool.query(`UPDATE supervisors SET config = '{}'`)
  const { events } = await fetchFeedPage(api.db, '0', { upTo: '1000', events: 10, bytes: 1_000_000 })
  const { rows } = await api.pool.query<{ bytes: number }>(
    `SELECT length(concat(before::text, after::text)) AS bytes FROM supervisor_events ORDER BY sequence`,
  )
  expect(events.map(({ bytes }) => bytes)).toEqual(rows.map(({ bytes }) => bytes))
  expect(rows[1]?.bytes).toBeGreaterThan(10_000)
})

test('at most three subscribers read earlier events at a time, and all receive everything', async () => {
  await spawn(250)
  let open = (): void => undefined
  gate = new Promise((resolve) => (open = resolve))
  const followers = Array.from({ length: 30 }, () => take(feed, '0'))
  await new Promise(setImmediate)
  expect(asking.now).toBe(3)
  open()
  for (const { items } of followers) await eventually(() => items).toEqual(numbers(1, 250))
  expect(asking.most).toBeLessThanOrEqual(4) // three subscribers and the poll for all
})

test('a subscriber that stops before its turn reads nothing', async () => {
  await spawn(1)
  let open = (): void => undefined
  gate = new Promise((resolve) => (open = resolve))
  const followers = Array.from({ length: 30 }, () => take(feed, '0'))
  for (const { iterator } of followers.slice(3)) void iterator.return?.()
  open()
  await Promise.all(followers.slice(3).map(({ ended }) => ended))
  for (const { items } of followers.slice(0, 3)) await eventually(() => items).toEqual(['1'])
  expect(asking.beginnings).toBe(3)
})

test('a failed read frees its turn for the next subscriber', async () => {
  await spawn(1)
  gate = Promise.reject(new Error('away'))
  const failed = Array.from({ length: 10 }, () => take(feed, '0'))
  for (const { ended } of failed) await expect(ended).rejects.toThrow('away')
  gate = Promise.resolve()
  const { items } = take(feed, '0')
  await eventually(() => items).toEqual(['1'])
})

test('the size of buffered events is limited in bytes', async () => {
  makeFeed({ timeoutMs: 500, maxBufferedBytes: 1_000_000 })
  const { first, iterator } = await followWithoutTaking('0')
  await spawn(1)
  await first
  await spawn(400, 60_000)
  let mostWhileWaiting = 0
  await eventually(() => {
    if (feed.state.dropped === 0) mostWhileWaiting = asking.events
    return feed.state.dropped
  }).toBe(1)
  expect(mostWhileWaiting).toBeGreaterThan(1)
  expect(mostWhileWaiting).toBeLessThan(150) // the buffer and one page
  expect(await takeExactly(iterator, 2)).toEqual(['TOO_SLOW 1'])
})

test('a quick subscriber receives more bytes than the buffer holds', async () => {
  makeFeed({ maxBufferedBytes: 1_000_000 })
  const { items } = take(feed, '0')
  await eventually(() => feed.state.subscribers).toBe(1)
  await spawn(100, 60_000)
  await eventually(() => items).toEqual(numbers(1, 100))
  expect(feed.state.dropped).toBe(0)
})

test('a slow subscriber is dropped when others would wait for it, and can resume', async () => {
  makeFeed({ timeoutMs: 3_600_000, maxBufferedEvents: 1_000 })
  const { first, iterator } = await followWithoutTaking('0')
  const quick = take(feed, '0')
  await eventually(() => feed.state.subscribers).toBe(2)
  await spawn(1)
  await first
  await spawn(4_000)
  await eventually(() => quick.items).toEqual(numbers(1, 4_001))
  expect(feed.state.dropped).toBe(1)
  expect(await takeExactly(iterator, 2)).toEqual(['TOO_SLOW 1'])
  const resumed = take(feed, '1')
  await eventually(() => resumed.items).toEqual(numbers(2, 4_001))
})

test('slow subscribers keep their timeout if no other waits, and the buffer stays bounded', async () => {
  makeFeed({ timeoutMs: 500, maxBufferedEvents: 1_000 })
  const followers = [await followWithoutTaking('0'), await followWithoutTaking('0')]
  await spawn(1)
  for (const { first } of followers) await first
  await spawn(4_000)
  let mostWhileWaiting = 0
  await eventually(() => {
    if (feed.state.dropped === 0) mostWhileWaiting = asking.events
    return feed.state.dropped
  }).toBe(2)
  expect(mostWhileWaiting).toBeGreaterThanOrEqual(1_000)
  expect(mostWhileWaiting).toBeLessThan(1_200) // the buffer and one page
  for (const { iterator } of followers) expect(await takeExactly(iterator, 2)).toEqual(['TOO_SLOW 1'])
})

test('when the buffer is full, only subscribers that lag by more than half of it are dropped', async () => {
  await spawn(10)
  const { events } = await fetchFeedPage(api.db, '0', { upTo: '1000', events: 10, bytes: 1_000_000 })
  const log = createEventBuffer(0n)
  const readers = [0, 3, 5, 9].map((taken) => ({ taken, reader: log.open() }))
  log.add(events, 0)
  for (const { taken, reader } of readers) for (let i = 0; i < taken; i++) reader.take()
  const behind = (): number[] => readers.filter(({ reader }) => reader.isBehind).map(({ taken }) => taken)

  expect(log.dropLagging()).toBe(0)
  expect(behind()).toEqual([])
  readers[3]?.reader.take()
  expect(log.dropLagging()).toBe(2)
  expect(behind()).toEqual([0, 3])
  expect(log.length).toBe(5)
})
