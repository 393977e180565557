import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { isIncompatible } from '../../src/db/migrations.ts'
import { encodeEventCursor } from '../../src/domain/page.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withMigrationSupport } from '../support/database/migrationProject.ts'
import { followRoot } from '../support/events/followRoot.ts'
import { fetchEvents, fetchReplayed, replayEvents } from '../support/events/replayEvents.ts'
import { keepWriting } from '../support/process/busyWriters.ts'
import { buildPreviousServer, hasHistory } from '../support/process/previousServer.ts'
import { withServers, type ServerProcess } from '../support/process/serverProcess.ts'
import { keepReporting } from '../support/supervision/keepReporting.ts'

/** Seconds of traffic on both servers: UPGRADE_SECONDS, by default 3. */
const seconds = Number(process.env.UPGRADE_SECONDS ?? 3)

const { givenEmptyDatabase } = withMigrationSupport()
const servers = withServers()

const readStart = graphql(`
  query ReadStartOfUpgrade {
    eventCursor
  }
`)
const readDuringUpgrade = graphql(`
  query ReadDuringUpgrade($id: ID!) {
    stats(within: $id) {
      supervisors
      activeAgents
    }
    supervisor(id: $id) {
      effectiveStatus
      descendants(first: 20) {
        totalCount
        nodes {
          name
          status
          version
          teams {
            nodes {
              name
              memberCount
            }
          }
        }
      }
    }
    events(within: $id, first: 10) {
      nodes {
        cursor
        type
        supervisorId
      }
    }
  }
`)

/** Reads continuously through all servers, each time in turn. Any error is thrown by `stop`. */
function keepReading(running: readonly ServerProcess[], id: string): { stop(): Promise<number> } {
  let isOver = false
  let reads = 0
  const read = async (): Promise<void> => {
    while (!isOver) {
      await running[reads++ % running.length]?.data(readDuringUpgrade, { id })
      await delay(5)
    }
  }
  const done = read()
  done.catch(() => undefined) // `stop` reports the error
  return {
    async stop() {
      isOver = true
      await done
      return reads
    },
  }
}

test.runIf(hasHistory)(
  `a server without the newest migration and a new one serve the same database for ${seconds} s, and no client notices`,
  { timeout: 240_000 + seconds * 4_000 },
  async () => {
    const previous = await buildPreviousServer(servers.newDirectory())
    expect(previous.newMigrations).not.toEqual([])
    // a migration that older servers do not survive says so in its name, and they refuse it: see newerSchema.process.test.ts
    if (previous.newMigrations.some(isIncompatible)) return

    const env = { DATABASE_URL: await givenEmptyDatabase(), SPAWN_TIMEOUT_SECONDS: '86400' }
    const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 4 })
    onTestFinished(() => pool.end())
    const older = await servers.start(env, 'ready', previous.main)
    const idOf = await givenTree(pool, 'root > [a, b > c], reported > [d, e]')
    const { eventCursor: start } = await older.data(readStart)
    const before = await fetchEvents(pool)
    const rootId = idOf('root')
    const running = [older]
    const followers = [followRoot(older.url, rootId, start)]
    const reporting = keepReporting({ pool }, [idOf('d'), idOf('e')], 1)
    reporting.reportThrough(older)
    const reading = keepReading(running, rootId)
    let changes = 0
    const write = async (count: number): Promise<void> => {
      const options = { rootId, servers: () => running, pool, writers: 6, changes: count }
      changes += (await keepWriting({ ...options, onChange: () => undefined })).changes
    }

    // the new server applies its migrations while the older one has traffic and prepared statements
    const [newer] = await Promise.all([servers.start(env), write(150)])
    running.push(newer)
    followers.push(followRoot(newer.url, rootId, start))
    reporting.reportThrough(newer)
    for (const end = Date.now() + seconds * 1_000; Date.now() < end;) await write(100)
    const [reports, reads] = await Promise.all([reporting.stop(), reading.stop()])

    const expected = (await fetchEvents(pool)).slice(before.length).map(({ sequence }) => encodeEventCursor(sequence))
    for (const follower of followers) {
      await expect.poll(() => follower.events.at(-1)?.cursor, { timeout: 20_000 }).toBe(expected.at(-1))
      await follower.stop()
      expect(follower.events.map(({ cursor }) => cursor)).toEqual(expected)
    }
    console.info(
      `upgrade: ${previous.commit} without ${previous.newMigrations.join(', ')}: ${changes} changes, ${reads} reads, ${reports} reports, ${expected.length} events`,
    )
    expect(replayEvents([...before, ...(followers[0]?.events ?? [])])).toEqual(await fetchReplayed(pool))
    const { rows: violations } = await pool.query('SELECT * FROM verify_hierarchy()')
    expect(violations).toEqual([])
    for (const server of running) {
      expect(server.log().filter(({ level }) => Number(level) >= 50)).toEqual([])
      expect((await server.stop()).code).toBe(0)
    }
  },
)
