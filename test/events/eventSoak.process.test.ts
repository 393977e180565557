import { expect, test } from 'vitest'
import { encodeEventCursor } from '../../src/domain/page.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { followRoot } from '../support/events/followRoot.ts'
import { countOutOfOrder } from '../support/events/realTimeOrder.ts'
import { fetchEvents, fetchReplayed, replayEvents } from '../support/events/replayEvents.ts'
import { keepWriting } from '../support/process/busyWriters.ts'
import { withServers } from '../support/process/serverProcess.ts'
import { keepWritingSpecially, rolledBackDescription } from '../support/process/specialWriters.ts'

/** Number of changes by the writers that use the API: EVENT_SOAK_CHANGES, by default 100. */
const changes = Number(process.env.EVENT_SOAK_CHANGES ?? 100)
/** How long some transactions stay open, in milliseconds: EVENT_SOAK_HELD_MS. */
const heldMs = Number(process.env.EVENT_SOAK_HELD_MS ?? 300)
const writers = { api: 8, special: 8 }

const database = withDatabase()
const servers = withServers()
/** No sweeps, which would fail supervisors without heartbeats after 90 s, also while the test compares rows with events. */
const env = (): Record<string, string> => ({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '3600000' })

const readStart = graphql(`
  query ReadSoakStart {
    eventCursor
  }
`)

test(
  `three followers on three servers read ${changes} changes of 16 writers of all kinds once, and in their order`,
  { timeout: 300_000 + changes * 60 },
  async () => {
    const running = await Promise.all([servers.start(env()), servers.start(env()), servers.start(env())])
    const rootId = (await givenTree(database.pool, 'root > [a, b > c]'))('root')
    const { eventCursor: start } = await running[0].data(readStart)
    const before = await fetchEvents(database.pool)
    const followers = running.map(({ url }) => followRoot(url, rootId, start))

    const began = performance.now()
    let isDone = false
    const special = keepWritingSpecially({
      url: database.url,
      pool: database.pool,
      rootId,
      writers: writers.special,
      heldMs,
      isDone: () => isDone,
    })
    const tally = await keepWriting({
      rootId,
      servers: () => running,
      pool: database.pool,
      writers: writers.api,
      changes,
      onChange: () => undefined,
    }).finally(() => (isDone = true))
    const { committed, aborted, kinds } = await special
    const seconds = (performance.now() - began) / 1_000

    const all = await fetchEvents(database.pool)
    const written = all.slice(before.length)
    const expected = written.map(({ sequence }) => encodeEventCursor(sequence))
    try {
      for (const follower of followers)
        await expect.poll(() => follower.events.at(-1)?.cursor, { timeout: 60_000 }).toBe(expected.at(-1))
    } finally {
      await Promise.all(followers.map((follower) => follower.stop()))
    }
    const outOfOrder = countOutOfOrder(written, committed)
    const cursorsOf = followers.map(({ events }) => events.map(({ cursor }) => cursor))
    const missed = cursorsOf.map((cursors) => {
      const seen = new Set(cursors)
      return expected.filter((cursor) => !seen.has(cursor)).length
    })
    const doubled = cursorsOf.map((cursors) => cursors.length - new Set(cursors).size)
    console.info(
      `feed: soak of 16 writers, ${written.length} events in ${seconds.toFixed(0)} s; API: ${tally.changes} changes, ${tally.refused} refused, ${tally.retried} retried; ` +
        `raw SQL: ${JSON.stringify(kinds)}; missed ${missed.join('/')}, doubled ${doubled.join('/')}, out of order ${outOfOrder}`,
    )

    for (const cursors of cursorsOf) expect(cursors).toEqual(expected)
    expect(outOfOrder).toBe(0)
    // the replay demands that the versions of each object are consecutive
    for (const { events } of followers)
      expect(replayEvents([...before, ...events])).toEqual(await fetchReplayed(database.pool))
    expect(await database.violations()).toEqual([])

    const counts = new Map<string, number>()
    for (const { reason } of written) counts.set(reason ?? '', (counts.get(reason ?? '') ?? 0) + 1)
    for (const name of aborted) expect(counts.has(name), name).toBe(false)
    for (const [name, { changed }] of committed) {
      if (changed === null) expect(counts.get(name), name).toBeGreaterThan(0)
      else expect(counts.get(name), name).toBe(changed)
    }
    expect(JSON.stringify(written)).not.toContain(rolledBackDescription)
    for (const kind of ['single', 'savepoints', 'rolledBack', 'cascade', 'killed, failed'])
      expect(kinds[kind] ?? 0, kind).toBeGreaterThan(0)
  },
)
