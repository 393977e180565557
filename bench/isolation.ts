import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type pg from 'pg'
import { quantile } from './feed/measure.ts'
import { expensiveRequests, expensiveSubscriptions } from './isolation/expensiveRequests.ts'
import { buildHostileFleet } from './isolation/fleet.ts'
import { startHostileClient, type HostileClient, type Report } from './isolation/hostileClients.ts'
import { hostileRequests } from './isolation/hostileRequests.ts'
import { startProbes, type Probe, type Probing } from './isolation/probes.ts'
import { probesOf } from './isolation/service.ts'
import { openHttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, progress } from './support/report.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about = 'queries, heartbeats of 500 supervisors and /readyz: alone, and next to four hostile clients'
export const options = `--seconds <n>      duration of each measurement (default: 15)
--rounds <n>       number of measurements of each kind (default: 3)
--profile <path>   write a CPU profile of the server to this directory`

const size = { supervisors: 30_000, members: 30_000, events: 20_000, reporting: 500 }
const phases = ['alone', 'hostile'] as const
type Phase = (typeof phases)[number]
/** Requests in flight of each hostile client. */
const inFlight = 4
const deafSockets = 5
/** Enough connections for each probe in flight during a stall of about a second. */
const connections = 200
/** Pause before a measurement, in milliseconds: the hostile clients start, or their requests end. */
const settleMs = 3_000
const msBetweenChanges = 200

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['seconds', 'rounds', 'profile'])
  const seconds = parseCount('seconds', given.seconds, 1) ?? 15
  const rounds = parseCount('rounds', given.rounds, 1) ?? 3
  await withTemporaryDatabase(async (database) => {
    const session = await database.newSession()
    const { id, reporting } = await buildHostileFleet(session, size)
    // default settings, without a log of requests
    const server = await startServer(database.url, given.profile, { LOG_LEVEL: 'warn' })
    process.stdout.write(`${await describeMachine(session)}\n`)
    const client = openHttpClient(server.url, connections)
    const probes = probesOf(client, server.url, reporting)
    const probing = startProbes(probes)
    const changing = keepChanging(session, id)
    const memory: Record<Phase, number> = { alone: 0, hostile: 0 }
    const reports: Report[] = []

    const measure = async (phase: Phase): Promise<void> => {
      await sleep(settleMs)
      probing.record(phase)
      for (let second = 0; second < seconds; second++) {
        await sleep(1_000)
        memory[phase] = Math.max(memory[phase], await readMemory(server.pid))
      }
      probing.record(null)
    }
    try {
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round}: alone`)
        await measure('alone')
        progress(`round ${round}: next to hostile clients`)
        const clients = startHostileClients(server.url.href, id)
        await measure('hostile')
        reports.push(...(await Promise.all(clients.map((each) => each.stop()))))
      }
      await Promise.all([probing.stop(), changing.stop()])
      const { rows } = await session.query<{ failed: number }>(
        `SELECT count(*)::int AS failed FROM supervisors WHERE status = 'FAILED'`,
      )
      process.stdout.write(`\n${describe(probes, probing, rounds, seconds)}\n`)
      process.stdout.write(
        `\nSupervisors that became FAILED: ${rows[0]?.failed}. Peak memory of the server: ${mb(memory.alone)} alone, ${mb(memory.hostile)} with hostile clients.\n`,
      )
      process.stdout.write(`\n${describeOutcomes(reports)}\n`)
    } finally {
      client.close()
      await server.stop()
    }
  })
}

/** Two clients over HTTP, two over WebSocket; the latter also subscribe, and open connections that they do not read. */
function startHostileClients(url: string, id: string): readonly HostileClient[] {
  const requests = [...hostileRequests(id), ...expensiveRequests(id)]
  // each client starts at a different request
  const from = (start: number) => [...requests.slice(start), ...requests.slice(0, start)]
  const quarter = Math.floor(requests.length / 4)
  const sockets = { inFlight, subscriptions: expensiveSubscriptions(), deafSockets }
  return [
    startHostileClient({ url, transport: 'http', requests, inFlight }),
    startHostileClient({ url, transport: 'http', requests: from(quarter), inFlight }),
    startHostileClient({ url, transport: 'websocket', requests: from(2 * quarter), ...sockets }),
    startHostileClient({ url, transport: 'websocket', requests: from(3 * quarter), ...sockets }),
  ]
}

/** Makes changes at a steady rate, so that there are events for the subscriptions. */
function keepChanging(session: pg.Client, id: string): { stop(): Promise<void> } {
  const state = { isStopped: false }
  const loop = async (): Promise<void> => {
    for (let change = 0; !state.isStopped; change++) {
      await session.query('UPDATE supervisors SET description = $1 WHERE id = $2', [`change ${change}`, id])
      await sleep(msBetweenChanges)
    }
  }
  const ended = loop()
  return {
    stop() {
      state.isStopped = true
      return ended
    },
  }
}

/** The resident memory of a process in bytes. Unlike `ServerProcess.memory()`, it does not block what is measured. */
async function readMemory(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) * 1_024
}

const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

function describe(probes: readonly Probe[], probing: Probing, rounds: number, seconds: number): string {
  const rows = probes.flatMap((probe) =>
    phases.map((phase) => {
      const times = probing.sampleOf(phase, probe).latencies.toSorted((a, b) => a - b)
      const alone = probing.sampleOf('alone', probe).latencies.toSorted((a, b) => a - b)
      const { failures } = probing.sampleOf(phase, probe)
      const ratio = (q: number): string =>
        phase === 'alone' ? '' : ` (${(quantile(times, q) / quantile(alone, q)).toFixed(1)})`
      return [
        `${probe.name}${phase === 'alone' ? '' : ', next to hostile clients'}`,
        times.length.toLocaleString('en'),
        `${quantile(times, 0.5).toFixed(1)}${ratio(0.5)}`,
        `${quantile(times, 0.99).toFixed(1)}${ratio(0.99)}`,
        (times.at(-1) ?? NaN).toFixed(0),
        failures.size === 0 ? '0' : [...failures].map(([reason, count]) => `${count} ${reason}`).join(', '),
      ]
    }),
  )
  const head = `request: ${rounds} measurements of ${seconds} s`
  return formatTable([head, 'sent', 'p50, ms (ratio)', 'p99, ms (ratio)', 'maximum, ms', 'refused or failed'], rows)
}

function describeOutcomes(reports: readonly Report[]): string {
  const totals = new Map<string, Map<string, number>>()
  for (const { outcomes } of reports)
    for (const [name, counts] of Object.entries(outcomes)) {
      const total = totals.get(name) ?? new Map<string, number>()
      totals.set(name, total)
      for (const [outcome, count] of Object.entries(counts)) total.set(outcome, (total.get(outcome) ?? 0) + count)
    }
  const rows = [...totals].map(([name, counts]) => [
    name,
    [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', '),
  ])
  return formatTable(['hostile request', 'outcomes'], rows)
}
