import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openHttpClient, type HttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'
import { fetchTops, givenFleet } from './viewers/fleet.ts'
import { page, row } from './viewers/requests.ts'

export const about =
  'processor time of reads on servers that trace 0, 10 and 100 % of them, compared with a server without tracing'
export const options = `--starts <n>    number of times that all servers are started (default: 4)
--rounds <n>    number of measurements of each server after each start (default: 20)
--requests <n>  requests of each measurement (default: 300)`

const connections = 16
/**
 * Rounds before the first measurement: a server that records one request of ten compiles the code of spans late. They are in
 * turn too: a server that had its warm-up first, and then waited for the others, took more time afterwards.
 */
const warmUpRounds = 100
const quiet = { NODE_ENV: 'production', LOG_LEVEL: 'warn', SWEEP_INTERVAL_MS: '3600000' }

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['starts', 'rounds', 'requests'])
  const starts = parseCount('starts', given.starts, 1) ?? 4
  const rounds = parseCount('rounds', given.rounds, 1) ?? 20
  const requests = parseCount('requests', given.requests, 1) ?? 300
  // takes what it receives, and parses nothing: a collector would run on another machine
  let exports = 0
  const collector = createServer((request, response) => {
    exports++
    request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'))
  })
  await once(collector.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}` // of a TCP server that listens
  const tracing = (share: string): Record<string, string> => ({
    ...quiet,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: share,
    OTEL_BSP_SCHEDULE_DELAY: '600000', // exports full batches only, which happens while the server is measured
  })
  await withTemporaryDatabase(async (database) => {
    const url = await database.createSibling('tracing')
    const session = await database.newSession('tracing')
    await givenFleet(session)
    const id = (await fetchTops(session)).at(-1)?.id
    const variants: readonly (readonly [string, Record<string, string>])[] = [
      ['no tracing', quiet],
      ['control: the same of another server', quiet],
      ['tracing, 0 % sampled', tracing('0')],
      ['tracing, 10 % sampled', tracing('0.1')],
      ['tracing, 100 % sampled', tracing('1')],
    ]
    const bodies = { row: JSON.stringify({ query: row, variables: { id } }), page: JSON.stringify({ query: page }) }
    process.stdout.write(`${await describeMachine(session)}\n`)
    const settings = variants.map(([, each]) => each)
    const times: Times[] = []
    for (let start = 1; start <= starts; start++)
      times.push(await measureOnce(`start ${start}`, url, settings, bodies, rounds, requests))
    const rows = Object.keys(bodies).flatMap((name) => {
      const ofStarts = times.map((of) => of[name] ?? [])
      return variants.map(([variant], i) => {
        const own = ofStarts.map((of) => of[i] ?? NaN)
        const ratios = ofStarts.map((of) => (of[i] ?? NaN) / (of[0] ?? NaN))
        const [lowest, highest] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(3))
        return [
          i === 0 ? name : '',
          variant,
          `${Math.round(median(own))} µs`,
          `${median(ratios).toFixed(3)} (${lowest}–${highest})`,
        ]
      })
    })
    const head = [
      'Request',
      'Server',
      'processor time per request',
      `relative to the first: median of ${starts} (range)`,
    ]
    process.stdout.write(`\n${formatTable(head, rows)}\n\n${exports} exports were received.\n`)
  }).finally(() => {
    collector.closeAllConnections()
    collector.close()
  })
}

/** By the name of the request, for each server: microseconds of processor time per request. */
type Times = Readonly<Record<string, readonly number[]>>

/**
 * Starts the servers, and measures them in turn: many short rounds, so that what the machine does besides affects all servers
 * alike. Rates would compare how the machine shares its processors. Equal processes differ too, hence several starts.
 */
async function measureOnce(
  label: string,
  url: string,
  settings: readonly Record<string, string>[],
  bodies: Readonly<Record<string, string>>,
  rounds: number,
  requests: number,
): Promise<Times> {
  const servers = await Promise.all(settings.map((each) => startServer(url, undefined, each)))
  const clients = servers.map((server) => openHttpClient(server.url, connections))
  try {
    const times: Record<string, number[]> = {}
    for (const [name, body] of Object.entries(bodies)) {
      const used = servers.map(() => 0)
      for (let round = -warmUpRounds; round < rounds; round++)
        for (const [i, client] of clients.entries()) {
          const before = readCpuMicroseconds(servers[i]?.pid ?? 0)
          await send(client, body, requests)
          const taken = readCpuMicroseconds(servers[i]?.pid ?? 0) - before
          if (round >= 0) used[i] = (used[i] ?? 0) + taken
        }
      const perRequest = used.map((microseconds) => microseconds / rounds / requests)
      progress(`${label}: ${name}: ${perRequest.map((each) => `${Math.round(each)} µs`).join(', ')}`)
      times[name] = perRequest
    }
    return times
  } finally {
    for (const client of clients) client.close()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** Sends requests over all connections at the same time. */
async function send(client: HttpClient, body: string, requests: number): Promise<void> {
  let sent = 0
  const one = async (): Promise<void> => {
    while (sent++ < requests) await client.post(body)
  }
  await Promise.all(Array.from({ length: connections }, one))
}

/** The processor time of all threads of a process so far; NaN where there is no /proc. */
function readCpuMicroseconds(pid: number): number {
  const tasks = `/proc/${pid}/task`
  if (!existsSync(tasks)) return NaN
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanoseconds.reduce((a, b) => a + b, 0) / 1_000
}
