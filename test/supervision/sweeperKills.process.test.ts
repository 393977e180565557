import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepReporting } from '../support/supervision/keepReporting.ts'
import type { SweepingServer, RecordedSweep } from '../support/supervision/sweepingServers.ts'
import {
  intervalMs,
  never,
  olderBySeconds,
  once,
  size,
  timesOf,
  withSweptSupervisors,
} from '../support/supervision/withSweptSupervisors.ts'

/** Number of times that the server of the last sweep is killed: SWEEPER_KILL_ROUNDS, by default 3. */
const KILLS = Number(process.env.SWEEPER_KILL_ROUNDS ?? 3)

const { db, fleet, givenSupervisors, silence, failures, untilFailed, givenBlockedSweep } = withSweptSupervisors()

/** A kill of a server. */
interface Kill {
  readonly killed: SweepingServer
  /** Number of its last sweep. */
  readonly after: number
  /** Start of the time within which another server must run the next sweep. */
  readonly from: number
}
type Killer = (unresponsive: readonly string[], ignore: (server: SweepingServer) => void) => Promise<Kill>

async function killLastAfter(ms: number, ignore: (server: SweepingServer) => void): Promise<Kill> {
  await delay(ms)
  const last = (await fleet.sweeps()).at(-1)
  const killed = fleet.named(last?.server ?? '')
  ignore(killed)
  await fleet.end(killed, 'SIGKILL')
  // its last sweep can be later than the kill: PostgreSQL completes a COMMIT that it has received
  const next = await fleet.untilSweep(({ n, server }) => n > (last?.n ?? 0) && server !== killed.name)
  const lastOfKilled = (await fleet.sweeps()).filter(({ n, server }) => n < next.n && server === killed.name).at(-1)
  return { killed, after: lastOfKilled?.n ?? 0, from: lastOfKilled?.at ?? 0 }
}

const killers: readonly [Killer, Killer, Killer] = [
  // during a sweep
  async (unresponsive, ignore) => {
    const { server, release } = await givenBlockedSweep(unresponsive)
    const last = (await fleet.sweeps()).at(-1) // no other server can run a sweep meanwhile
    ignore(server)
    await fleet.end(server, 'SIGKILL')
    await release()
    return { killed: server, after: last?.n ?? 0, from: await fleet.now() }
  },
  // right after a sweep
  async (unresponsive, ignore) => {
    const seen = (await fleet.sweeps()).length
    await fleet.untilSweep(({ n }) => n > seen)
    await silence(unresponsive)
    return killLastAfter(0, ignore)
  },
  // at any time
  async (unresponsive, ignore) => {
    await silence(unresponsive)
    return killLastAfter(Math.random() * intervalMs, ignore)
  },
]

/** Maximum number of failed attempts of a server before the next sweep, and the maximum delay of its attempts. */
async function judgeAttempts(
  killed: SweepingServer,
  from: number,
  next: RecordedSweep,
): Promise<{ failed: number; late: number }> {
  const attempts = (await fleet.attempts()).filter(({ at, server }) => at <= next.at && server !== killed.name)
  const names = [...new Set(attempts.map(({ server }) => server))]
  const perServer = names.map((server) => {
    const own = attempts.filter((attempt) => attempt.server === server)
    const attempted = own.filter(({ at }) => at > from).length
    const pauses = own.flatMap(({ at }, i) => (at > from && i > 0 ? [at - (own[i - 1]?.at ?? at)] : []))
    return { failed: server === next.server ? attempted - 1 : attempted, late: Math.max(0, ...pauses) - intervalMs }
  })
  return {
    failed: Math.max(...perServer.map(({ failed }) => failed)),
    late: Math.max(0, ...perServer.map(({ late }) => late)),
  }
}

test(
  'after each kill of the server that swept last, another continues, and only unresponsive supervisors fail, once each',
  { timeout: 30_000 + KILLS * 15_000 },
  async () => {
    const live = await givenSupervisors(size.live)
    const reporting = keepReporting(db, live, olderBySeconds)
    const ignore = ({ process }: SweepingServer): void => {
      reporting.ignore(process)
    }
    const failed: string[] = []
    const gaps: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const others = new Set(fleet.running)
      await fleet.have(3)
      for (const server of fleet.running) if (!others.has(server)) reporting.reportThrough(server.process)

      const unresponsive = await givenSupervisors(size.unresponsive)
      const { killed, after, from } = await (killers[kill % killers.length] ?? killers[0])(unresponsive, ignore)
      const next = await fleet.untilSweep(({ n }) => n > after)
      expect(next.server).not.toBe(killed.name)
      const { failed: failedAttempts, late } = await judgeAttempts(killed, from, next)
      // one attempt can fail: it is too early, or the session of the killed server still has the lock
      expect(failedAttempts).toBeLessThanOrEqual(1)
      expect(next.at - from).toBeLessThanOrEqual(2 * intervalMs + Math.min(late, intervalMs))
      gaps.push((next.at - from) / intervalMs)
      await untilFailed(unresponsive)
      failed.push(...unresponsive)
    }
    const reports = await reporting.stop()
    const sweeps = await fleet.sweeps()
    const sweepers = new Set(sweeps.map(({ server }) => server)).size
    console.info(
      `sweeper: server of the last sweep killed ${KILLS} times: ${sweeps.length} sweeps by ${sweepers} servers, the next after ${Math.max(...gaps).toFixed(2)} intervals at most, ` +
        `${failed.length} unresponsive failed ${timesOf(await failures(failed))}, ${live.length} responsive reported ${reports} times, failed ${timesOf(await failures(live))}`,
    )
    expect(await failures(failed)).toEqual(once(failed))
    expect(await failures(live)).toEqual(never(live))
  },
)
