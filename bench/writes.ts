import { measureOnNewServer } from './feed/measure.ts'
import { describeFeed, feedHead } from './feed/describe.ts'
import { parseCount, parseOptions, UsageError } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { withTemporaryDatabase, type TemporaryDatabase } from './support/temporaryDatabase.ts'
import { buildFleet } from './cascade/fleet.ts'
import { describeReaders, measureReaders, readerSituations, writerConnections } from './writes/readers.ts'
import { createSchemas, schemas, type Schema, type SchemaDatabase } from './writes/schemas.ts'
import { seedTask } from './writes/seedTask.ts'
import { spawnTask } from './writes/spawnTask.ts'
import { subtreeTasks } from './writes/subtreeTasks.ts'
import { bytesPerEvent, cascade, heartbeats, singleUpdates, type Task } from './writes/tasks.ts'

const taskNames = ['cascade', 'subtrees', 'spawn', 'seed', 'updates', 'heartbeats', 'bytes', 'readers', 'feed'] as const
type TaskName = (typeof taskNames)[number]

export const about =
  'changes with the event log, with the log as it was before sets, and without a log; and readers of the log'
export const options = `--only <tasks>     some of ${taskNames.join()} (default: all)
--rounds <n>       number of measurements of each task (default: 5)
--supervisors <n>  size of the cascade (default: 10,000)
--subtree <n>      size of the large subtree (default: 100,000)
--seed <n>         size of the seed (default: 100,000)
--seconds <n>      duration of each measurement of a rate (default: 3)`

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['only', 'rounds', 'supervisors', 'subtree', 'seed', 'seconds'])
  const only = parseTasks(given.only)
  const rounds = parseCount('rounds', given.rounds, 1) ?? 5
  const seconds = parseCount('seconds', given.seconds, 1) ?? 3
  const tasks: Readonly<Partial<Record<TaskName, readonly Task[]>>> = {
    cascade: [cascade(parseCount('supervisors', given.supervisors, 1) ?? 10_000)],
    subtrees: subtreeTasks(parseCount('subtree', given.subtree, 1) ?? 100_000),
    spawn: [spawnTask],
    seed: [seedTask(parseCount('seed', given.seed, 1) ?? 100_000)],
    updates: [1, 8, 32].map((connections) => singleUpdates(connections, seconds)),
    heartbeats: [heartbeats],
    bytes: [bytesPerEvent],
  }
  const work = async (database: TemporaryDatabase): Promise<void> => {
    process.stdout.write(`${await describeMachine(await database.newSession())}\n`)
    const compared = only.flatMap((name) => tasks[name] ?? [])
    const databases = await createSchemas(database)
    if (compared.length > 0) await compareSchemas(databases, compared, rounds)
    const [now] = databases
    if (now && only.includes('readers')) await compareReaders(now, rounds, seconds)
    if (only.includes('feed')) await measureFeeds(database, Math.max(2, seconds))
  }
  await withTemporaryDatabase(work, { max_connections: '200' })
}

function parseTasks(given: string | undefined): readonly TaskName[] {
  if (given === undefined) return taskNames
  const unknown = given.split(',').filter((name) => !taskNames.some((task) => task === name))
  if (unknown.length > 0) throw new UsageError(`--only: expected some of ${taskNames.join()}, got "${unknown.join()}"`)
  return taskNames.filter((task) => given.split(',').includes(task))
}

async function compareSchemas(
  databases: readonly SchemaDatabase[],
  tasks: readonly Task[],
  rounds: number,
): Promise<void> {
  const rows: string[][] = []
  for (const task of tasks) rows.push(await compare(databases, task, rounds))
  const head = [`median of ${rounds} (range)`, 'now', 'before sets', 'no log', 'now / before', 'now / no log']
  process.stdout.write(`\n${formatTable(head, rows)}\n`)
}

/** Measures a task in all databases in each round. The ratios are those of times, of rates, or of sizes. */
async function compare(databases: readonly SchemaDatabase[], task: Task, rounds: number): Promise<string[]> {
  const measured = task.schemas ?? schemas
  const results = new Map<Schema, number[]>(measured.map((schema) => [schema, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const database of databases.filter(({ schema }) => measured.includes(schema))) {
      const result = await task.measure(database)
      results.get(database.schema)?.push(result)
      progress(`round ${round}: ${task.name}: ${database.schema}: ${Math.round(result)} ${task.unit}`)
    }
  }
  const of = (schema: Schema): readonly number[] => results.get(schema) ?? []
  const cell = (schema: Schema): string => {
    if (!measured.includes(schema)) return ''
    const [least, most] = [Math.min(...of(schema)), Math.max(...of(schema))].map(format)
    return `${format(median(of(schema)))} ${task.unit} (${least}–${most})`
  }
  const ratio = (to: Schema): string => (measured.includes(to) ? (median(of('now')) / median(of(to))).toFixed(2) : '')
  return [task.name, cell('now'), cell('before'), cell('no log'), ratio('before'), ratio('no log')]
}

function format(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Compares, in interleaved rounds, how long writers take beside different readers. Each cell is the median of the rounds. */
async function compareReaders(database: SchemaDatabase, rounds: number, seconds: number): Promise<void> {
  const rows = new Map(readerSituations.map(({ name }) => [name, [] as string[][]]))
  for (let round = 1; round <= rounds; round++)
    for (const situation of readerSituations) {
      const row = describeReaders(situation.name, await measureReaders(database, situation, seconds))
      rows.get(situation.name)?.push(row)
      progress(`round ${round}: ${writerConnections} writers, readers: ${row.join(' | ')}`)
    }
  const medians = [...rows.values()].map((measured) =>
    (measured[0] ?? []).map((first, column) => {
      if (column === 0 || first === '') return first
      return median(measured.map((row) => Number(row[column]))).toFixed(1)
    }),
  )
  const head = [
    `readers beside ${writerConnections} writers`,
    'commits per second',
    'commit, median, ms',
    'commit, 99th percentile, ms',
    'commit, slowest, ms',
    'read, 99th percentile, ms',
    'longest time without a new horizon, ms',
  ]
  process.stdout.write(`\n${formatTable(head, medians)}\n`)
}

/** Measures subscriptions of one server, as the benchmark `feed` does. */
async function measureFeeds(database: TemporaryDatabase, seconds: number): Promise<void> {
  const writer = await database.newSession()
  await buildFleet(writer, { supervisors: 100, members: 0 })
  const { rows } = await writer.query<{ id: string }>('SELECT id FROM supervisors')
  const ids = rows.map(({ id }) => id)
  const table: string[][] = []
  for (const subscribers of [1, 100, 1_000]) {
    progress(`feed: ${subscribers} subscribers`)
    const load = { subscribers, changesPerSecond: 5, seconds: 3 * seconds, bytes: 10 }
    table.push(
      describeFeed(String(subscribers), subscribers, await measureOnNewServer(database.url, writer, ids, load)),
    )
  }
  process.stdout.write(`\n${formatTable(feedHead, table)}\n`)
}
