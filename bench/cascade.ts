import type pg from 'pg'
import { assertTerminated, buildFleet, type FleetSize } from './cascade/fleet.ts'
import { bareUpdates, bareUpdatesAndEvents, bySql, byTheApi, type Measurement, type Way } from './cascade/ways.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatSeconds, formatTable, median, progress } from './support/report.ts'
import { serveApi } from './support/serveApi.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about = 'terminates a whole tree: through the API, in SQL, and in SQL without triggers and events'
export const options = `--supervisors <n>  number of supervisors, with 100 children each (default: 1,000, then 10,000)
--members <n>      number of active members, five per team (default: five per supervisor)
--rounds <n>       number of measurements of each way (default: 3)`

export async function run(args: readonly string[]): Promise<void> {
  const { sizes, rounds } = parse(args)
  await withTemporaryDatabase(async (database) => {
    const api = await serveApi(database.url)
    try {
      const builder = await database.newSession()
      const guarded = await database.newSession()
      const bare = await database.newSession()
      await bare.query('SET session_replication_role = replica')
      const limit = bareUpdates(bare)
      const ways = [byTheApi(api), bySql(guarded), limit, bareUpdatesAndEvents(bare)]
      process.stdout.write(`${await describeMachine(builder)}\n`)
      progress('warming up')
      for (const way of ways) await measure(builder, way, { supervisors: 100, members: 500 })
      for (const size of sizes) process.stdout.write(`\n${await compare(builder, ways, limit, size, rounds)}\n`)
    } finally {
      await api.close()
    }
  })
}

function parse(args: readonly string[]): { sizes: readonly FleetSize[]; rounds: number } {
  const given = parseOptions(args, ['supervisors', 'members', 'rounds'])
  const supervisors = parseCount('supervisors', given.supervisors, 1)
  const members = parseCount('members', given.members, 0)
  const sizes = (supervisors === undefined ? [1_000, 10_000] : [supervisors]).map((n) => ({
    supervisors: n,
    members: members ?? n * 5,
  }))
  return { sizes, rounds: parseCount('rounds', given.rounds, 1) ?? 3 }
}

interface Measured extends Measurement {
  readonly events: number
}

/** Measures all ways in each round, and returns a table that compares them with the limit. */
async function compare(
  builder: pg.Client,
  ways: readonly Way[],
  limit: Way,
  size: FleetSize,
  rounds: number,
): Promise<string> {
  const results = new Map<Way, Measured[]>(ways.map((way) => [way, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const way of ways) {
      const result = await measure(builder, way, size)
      results.get(way)?.push(result)
      progress(`${size.supervisors} supervisors, round ${round}: ${way.name}: ${Math.round(result.milliseconds)} ms`)
    }
  }
  const timesOf = (way: Way): number[] => (results.get(way) ?? []).map(({ milliseconds }) => milliseconds)
  const limitTime = median(timesOf(limit))
  const rows = ways.map((way) => {
    const times = timesOf(way)
    const measured = results.get(way) ?? []
    const share = median(measured.map((each) => each.commitMilliseconds / each.milliseconds))
    const [first] = measured
    return [
      way.name,
      formatSeconds(times),
      (median(times) / limitTime).toFixed(1),
      String(first?.statements),
      String(first?.events.toLocaleString('en')),
      `${Math.round(share * 100)} %`,
    ]
  })
  const head = [
    `${size.supervisors.toLocaleString('en')} supervisors, ${size.members.toLocaleString('en')} members`,
    `seconds: median of ${rounds} (range)`,
    'times the limit',
    'statements',
    'events',
    'share of the commit',
  ]
  return formatTable(head, rows)
}

async function measure(builder: pg.Client, way: Way, size: FleetSize): Promise<Measured> {
  const rootId = await buildFleet(builder, size)
  const measurement = await way.terminate(rootId)
  await assertTerminated(builder, size, way.guarded)
  const { rows } = await builder.query<{ count: number }>('SELECT count(*)::int FROM supervisor_events')
  return { ...measurement, events: rows[0]?.count ?? 0 }
}
