import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
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
        const pids = servers.map(({ pid }) => pid)
        const results = await measure(name, clients, pids, body, rounds, seconds)
        const [reference] = results
        for (const [i, { rates, cpuMs, total }] of results.entries()) {
          const ratio = median(rates.map((rate, round) => rate / (reference?.rates[round] ?? NaN)))
          const perRequest = cpuMs / total
          const cpuRatio = perRequest / ((reference?.cpuMs ?? NaN) / (reference?.total ?? NaN))
          rows.push([
            i === 0 ? name : '',
            variants[i]?.[0] ?? '',
            `${format(median(rates))} (${format(Math.min(...rates))}–${format(Math.max(...rates))})`,
            ratio.toFixed(3),
            `${(perRequest * 1_000).toFixed(0)} µs`,
            cpuRatio.toFixed(3),
          ])
        }
      }
      const head = [
        'Request',
        'Server',
        `requests per second: median of ${rounds} (range)`,
        'relative to the first',
        'processor time per request',
        'relative to the first',
      ]
      process.stdout.write(`\n${formatTable(head, rows)}\n\n${exports} exports were received.\n`)
    } finally {
      for (const client of clients) client.close()
      await Promise.all(servers.map((server) => server.stop()))
      collector.closeAllConnections()
      collector.close()
    }
  })
}

interface Result {
  readonly rates: number[]
  /** Processor time of the server over all rounds. It varies less than the rate on a busy machine. */
  cpuMs: number
  total: number
}

/** In each round, the servers are measured one after the other. Round 0 is a warm-up. */
async function measure(
  name: string,
  clients: readonly HttpClient[],
  pids: readonly number[],
  body: string,
  rounds: number,
  seconds: number,
): Promise<Result[]> {
  const results = clients.map((): Result => ({ rates: [], cpuMs: 0, total: 0 }))
  const perConnection = Array.from({ length: connections }, (_, i) => i)
  for (let round = 0; round <= rounds; round++)
    for (const [i, client] of clients.entries()) {
      const pid = pids[i] ?? 0
      const before = readCpuMs(pid)
      const { perSecond, total } = await drive(perConnection, seconds, async () => {
        await client.post(body)
        return 1
      })
      const cpuMs = readCpuMs(pid) - before
      progress(
        `${round === 0 ? 'warming up' : `round ${round}`}: ${name}: server ${i}: ${format(perSecond)} per second`,
      )
      const result = results[i]
      if (round === 0 || !result) continue
      result.rates.push(perSecond)
      result.cpuMs += cpuMs
      result.total += total
    }
  return results
}

/** The processor time of a process so far; NaN where there is no /proc. A clock tick is 10 ms. */
function readCpuMs(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return NaN
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

const format = (perSecond: number): string => Math.round(perSecond).toLocaleString('en')
