import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepReporting } from '../support/supervision/keepReporting.ts'
import type { SweepingServer, SweepRound } from '../support/supervision/sweepingServers.ts'
import {
  intervalMs,
  never,
  olderBySeconds,
  once,
  size,
  timesOf,
  withSweptSupervisors,
} from '../support/supervision/withSweptSupervisors.ts'

/** How often the server that swept last is killed: SWEEPER_KILL_ROUNDS, or 3. */
const KILLS = Number(process.env.SWEEPER_KILL_ROUNDS ?? 3)

const { db, fleet, givenSupervisors, silence, failures, untilFailed, givenHeldUp } = withSweptSupervisors()

/** Who was killed, after which round, and when the time ran from in which another has to make the next. */
interface Kill {
  readonly killed: SweepingServer
  readonly after: number
  readonly from: number
}
type Killer = (dead: readonly string[], leave: (server: SweepingServer) => void) => Promise<Kill>

async function killLastAfter(ms: number, leave: (server: SweepingServer) => void): Promise<Kill> {
  await delay(ms)
  const last = (await fleet.rounds()).at(-1)
  const killed = fleet.named(last?.server ?? '')
  leave(killed)
  await fleet.end(killed, 'SIGKILL')
  // the last of its own: a commit that was on its way is made without it
  const next = await fleet.untilRound(({ n, server }) => n > (last?.n ?? 0) && server !== killed.name)
  const ofItsOwn = (await fleet.rounds()).filter(({ n, server }) => n < next.n && server === killed.name).at(-1)
  return { killed, after: ofItsOwn?.n ?? 0, from: ofItsOwn?.at ?? 0 }
}

const killers: readonly [Killer, Killer, Killer] = [
  // in the middle of a round
  async (dead, leave) => {
    const { server, release } = await givenHeldUp(dead)
    const last = (await fleet.rounds()).at(-1) // nobody else has a turn meanwhile
    leave(server)
    await fleet.end(server, 'SIGKILL')
    await release()
    return { killed: server, after: last?.n ?? 0, from: await fleet.now() }
  },
  // right after one
  async (dead, leave) => {
    const seen = (await fleet.rounds()).length
    await fleet.untilRound(({ n }) => n > seen)
    await silence(dead)
    return killLastAfter(0, leave)
  },
  // at any time
  async (dead, leave) => {
    await silence(dead)
    return killLastAfter(Math.random() * intervalMs, leave)
  },
]

/** How often another server asked in vain before the next round, at most; and by how much its attempts came too late, on a busy machine. */
async function judgeAttempts(
  killed: SweepingServer,
  from: number,
  next: SweepRound,
): Promise<{ inVain: number; late: number }> {
  const attempts = (await fleet.attempts()).filter(({ at, server }) => at <= next.at && server !== killed.name)
  const names = [...new Set(attempts.map(({ server }) => server))]
  const perServer = names.map((server) => {
    const own = attempts.filter((attempt) => attempt.server === server)
    const asked = own.filter(({ at }) => at > from).length
    const pauses = own.flatMap(({ at }, i) => (at > from && i > 0 ? [at - (own[i - 1]?.at ?? at)] : []))
    return { inVain: server === next.server ? asked - 1 : asked, late: Math.max(0, ...pauses) - intervalMs }
  })
  return {
    inVain: Math.max(...perServer.map(({ inVain }) => inVain)),
    late: Math.max(0, ...perServer.map(({ late }) => late)),
  }
}

test(
  'the server that swept last is killed again and again: another goes on, each dead is failed once, and nobody else',
  { timeout: 30_000 + KILLS * 15_000 },
  async () => {
    const live = await givenSupervisors(size.live)
    const reporting = keepReporting(db, live, olderBySeconds)
    const leave = ({ process }: SweepingServer): void => {
      reporting.leave(process)
    }
    const failed: string[] = []
    const gaps: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const others = new Set(fleet.running)
      await fleet.have(3)
      for (const server of fleet.running) if (!others.has(server)) reporting.through(server.process)

      const dead = await givenSupervisors(size.dead)
      const { killed, after, from } = await (killers[kill % killers.length] ?? killers[0])(dead, leave)
      const next = await fleet.untilRound(({ n }) => n > after)
      expect(next.server).not.toBe(killed.name)
      const { inVain, late } = await judgeAttempts(killed, from, next)
      // too early after the round before, or while what was left of the killed one was still there
      expect(inVain).toBeLessThanOrEqual(1)
      expect(next.at - from).toBeLessThanOrEqual(2 * intervalMs + Math.min(late, intervalMs))
      gaps.push((next.at - from) / intervalMs)
      await untilFailed(dead)
      failed.push(...dead)
    }
    const heard = await reporting.stop()
    const rounds = await fleet.rounds()
    const sweepers = new Set(rounds.map(({ server }) => server)).size
    console.info(
      `sweeper: the one that swept last killed ${KILLS} times: ${rounds.length} rounds by ${sweepers} servers, the next after ${Math.max(...gaps).toFixed(2)} intervals at most, ` +
        `${failed.length} dead failed ${timesOf(await failures(failed))}, ${live.length} live ones, heard ${heard} times, ${timesOf(await failures(live))}`,
    )
    expect(await failures(failed)).toEqual(once(failed))
    expect(await failures(live)).toEqual(never(live))
  },
)
