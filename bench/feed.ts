import { feedPollMs } from '../src/events/createEventFeed.ts'
import { buildFleet } from './cascade/fleet.ts'
import { measureFeed, quantile, type Load, type Measured } from './feed/measure.ts'
import { openConnection, describeEnd } from './feed/subscribers.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, progress } from './support/report.ts'
import { startServer, type ServerProcess } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about =
  'subscribers of one server: statements, memory and latency for 1, 100 and 1,000, and next to a stalled one'
export const options = `--seconds <n>      duration of each measurement (default: 10)
--rate <n>         changes per second (default: 5)
--profile <path>   write CPU profiles of the servers to this directory`

const subscriberCounts = [1, 100, 1_000]
/** The load of the last two measurements, without and with a stalled subscriber. */
const largeEventSubscribers = 10
const large = { bytes: 32_000, seconds: 25, rate: 60 }

/** Starts other work on a server before a measurement; the returned function ends it afterwards. */
type SideWork = (server: ServerProcess) => Promise<() => Promise<void>>

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

    /** Each measurement has a new server, so that earlier ones do not affect its memory. */
    const measure = async (load: Load, sideWork?: SideWork): Promise<Measured> => {
      const server = await startServer(database.url, given.profile)
      try {
        progress(`${load.subscribers} subscribers, ${load.bytes} bytes per change`)
        await measureFeed(server, writer, ids, { ...load, subscribers: 1, seconds: 2 })
        const endSideWork = await sideWork?.(server)
        const measured = await measureFeed(server, writer, ids, load)
        await endSideWork?.()
        return measured
      } finally {
        await server.stop()
      }
    }

    const table: string[][] = []
    for (const subscribers of subscriberCounts) {
      const load = { subscribers, changesPerSecond, seconds, bytes: 10 }
      table.push(describe(String(subscribers), subscribers, await measure(load)))
    }
    const load = {
      subscribers: largeEventSubscribers,
      changesPerSecond: large.rate,
      seconds: large.seconds,
      bytes: large.bytes,
    }
    const size = `${large.bytes / 1_000} kB per change`
    table.push(describe(`${largeEventSubscribers}, ${size}`, largeEventSubscribers, await measure(load)))
    let outcome = ''
    const stalledSubscriber: SideWork = async (server) => {
      const stalled = await openConnection(server.url, 1)
      stalled.socket.pause()
      return async () => {
        outcome = await describeEnd(stalled)
      }
    }
    const besideStalled = await measure(load, stalledSubscriber)
    table.push(
      describe(`${largeEventSubscribers}, ${size}, next to a stalled one`, largeEventSubscribers, besideStalled),
    )

    const head = ['subscribers', 'changes per second', 'SQL statements per second', 'messages per second']
    const rest = [
      'latency, median',
      'latency, 99th percentile',
      'memory per subscriber, kB',
      'memory growth at its peak, MB',
    ]
    process.stdout.write(`\n${formatTable([...head, ...rest], table)}\n`)
    process.stdout.write(
      `\nLatencies run from the commit to the client, in poll intervals (${feedPollMs} ms). The stalled subscriber ${outcome}.\n`,
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
