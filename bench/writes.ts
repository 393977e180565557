import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'
import { createSchemas, type Schema, type SchemaDatabase } from './writes/schemas.ts'
import { bytesPerEvent, cascade, heartbeats, insertion, singleUpdates, type Task } from './writes/tasks.ts'

export const about = 'changes with the event log, with the log as it was before sets, and without a log'
export const options = `--rounds <n>       number of measurements of each task (default: 5)
--supervisors <n>  size of the cascade (default: 10,000)
--seconds <n>      duration of each measurement of a rate (default: 3)`

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['rounds', 'supervisors', 'seconds'])
  const rounds = parseCount('rounds', given.rounds, 1) ?? 5
  const seconds = parseCount('seconds', given.seconds, 1) ?? 3
  const tasks = [
    cascade(parseCount('supervisors', given.supervisors, 1) ?? 10_000),
    insertion,
    heartbeats,
    singleUpdates(1, seconds),
    singleUpdates(8, seconds),
    singleUpdates(32, seconds),
  ]
  await withTemporaryDatabase(async (database) => {
    const schemas = await createSchemas(database)
    process.stdout.write(`${await describeMachine(await database.newSession())}\n`)
    const rows: string[][] = []
    for (const task of tasks) rows.push(await compare(schemas, task, rounds))
    rows.push(await sizes(schemas))
    const head = [`median of ${rounds} (range)`, 'now', 'before sets', 'no log', 'now / before', 'now / no log']
    process.stdout.write(`\n${formatTable(head, rows)}\n`)
  })
}

/** Measures a task in all databases in each round. The ratios are those of times, or of rates. */
async function compare(databases: readonly SchemaDatabase[], task: Task, rounds: number): Promise<string[]> {
  const results = new Map<Schema, number[]>(databases.map(({ schema }) => [schema, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const database of databases) {
      const result = await task.measure(database)
      results.get(database.schema)?.push(result)
      progress(`round ${round}: ${task.name}: ${database.schema}: ${Math.round(result)} ${task.unit}`)
    }
  }
  const of = (schema: Schema): readonly number[] => results.get(schema) ?? []
  const cell = (schema: Schema): string =>
    `${Math.round(median(of(schema)))} ${task.unit} (${Math.round(Math.min(...of(schema)))}–${Math.round(Math.max(...of(schema)))})`
  const ratio = (to: Schema): string => (median(of('now')) / median(of(to))).toFixed(2)
  return [task.name, cell('now'), cell('before'), cell('no log'), ratio('before'), ratio('no log')]
}

async function sizes(databases: readonly SchemaDatabase[]): Promise<string[]> {
  const bytes = new Map<Schema, number>()
  for (const database of databases) bytes.set(database.schema, await bytesPerEvent(database))
  const [now, before] = [bytes.get('now') ?? 0, bytes.get('before') ?? 0]
  return ['bytes of the log for each single-row update', String(now), String(before), '', (now / before).toFixed(2), '']
}
