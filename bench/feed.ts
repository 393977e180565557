import { feedPollMs } from '../src/events/createEventFeed.ts'
import { buildFleet } from './cascade/fleet.ts'
import { measureFeed, quantile, type Load, type Measured } from './feed/measure.ts'
import { openConnection, tellEnd } from './feed/subscribers.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, progress } from './support/report.ts'
import { startServer, type ServerProcess } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about =
  'subscribers of one server: statements, memory and latency for 1, 100 and 1,000, and beside one that stalls'
export const options = `--seconds <n>      how long each number of subscribers is measured (default: 10)
--rate <n>         changes a second (default: 5)
--profile <path>   writes CPU profiles of the servers to this directory`

const crowds = [1, 100, 1_000]
const others = 10
const large = { bytes: 32_000, seconds: 25, rate: 60 }

/** Does something else with a server first; what it answers is called when all is measured. */
type Beside = (server: ServerProcess) => Promise<() => Promise<void>>

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['seconds', 'rate', 'profile'])
  const seconds = parseCount('seconds', given.seconds, 2) ?? 10
  const changesPerSecond = parseCount('rate', given.rate, 1) ?? 5
  await withTemporaryDatabase(async (database) => {
    const writer = await database.newSession()
    await buildFleet(writer, { supervisors: 100, members: 0 })
    const { rows } = await writer.query<{ id: string }>('SELECT id FROM supervisors')
    const ids = rows.map(({ id }) => id)
    process.stdout.write(`${await describeMachine(writer)}\n`)

    /** On a server of its own, so that none has the memory of those before. */
    const measure = async (load: Load, beside?: Beside): Promise<Measured> => {
      const server = await startServer(database.url, given.profile)
      try {
        progress(`${load.subscribers} subscribers, ${load.bytes} bytes a change`)
        await measureFeed(server, writer, ids, { ...load, subscribers: 1, seconds: 2 })
        const whenOver = await beside?.(server)
        const measured = await measureFeed(server, writer, ids, load)
        await whenOver?.()
        return measured
      } finally {
        await server.stop()
      }
    }

    const table: string[][] = []
    for (const subscribers of crowds) {
      const load = { subscribers, changesPerSecond, seconds, bytes: 10 }
      table.push(describe(String(subscribers), subscribers, await measure(load)))
    }
    const load = {
      subscribers: others,
      changesPerSecond: large.rate,
      seconds: large.seconds,
      bytes: large.bytes,
    }
    const size = `${large.bytes / 1_000} kB a change`
    table.push(describe(`${others}, ${size}`, others, await measure(load)))
    let told = ''
    const beside: Beside = async (server) => {
      const stalled = await openConnection(server.url, 1)
      stalled.socket.pause()
      return async () => {
        told = await tellEnd(stalled)
      }
    }
    const besideStalled = await measure(load, beside)
    table.push(describe(`${others}, ${size}, beside one that stalls`, others, besideStalled))

    const head = ['subscribers', 'changes a second', 'SQL statements a second', 'messages a second']
    const rest = ['latency, median', '99th percentile', 'memory for each, kB', 'most more, MB']
    process.stdout.write(`\n${formatTable([...head, ...rest], table)}\n`)
    process.stdout.write(
      `\nLatencies are from the commit to the client, in intervals of the poll (${feedPollMs} ms). The one that stalled was ${told}.\n`,
    )
  })
}

function describe(name: string, subscribers: number, measured: Measured): string[] {
  const inPolls = (q: number): string => (quantile(measured.latencies, q) / feedPollMs).toFixed(1)
  return [
    name,
    measured.changesPerSecond.toFixed(0),
    measured.statementsPerSecond.toFixed(1),
    measured.messagesPerSecond.toFixed(0),
    inPolls(0.5),
    inPolls(0.99),
    subscribers < 100 ? '' : (measured.grownBy / subscribers / 1_000).toFixed(0),
    (measured.peak / 1e6).toFixed(0),
  ]
}
