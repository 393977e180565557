import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { buildFleet } from './cascade/fleet.ts'
import { byBatches, byPg, byQuery, bySameStatement, bySingle, type Way } from './heartbeats/ways.ts'
import { openHttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about =
  'heartbeats of 10,000 supervisors: batches compared with their bare statement, single ones with queries'
export const options = `--seconds <n>      duration of each measurement (default: 5)
--rounds <n>       number of measurements of each way (default: 3)
--profile <path>   write a CPU profile of the server to this directory`

const supervisors = 10_000
const batchSize = 1_000
const batchConnections = 4
const singleConnections = 64

export async function run(args: readonly string[]): Promise<void> {
  const { seconds, rounds, profile } = parse(args)
  await withTemporaryDatabase(async (database) => {
    const session = await database.newSession()
    const ids = await givenSupervisors(session)
    const server = await startServer(database.url, profile)
    const client = openHttpClient(server.url, singleConnections)
    try {
      process.stdout.write(`${await describeMachine(session)}\n`)
      const sessions = await Promise.all(count(batchConnections).map(() => database.newSession()))
      const batches = count(supervisors / batchSize).map((i) => ids.slice(i * batchSize, (i + 1) * batchSize))
      const limit = bySameStatement(sessions, batches)
      const thousands = [limit, byPg(sessions, batches), byBatches(client, count(batchConnections), batches)]
      const single = count(singleConnections)
      const cheapest = byQuery(client, single, '{ __typename }', ids)
      const queries = ['{ eventCursor }', 'query One($id: ID!) { supervisor(id: $id) { id } }'].map((query) =>
        byQuery(client, single, query, ids),
      )
      const singles = [cheapest, ...queries, bySingle(client, single, ids)]

      const title = `${ids.length.toLocaleString('en')} supervisors`
      const inBatches = await measure(session, thousands, rounds, seconds)
      const head = `${title}, ${batchSize.toLocaleString('en')} at a time, ${batchConnections} connections`
      process.stdout.write(`\n${describe(`${head}: heartbeats`, inBatches, limit, rounds, seconds)}\n`)
      const one = await measure(session, singles, rounds, seconds)
      process.stdout.write(
        `\n${describe(`${title}, ${singleConnections} connections: requests`, one, cheapest, rounds, seconds)}\n`,
      )
    } finally {
      client.close()
      await server.stop()
    }
  })
}

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

function parse(args: readonly string[]): { seconds: number; rounds: number; profile: string | undefined } {
  const given = parseOptions(args, ['seconds', 'rounds', 'profile'])
  return {
    seconds: parseCount('seconds', given.seconds, 1) ?? 5,
    rounds: parseCount('rounds', given.rounds, 1) ?? 3,
    profile: given.profile,
  }
}

/** Creates ACTIVE supervisors and returns their ids in random order. */
async function givenSupervisors(session: pg.Client): Promise<string[]> {
  await buildFleet(session, { supervisors, members: 0 })
  const { rows } = await session.query<{ id: string }>('SELECT id FROM supervisors ORDER BY created_at, random()')
  return rows.map(({ id }) => id)
}

interface Measured {
  readonly perSecond: number
  /** Share of HOT updates in a measurement; null if there were no updates. */
  readonly hot: number | null
}

/** Measures all ways in each round. Vacuums the table before each measurement. */
async function measure(
  session: pg.Client,
  ways: readonly Way[],
  rounds: number,
  seconds: number,
): Promise<ReadonlyMap<Way, readonly Measured[]>> {
  const results = new Map<Way, Measured[]>(ways.map((way) => [way, []]))
  let before = await countUpdates(session, 0)
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      // otherwise the dead rows of earlier measurements would slow this one down
      await session.query('VACUUM (ANALYZE) supervisors')
      await session.query('CHECKPOINT')
      const { total, perSecond } = await way.run(seconds)
      const after = await countUpdates(session, before.updates + (way.writes ? total : 0))
      const updates = after.updates - before.updates
      const hot = updates === 0 ? null : (after.hot - before.hot) / updates
      before = after
      // round 0 is a warm-up: it connects, prepares statements and compiles documents
      progress(`${round === 0 ? 'warming up' : `round ${round}`}: ${way.name}: ${format(perSecond)} per second`)
      if (round > 0) results.get(way)?.push({ perSecond, hot })
    }
  }
  return results
}

interface Updates {
  readonly updates: number
  readonly hot: number
}

/**
 * The total number of updates of supervisors. Waits until the expected number is reached, because sessions report their
 * statistics up to ten seconds late.
 */
async function countUpdates(session: pg.Client, expected: number): Promise<Updates> {
  const deadline = performance.now() + 30_000
  for (;;) {
    const { rows } = await session.query<Updates>(
      `SELECT n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables WHERE relname = 'supervisors'`,
    )
    const [counted] = rows
    if (counted && counted.updates >= expected) return counted
    if (performance.now() > deadline) throw new Error(`expected ${expected} updates, found ${counted?.updates}`)
    await sleep(100)
  }
}

const format = (perSecond: number): string => Math.round(perSecond).toLocaleString('en')

function describe(
  head: string,
  results: ReadonlyMap<Way, readonly Measured[]>,
  reference: Way,
  rounds: number,
  seconds: number,
): string {
  const ratesOf = (way: Way): number[] => (results.get(way) ?? []).map(({ perSecond }) => perSecond)
  const rows = [...results].map(([way, measured]) => {
    const rates = ratesOf(way)
    const hot = measured.flatMap((each) => each.hot ?? [])
    return [
      way.name,
      `${format(median(rates))} (${format(Math.min(...rates))}–${format(Math.max(...rates))})`,
      (median(rates) / median(ratesOf(reference))).toFixed(2),
      hot.length === 0 ? '' : `${(median(hot) * 100).toFixed(1)} %`,
    ]
  })
  const rate = `per second: median of ${rounds} measurements of ${seconds} s (range)`
  return formatTable([head, rate, 'relative to the first', 'HOT updates'], rows)
}
