import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createEventFeed,
  type EventFeed,
  type EventFeedOptions,
  type FeedItem,
} from '../../src/events/createEventFeed.ts'
import { all, spawnMany, take, takeExactly } from '../support/events/feedFollowers.ts'
import { fetchEvents } from '../support/events/replayEvents.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const pollMs = 10
let feed: EventFeed
let errors: unknown[] = []

function makeFeed(options: Partial<EventFeedOptions> = {}): EventFeed {
  return createEventFeed({ db: api.db, onError: (error) => errors.push(error), pollMs, ...options })
}
beforeEach(() => {
  errors = []
  feed = makeFeed()
})
afterEach(async () => {
  await feed.stop()
  await api.pool.query('TRUNCATE supervisors, supervisor_events RESTART IDENTITY CASCADE')
})

const sequences = async (): Promise<string[]> => (await fetchEvents(api.pool)).map(({ sequence }) => sequence)
const spawn = (count: number): Promise<void> => spawnMany(api.pool, count)

/** A subscriber that takes one live event, and then no more. */
async function givenSlowSubscriber(): Promise<AsyncIterator<FeedItem, undefined>> {
  const slow = feed.follow('0', all)
  const first = takeExactly(slow, 1)
  await expect.poll(() => feed.state.subscribers).toBe(1)
  await spawn(1)
  expect(await first).toEqual(['1'])
  return slow
}

test('delivers each event after any starting point once and in order, during concurrent writes', async () => {
  await spawn(2_500) // more than two pages of the event feed
  const writing = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let i = 0; i < 30; i++) await spawn(1)
    }),
  )
  const starts = ['0', '1', '1000', '2499', '2500']
  const followers = starts.map((after) => ({ after, ...take(feed, after) }))
  await spawn(1)
  const late = { after: '2501', ...take(feed, '2501') }
  await writing
  await spawn(1_200)
  const last = (await sequences()).at(-1)

  for (const { after, items } of [...followers, late]) {
    await expect.poll(() => items.at(-1), { timeout: 20_000 }).toBe(last)
    expect(items).toEqual((await sequences()).filter((sequence) => Number(sequence) > Number(after)))
  }
  expect(errors).toEqual([])
})

test('skips events that the filter rejects, also before the first match', async () => {
  await spawn(5)
  const { items } = take(feed, '0', ({ sequence }) => Number(sequence) % 3 === 0)
  await expect.poll(() => items).toEqual(['3'])
  await spawn(5)
  await expect.poll(() => items).toEqual(['3', '6', '9'])
})

test('polls the database once for all subscribers, and not at all without subscribers', async () => {
  const countStatements = async (): Promise<number> => {
    api.statements.length = 0
    await new Promise((resolve) => setTimeout(resolve, 30 * pollMs))
    return api.statements.length
  }
  expect(await countStatements()).toBe(0)
  const followers = Array.from({ length: 200 }, () => take(feed, '0'))
  await expect.poll(() => feed.state.subscribers, { timeout: 10_000 }).toBe(200)
  const polls = await countStatements()
  expect(polls).toBeGreaterThan(0)
  expect(polls).toBeLessThanOrEqual(30)

  await spawn(3)
  for (const { items } of followers) await expect.poll(() => items).toEqual(['1', '2', '3'])
  for (const { iterator } of followers) await iterator.return?.()
  expect(feed.state).toMatchObject({ subscribers: 0, lagMs: 0 })
  expect(await countStatements()).toBeLessThanOrEqual(1)
})

test('removes a subscriber immediately when it stops, and accepts another one', async () => {
  const { iterator, ended, items } = take(feed, '0')
  await expect.poll(() => feed.state.subscribers).toBe(1)
  await iterator.return?.()
  await ended
  expect(feed.state.subscribers).toBe(0)

  const unstarted = feed.follow('0', all)
  await unstarted.return?.()
  expect(await unstarted.next()).toEqual({ done: true, value: undefined })

  await spawn(1)
  const next = take(feed, '0')
  await expect.poll(() => next.items).toEqual(['1'])
  expect(items).toEqual([])
})

test('does not add a subscriber that stops while it reads earlier events', async () => {
  await spawn(1)
  const iterator = feed.follow('0', all)
  const first = iterator.next()
  await iterator.return?.()
  await first
  await iterator.next()
  expect(feed.state.subscribers).toBe(0)
})

test('ends a subscription that starts after a deleted event', async () => {
  await spawn(10)
  await api.pool.query('DELETE FROM supervisor_events WHERE sequence <= 5')
  for (const [after, first] of [
    ['0', 'DELETED 10'],
    ['4', 'DELETED 10'],
    ['5', 'DELETED 10'], // no event is missing after 5, but the database no longer knows that
    ['6', '7'],
  ] as const) {
    const iterator = feed.follow(after, all)
    expect(await takeExactly(iterator, 1)).toEqual([first])
    if (first.startsWith('DELETED')) expect(await iterator.next()).toEqual({ done: true, value: undefined })
    await iterator.return?.()
  }
  expect(feed.state).toMatchObject({ subscribers: 0, dropped: 0 })
})

test('recognises a cursor from a later state of the database', async () => {
  await spawn(2)
  const { items, ended } = take(feed, '3')
  await ended
  expect(items).toEqual(['UNKNOWN 2'])
})

test('recognises lost cursors after a restore by docs/guides/back-up-and-restore.md, also when sequences grow again', async () => {
  await spawn(5)
  await api.pool.query('DELETE FROM supervisor_events WHERE sequence > 3')
  const page = readFileSync(new URL('../../docs/guides/back-up-and-restore.md', import.meta.url), 'utf8')
  const [, statement = ''] = /```sql\n(SELECT setval.+?)```/s.exec(page) ?? []
  await api.pool.query(statement)
  await spawn(2)
  const newest = (await sequences()).slice(-2)
  const [lost, kept] = [take(feed, '4'), take(feed, '3')]
  await lost.ended
  expect(lost.items).toEqual([`DELETED ${newest[1]}`])
  await expect.poll(() => kept.items).toEqual(newest)
})

test('ends the subscription of a slow subscriber, which can resume, and does not delay others', async () => {
  feed = makeFeed({ timeoutMs: 100, maxBufferedEvents: 50 })
  const slow = await givenSlowSubscriber()
  const quick = take(feed, '1')
  await expect.poll(() => feed.state.subscribers).toBe(2)

  await spawn(100)
  await expect.poll(() => feed.state.dropped).toBe(1)
  await spawn(100)
  await expect.poll(() => quick.items.length).toBe(200)

  expect(await takeExactly(slow, 2)).toEqual(['TOO_SLOW 1'])
  const resumed = take(feed, '1')
  await expect.poll(() => resumed.items).toEqual(quick.items)
  expect(feed.state.dropped).toBe(1)
})

test('loses no event when its connections are killed', async () => {
  const { items } = take(feed, '0')
  await spawn(1)
  await expect.poll(() => items).toEqual(['1'])
  for (let i = 2; i <= 20; i++) {
    await api.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await spawn(1).catch(() => spawn(1))
  }
  await expect.poll(async () => items.join() === (await sequences()).join(), { timeout: 10_000 }).toBe(true)
})

test('delays only the events of a transaction that stays open', async () => {
  const { items } = take(feed, '0')
  const holder = await api.session()
  await holder.query(`BEGIN; INSERT INTO supervisors (name) VALUES ('held')`)
  const heldSince = performance.now()
  const holdMs = Number(process.env.HELD_WRITE_SECONDS ?? 1) * 1_000
  let slowestMs = 0
  for (let i = 1; performance.now() - heldSince < holdMs; i++) {
    await spawn(1)
    const since = performance.now()
    await expect.poll(() => items.length, { interval: 2 }).toBe(i)
    slowestMs = Math.max(slowestMs, performance.now() - since)
  }
  console.info(
    `feed: ${items.length} events while another transaction was held open for ${holdMs / 1_000} s, the slowest after ${Math.round(slowestMs)} ms`,
  )
  await holder.query('COMMIT')
  await expect.poll(async () => items.join() === (await sequences()).join()).toBe(true)
  expect((await fetchEvents(api.pool)).at(-1)?.after).toMatchObject({ name: 'held' })
})

test('ends all subscriptions when it stops', async () => {
  const followers = [take(feed, '0'), take(feed, '0')]
  await expect.poll(() => feed.state.subscribers).toBe(2)
  await feed.stop()
  await Promise.all(followers.map(({ ended }) => ended))
  const { items, ended } = take(feed, '0')
  await ended
  expect(items).toEqual([])
  expect(feed.state.subscribers).toBe(0)
})
