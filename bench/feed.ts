import { feedPollMs } from '../src/events/createEventFeed.ts'
import { buildFleet } from './cascade/fleet.ts'
import { describeFeed, feedHead } from './feed/describe.ts'
import { measureOnNewServer, type Load, type Measured, type SideWork } from './feed/measure.ts'
import { openConnection, describeEnd } from './feed/subscribers.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, progress } from './support/report.ts'
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

    const measure = (load: Load, sideWork?: SideWork): Promise<Measured> => {
      progress(`${load.subscribers} subscribers, ${load.bytes} bytes per change`)
      return measureOnNewServer(database.url, writer, ids, load, { profileTo: given.profile, sideWork })
    }

    const table: string[][] = []
    for (const subscribers of subscriberCounts) {
      const load = { subscribers, changesPerSecond, seconds, bytes: 10 }
      table.push(describeFeed(String(subscribers), subscribers, await measure(load)))
    }
    const load = {
      subscribers: largeEventSubscribers,
      changesPerSecond: large.rate,
      seconds: large.seconds,
      bytes: large.bytes,
    }
    const size = `${large.bytes / 1_000} kB per change`
    table.push(describeFeed(`${largeEventSubscribers}, ${size}`, largeEventSubscribers, await measure(load)))
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
      describeFeed(`${largeEventSubscribers}, ${size}, next to a stalled one`, largeEventSubscribers, besideStalled),
    )

    process.stdout.write(`\n${formatTable(feedHead, table)}\n`)
    process.stdout.write(
      `\nLatencies run from the commit to the client, in poll intervals (${feedPollMs} ms). The stalled subscriber ${outcome}.\n`,
    )
  })
}
