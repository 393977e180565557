import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { until } from '../support/process/embeddedProject.ts'
import { keepReporting } from '../support/supervision/keepReporting.ts'
import type { SweepingServer } from '../support/supervision/sweepingServers.ts'
import { beatsDocument } from '../support/supervision/withHeartbeats.ts'
import {
  heartbeatSeconds,
  intervalMs,
  never,
  olderBySeconds,
  once,
  size,
  withSweptSupervisors,
} from '../support/supervision/withSweptSupervisors.ts'

/** For how long a server is stopped in the middle of a round: STOPPED_SECONDS, or 12. */
const STOPPED_SECONDS = Number(process.env.STOPPED_SECONDS ?? 12)

const { db, fleet, givenSupervisors, silence, failures, untilFailed, givenHeldUp } = withSweptSupervisors()

/** Everybody who is said to live reports through this server, and is heard. */
async function reportOnce({ process }: SweepingServer, ids: readonly string[]): Promise<void> {
  const { heartbeats } = await process.data(beatsDocument, {
    input: { heartbeats: ids.map((supervisorId) => ({ supervisorId })) },
  })
  expect(heartbeats).toMatchObject({ results: ids.map(() => ({ accepted: true })) })
}

/** The other servers; there is one at least. */
function others(than: SweepingServer): [SweepingServer, ...SweepingServer[]] {
  const [first, ...rest] = [...fleet.running].filter((server) => server !== than)
  if (!first) throw new Error(`${than.name} is alone`)
  return [first, ...rest]
}

/** Leaves it to make all of the rounds. */
async function endOthers(than: SweepingServer, reporting: ReturnType<typeof keepReporting>): Promise<void> {
  await Promise.all(
    others(than).map((server) => {
      reporting.leave(server.process)
      return fleet.end(server, 'SIGTERM')
    }),
  )
}

test('a server stopped when it has found the dead fails nobody who reports before it goes on', async () => {
  await fleet.have(3)
  const dead = await givenSupervisors(size.dead)
  const late = await givenSupervisors(size.dead)
  const { server, release } = await givenHeldUp([...dead, ...late])
  server.process.process.kill('SIGSTOP')
  await release() // the lock is its now, and it does not know
  await reportOnce(others(server)[0], late)
  server.process.process.kill('SIGCONT')
  await untilFailed(dead)
  expect(await failures(late)).toEqual(never(late))
})

test('a server stopped while others make some rounds fails nobody who reports meanwhile, once it goes on', async () => {
  await fleet.have(3)
  const live = await givenSupervisors(size.live)
  const dead = await givenSupervisors(size.dead)
  const reporting = keepReporting(db, live, olderBySeconds)

  const { n } = (await fleet.rounds()).at(-1) ?? { n: 0 }
  const stopped = fleet.named((await fleet.untilRound((round) => round.n > n)).server)
  stopped.process.process.kill('SIGSTOP')
  for (const { process } of others(stopped)) reporting.through(process)
  await silence(dead)
  await untilFailed(dead)
  await fleet.untilRound((round) => round.n >= n + 5)
  expect((await fleet.rounds()).filter((round) => round.n > n + 1 && round.server === stopped.name)).toEqual([])

  stopped.process.process.kill('SIGCONT')
  reporting.through(stopped.process)
  await endOthers(stopped, reporting)
  const last = (await fleet.rounds()).at(-1)
  await fleet.untilRound((round) => round.n >= (last?.n ?? 0) + 2 && round.server === stopped.name)
  await reporting.stop()
  expect(await failures(live)).toEqual(never(live))
  expect(await failures(dead)).toEqual(once(dead))
})

const stopped = { timeout: 60_000 + STOPPED_SECONDS * 1_000 }
test(
  'a server stopped in the middle of a round loses its turn, and fails nobody who reports meanwhile',
  stopped,
  async () => {
    await fleet.have(3)
    const live = await givenSupervisors(size.live)
    const dead = await givenSupervisors(size.dead)
    const reporting = keepReporting(db, live, olderBySeconds)
    const { server, release } = await givenHeldUp(dead)
    for (const { process } of others(server)) reporting.through(process)
    const stoppedAt = await fleet.now()
    server.process.process.kill('SIGSTOP')
    await release() // it has the locks that others wait for, until PostgreSQL ends its session for idling

    const next = await fleet.untilRound((round) => round.at > stoppedAt && round.server !== server.name)
    expect(next.at - stoppedAt).toBeLessThan(5 * intervalMs) // not the 10 s of other transactions
    await untilFailed(dead)
    await delay(Math.max(0, STOPPED_SECONDS * 1_000 - ((await fleet.now()) - stoppedAt)))
    server.process.process.kill('SIGCONT')
    reporting.through(server.process)
    await endOthers(server, reporting)
    const wentOnAt = await fleet.now()
    await fleet.untilRound((round) => round.at > wentOnAt && round.server === server.name)
    await reporting.stop()
    expect(await failures(live)).toEqual(never(live))
    expect(await failures(dead)).toEqual(once(dead))
  },
)

test('SIGTERM in the middle of a round: the server ends well, when the dead are failed', async () => {
  await fleet.have(1)
  const dead = await givenSupervisors(size.dead)
  const { server, release } = await givenHeldUp(dead)
  const ended = fleet.end(server, 'SIGTERM')
  await until(() => server.process.log().some(({ msg }) => msg === 'shutting down'), 'shutting down')
  expect(await failures(dead)).toEqual(never(dead))
  await release()
  expect(await ended).toMatchObject({ code: 0, signal: null })
  expect(await failures(dead)).toEqual(once(dead))
  expect((await fleet.rounds()).at(-1)).toMatchObject({ server: server.name })
  const logged = server.process.log()
  logged.splice(
    0,
    logged.findIndex(({ msg }) => msg === 'shutting down'),
  )
  expect(logged.filter(({ failed }) => failed !== undefined)).toMatchObject([{ failed: size.dead, restarted: 0 }])
  expect(logged.filter(({ level }) => Number(level) >= 40)).toEqual([]) // not a warning
})

test('after an outage of all servers everybody has a whole interval to report', async () => {
  await fleet.have(1)
  const dead = await givenSupervisors(size.dead)
  const live = await givenSupervisors(size.live)
  for (const server of [...fleet.running]) await fleet.end(server, 'SIGKILL')
  await silence([...dead, ...live], 3_600)
  await db.pool.query(`UPDATE sweeper SET last_round_at = last_round_at - interval '15 s'`)

  const began = await fleet.now()
  await fleet.have(1, { grace: true })
  const [server] = fleet.running
  if (!server) throw new Error('no server is running')
  await fleet.untilRound((round) => round.at > began + 2 * intervalMs)
  expect(await failures([...dead, ...live])).toEqual(never([...dead, ...live]))

  await reportOnce(server, live)
  // nearly all of the interval goes by
  const { rows } = await db.pool.query<{ from: number }>(
    `UPDATE sweeper SET grace_from = grace_from - make_interval(secs => $1)
     RETURNING extract(epoch FROM grace_from AT TIME ZONE 'utc')::float8 * 1000 AS from`,
    [heartbeatSeconds - 4],
  )
  const graceEnds = (rows[0]?.from ?? NaN) + heartbeatSeconds * 1_000
  await untilFailed(dead)
  const failedAt = await db.pool.query<{ at: number }>(
    `SELECT extract(epoch FROM min(at) AT TIME ZONE 'utc')::float8 * 1000 AS at FROM supervisor_events WHERE type = 'SUPERVISOR_STATUS_CHANGED'`,
  )
  expect(failedAt.rows[0]?.at).toBeGreaterThanOrEqual(graceEnds)
  expect(await failures(live)).toEqual(never(live))
})
