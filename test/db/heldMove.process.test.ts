import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

/** Time for which the move stays open: HELD_MOVE_SECONDS, by default 10. */
const heldMs = Number(process.env.HELD_MOVE_SECONDS ?? 10) * 1_000
const spawns = 50
const reads = 200

const database = withDatabase()
const servers = withServers()

const spawnBehindMove = graphql(`
  mutation SpawnBehindMove($name: String!, $parentId: ID!) {
    spawnSupervisor(input: { name: $name, parentId: $parentId }) {
      __typename
    }
  }
`)
const readBesideMove = graphql(`
  query ReadBesideMove($id: ID!) {
    supervisor(id: $id) {
      name
      children {
        nodes {
          name
          status
        }
      }
    }
  }
`)

/** Durations of consecutive reads in milliseconds, sorted. */
async function timeReads(server: ServerProcess, id: string): Promise<number[]> {
  const timings: number[] = []
  for (let i = 0; i < reads; i++) {
    const began = performance.now()
    const { supervisor } = await server.data(readBesideMove, { id })
    timings.push(performance.now() - began)
    expect(supervisor?.children.nodes.length).toBeGreaterThanOrEqual(2)
  }
  return timings.sort((a, b) => a - b)
}
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor(sorted.length * q)] ?? NaN

test(
  `while ${spawns} spawns wait for a move that stays open, reads are as fast as before`,
  { timeout: heldMs + 60_000 },
  async () => {
    const id = await givenTree(database.pool, 'root > [a > a1, b]')
    const server = await servers.start({ DATABASE_URL: database.url })
    await timeReads(server, id('root')) // warms up the server
    const before = await timeReads(server, id('root'))

    const mover = await database.session()
    await mover.query('BEGIN')
    await mover.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('b')])
    const began = Date.now()
    const ends: Record<string, number> = {}
    let slowest = 0
    const spawn = async (name: string): Promise<void> => {
      const sentAt = Date.now()
      const { spawnSupervisor } = await server.data(spawnBehindMove, { name, parentId: id('root') })
      ends[spawnSupervisor.__typename] = (ends[spawnSupervisor.__typename] ?? 0) + 1
      slowest = Math.max(slowest, Date.now() - sentAt)
    }
    // the first ones time out while they wait for the lock, and the last ten succeed
    const queue = Array.from({ length: spawns }, async (_, i) => {
      if (i >= spawns - 10) await delay(heldMs - 2_000)
      await spawn(`queued ${i}`)
    })
    const release = delay(heldMs).then(() => mover.query('COMMIT'))
    const meanwhile = await timeReads(server, id('root'))
    expect(Date.now() - began, 'the reads must end before the move').toBeLessThan(heldMs)
    await Promise.all([...queue, release])

    const [was, is] = [quantile(before, 0.5), quantile(meanwhile, 0.5)]
    console.info(
      `held move: ${reads} reads, median ${was.toFixed(2)} ms before and ${is.toFixed(2)} ms meanwhile ` +
        `(99th percentile ${quantile(before, 0.99).toFixed(2)} and ${quantile(meanwhile, 0.99).toFixed(2)}); ` +
        `${spawns} spawns: ${JSON.stringify(ends)}, the slowest after ${slowest} ms`,
    )
    expect(is).toBeLessThan(5 * was)
    expect(['SpawnSupervisorPayload', 'UnavailableError']).toEqual(expect.arrayContaining(Object.keys(ends)))
    expect(ends.SpawnSupervisorPayload).toBeGreaterThan(0)
    expect(slowest).toBeLessThan(12_000)
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM supervisors WHERE name LIKE 'queued %'`,
    )
    expect(rows[0]?.n).toBe(ends.SpawnSupervisorPayload)
    expect(await database.violations()).toEqual([])
  },
)
