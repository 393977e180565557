import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { encodeEventCursor } from '../../src/domain/page.ts'
import { graphql } from '../generated/index.ts'
import { keepWriting } from '../support/process/busyWriters.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { followRoot } from '../support/events/followRoot.ts'
import { fetchEvents, fetchReplayed, replayEvents } from '../support/events/replayEvents.ts'
import { withServers } from '../support/process/serverProcess.ts'
import { givenProxy } from '../support/process/tcpProxy.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

/** Number of changes: FEED_CHANGES, by default 500. */
const changes = Number(process.env.FEED_CHANGES ?? 500)
const kills = Math.min(3 * Math.ceil(changes / 1_000), 20)
const changesPerKill = Math.floor(changes / (kills + 1))
const longestCalmMs = 250

const database = withDatabase()
const servers = withServers()
const env = (): Record<string, string> => ({ DATABASE_URL: database.url, SPAWN_TIMEOUT_SECONDS: '86400' })

const readStart = graphql(`
  query ReadStart {
    eventCursor
  }
`)
const duplicatesIn = (list: readonly string[]): number => list.length - new Set(list).size

test(
  `a follower of ${changes} changes by 10 writers receives each event once and in order through lost connections and killed servers`,
  { timeout: 60_000 + changes * 30 },
  async () => {
    const running = await Promise.all([servers.start(env()), servers.start(env()), servers.start(env())])
    let followedServer = 0
    const proxy = await givenProxy(() => {
      followedServer = Math.floor(Math.random() * running.length)
      return running[followedServer]?.url ?? ''
    })
    await proxy.forward()
    const rootId = (await givenTree(database.pool, 'root > [a, b > c]'))('root')
    const { eventCursor: start } = await running[0].data(readStart)
    const before = await fetchEvents(database.pool)
    const follower = followRoot(proxy.url, rootId, start)

    let isOver = false
    let cuts = 0
    let restarting = Promise.resolve()
    const ends: (NodeJS.Signals | null | undefined)[] = []
    let victims = 0
    const cut = async (): Promise<void> => {
      while (!isOver) {
        await delay(Math.random() * longestCalmMs)
        proxy.reset()
        cuts++
      }
    }
    /** Every other time, kills the server that the follower is connected to. */
    const killOne = async (): Promise<void> => {
      const [victim] = running.splice(victims++ % 2 === 0 ? followedServer : 0, 1)
      ends.push((await victim?.stop('SIGKILL'))?.signal)
      running.push(await servers.start(env()))
    }
    const cutting = cut()
    const tally = await keepWriting({
      rootId,
      servers: () => running,
      pool: database.pool,
      writers: 10,
      changes,
      onChange: (done) => {
        if (done % changesPerKill === 0 && done <= kills * changesPerKill) restarting = restarting.then(killOne)
      },
    })
    isOver = true
    await Promise.all([cutting, restarting])

    const expected = (await fetchEvents(database.pool))
      .slice(before.length)
      .map(({ sequence }) => encodeEventCursor(sequence))
    try {
      await expect.poll(() => follower.events.at(-1)?.cursor, { timeout: 20_000 }).toBe(expected.at(-1))
    } finally {
      await follower.stop()
    }
    const cursors = follower.events.map(({ cursor }) => cursor)
    const seen = new Set(cursors)
    const gaps = expected.filter((cursor) => !seen.has(cursor)).length
    console.info(
      `feed: ${tally.changes} changes (${tally.raw} by raw SQL; ${tally.refused} refused, ${tally.retried} sent again), ${expected.length} events, ${cuts} cuts, ${ends.length} servers killed, ${follower.resumptions} resumptions, ${duplicatesIn(cursors)} duplicates, ${gaps} gaps`,
    )
    expect(ends).toEqual(Array.from({ length: kills }, () => 'SIGKILL'))
    expect(follower.resumptions).toBeGreaterThan(20)
    expect(tally.raw).toBeGreaterThan(0)
    expect(cursors).toEqual(expected)
    expect(replayEvents([...before, ...follower.events])).toEqual(await fetchReplayed(database.pool))
    expect(await database.violations()).toEqual([])
  },
)
