import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { drive, openHttpClient, type HttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'
import { fetchTops, givenFleet } from './viewers/fleet.ts'
import { page, row } from './viewers/requests.ts'

export const about = 'reads of servers that trace 0, 10 and 100 % of them, compared with a server without tracing'
export const options = `--seconds <n>      duration of each measurement (default: 2)
--rounds <n>       number of measurements of each server (default: 9)`

const connections = 16
const quiet = { NODE_ENV: 'production', LOG_LEVEL: 'warn', SWEEP_INTERVAL_MS: '3600000' }

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['seconds', 'rounds'])
  const seconds = parseCount('seconds', given.seconds, 1) ?? 2
  const rounds = parseCount('rounds', given.rounds, 1) ?? 9
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
    const servers = await Promise.all(variants.map(([, settings]) => startServer(url, undefined, settings)))
    const clients = servers.map((server) => openHttpClient(server.url, connections))
    const requests = { row: JSON.stringify({ query: row, variables: { id } }), page: JSON.stringify({ query: page }) }
    process.stdout.write(`${await describeMachine(session)}\n`)
    try {
      const rows: string[][] = []
      for (const [name, body] of Object.entries(requests)) {
        const rates = await measure(name, clients, body, rounds, seconds)
        const [first = []] = rates
        for (const [i, own] of rates.entries()) {
          const ratio = median(own.map((rate, round) => rate / (first[round] ?? NaN)))
          const range = `${format(Math.min(...own))}–${format(Math.max(...own))}`
          rows.push([
            i === 0 ? name : '',
            variants[i]?.[0] ?? '',
            `${format(median(own))} (${range})`,
            ratio.toFixed(3),
          ])
        }
      }
      const head = ['Request', 'Server', `requests per second: median of ${rounds} (range)`, 'relative to the first']
      process.stdout.write(`\n${formatTable(head, rows)}\n\n${exports} exports were received.\n`)
    } finally {
      for (const client of clients) client.close()
      await Promise.all(servers.map((server) => server.stop()))
      collector.closeAllConnections()
      collector.close()
    }
  })
}

/** In each round, the servers are measured one after the other. Round 0 is a warm-up. */
async function measure(
  name: string,
  clients: readonly HttpClient[],
  body: string,
  rounds: number,
  seconds: number,
): Promise<number[][]> {
  const rates = clients.map((): number[] => [])
  const perConnection = Array.from({ length: connections }, (_, i) => i)
  for (let round = 0; round <= rounds; round++)
    for (const [i, client] of clients.entries()) {
      const { perSecond } = await drive(perConnection, seconds, async () => {
        await client.post(body)
        return 1
      })
      progress(
        `${round === 0 ? 'warming up' : `round ${round}`}: ${name}: server ${i}: ${format(perSecond)} per second`,
      )
      if (round > 0) rates[i]?.push(perSecond)
    }
  return rates
}

const format = (perSecond: number): string => Math.round(perSecond).toLocaleString('en')
