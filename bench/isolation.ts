import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { describeOutcomes, describeProbes, describeState } from './isolation/describe.ts'
import { buildHostileFleet } from './isolation/fleet.ts'
import { startHostileClients, type Report } from './isolation/hostileClients.ts'
import { startProbes } from './isolation/probes.ts'
import { probesOf } from './isolation/service.ts'
import { startStateLog, type Phase } from './isolation/serverState.ts'
import { openHttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, progress } from './support/report.ts'
import { startServer, type ServerProcess } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about = `queries, heartbeats of 500 supervisors and /readyz: alone, and next to four hostile clients.
The control measures the same while the clients attack another server of the same machine and database: it shows
how much of the delay is due to the shared processors, and not to the server.`
export const options = `--seconds <n>      duration of each measurement (default: 15)
--rounds <n>       number of measurements of each kind (default: 3)
--profile <path>   write a CPU profile of the server to this directory`

const size = { supervisors: 30_000, members: 30_000, events: 20_000, reporting: 500 }
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
    const other = await startServer(database.url, undefined, { LOG_LEVEL: 'warn' })
    process.stdout.write(`${await describeMachine(session)}\n`)
    const client = openHttpClient(server.url, connections)
    const probes = probesOf(client, server.url, reporting)
    const probing = startProbes(probes)
    const changing = keepChanging(session, id)
    const state = startStateLog(server)
    const reports: Report[] = []

    const measure = async (phase: Phase): Promise<void> => {
      await sleep(settleMs)
      await state.record(phase)
      probing.record(phase)
      await sleep(1_000 * seconds)
      probing.record(null)
      await state.record(null)
    }
    const measureAttack = async (phase: Phase, attacked: ServerProcess): Promise<readonly Report[]> => {
      const clients = startHostileClients(attacked.url.href, id)
      await measure(phase)
      return Promise.all(clients.map((each) => each.stop()))
    }
    try {
      for (let round = 1; round <= rounds; round++) {
        progress(`round ${round}: alone`)
        await measure('alone')
        progress(`round ${round}: next to hostile clients of another server`)
        await measureAttack('control', other)
        progress(`round ${round}: next to hostile clients`)
        reports.push(...(await measureAttack('hostile', server)))
      }
      await Promise.all([probing.stop(), changing.stop()])
      const { rows } = await session.query<{ failed: number }>(
        `SELECT count(*)::int AS failed FROM supervisors WHERE status = 'FAILED'`,
      )
      process.stdout.write(`\n${describeProbes(probes, probing, `${rounds} measurements of ${seconds} s`)}\n`)
      process.stdout.write(`\n${describeState(state)}\n\nSupervisors that became FAILED: ${rows[0]?.failed}.\n`)
      process.stdout.write(`\n${describeOutcomes(reports)}\n`)
    } finally {
      client.close()
      state.stop()
      await Promise.all([server.stop(), other.stop()])
    }
  })
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
