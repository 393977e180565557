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

/** Time for which a server is stopped during a sweep, in seconds: STOPPED_SECONDS, by default 12. */
const STOPPED_SECONDS = Number(process.env.STOPPED_SECONDS ?? 12)

const { db, fleet, givenSupervisors, silence, failures, untilFailed, givenBlockedSweep } = withSweptSupervisors()

/** Reports for these supervisors through this server, which must accept every heartbeat. */
async function reportOnce({ process }: SweepingServer, ids: readonly string[]): Promise<void> {
  const { heartbeats } = await process.data(beatsDocument, {
    input: { heartbeats: ids.map((supervisorId) => ({ supervisorId })) },
  })
  expect(heartbeats).toMatchObject({ results: ids.map(() => ({ accepted: true })) })
}

/** The other servers, at least one. */
function others(than: SweepingServer): [SweepingServer, ...SweepingServer[]] {
  const [first, ...rest] = [...fleet.running].filter((server) => server !== than)
  if (!first) throw new Error(`${than.name} is the only server`)
  return [first, ...rest]
}

/** Ends all other servers, so that this one runs all sweeps. */
async function endOthers(than: SweepingServer, reporting: ReturnType<typeof keepReporting>): Promise<void> {
  await Promise.all(
    others(than).map((server) => {
      reporting.ignore(server.process)
      return fleet.end(server, 'SIGTERM')
    }),
  )
}

test('a server stopped during a sweep does not fail a supervisor that reports before it continues', async () => {
  await fleet.have(3)
  // repeated on a busy machine: after a second, PostgreSQL ends the sweep, and the reports would be too late for that of another server
  for (let attempt = 0; attempt < 5; attempt++) {
    const unresponsive = await givenSupervisors(size.unresponsive)
    const late = await givenSupervisors(size.unresponsive)
    const { server, release } = await givenBlockedSweep([...unresponsive, ...late])
    server.process.process.kill('SIGSTOP')
    await release() // its session gets the lock while the process is stopped
    const reported = reportOnce(others(server)[0], late)
    await Promise.allSettled([reported])
    const isInTime = await fleet.isInSweep(server)
    server.process.process.kill('SIGCONT')
    await untilFailed(unresponsive)
    if (!isInTime) continue
    await reported
    expect(await failures(late)).toEqual(never(late))
    return
  }
  throw new Error('expected the reports to arrive during the sweep, but they were late five times')
})

test('a server stopped for some sweeps of others does not fail supervisors that report, when it continues', async () => {
  await fleet.have(3)
  const live = await givenSupervisors(size.live)
  const unresponsive = await givenSupervisors(size.unresponsive)
  const reporting = keepReporting(db, live, olderBySeconds)

  const { n } = (await fleet.sweeps()).at(-1) ?? { n: 0 }
  const stopped = fleet.named((await fleet.untilSweep((sweep) => sweep.n > n)).server)
  stopped.process.process.kill('SIGSTOP')
  for (const { process } of others(stopped)) reporting.reportThrough(process)
  await silence(unresponsive)
  await untilFailed(unresponsive)
  await fleet.untilSweep((sweep) => sweep.n >= n + 5)
  expect((await fleet.sweeps()).filter((sweep) => sweep.n > n + 1 && sweep.server === stopped.name)).toEqual([])

  stopped.process.process.kill('SIGCONT')
  reporting.reportThrough(stopped.process)
  await endOthers(stopped, reporting)
  const last = (await fleet.sweeps()).at(-1)
  await fleet.untilSweep((sweep) => sweep.n >= (last?.n ?? 0) + 2 && sweep.server === stopped.name)
  await reporting.stop()
  expect(await failures(live)).toEqual(never(live))
  expect(await failures(unresponsive)).toEqual(once(unresponsive))
})

const stopped = { timeout: 60_000 + STOPPED_SECONDS * 1_000 }
test(
  'a server stopped for long during a sweep loses it to another, and fails no supervisor that reports',
  stopped,
  async () => {
    await fleet.have(3)
    const live = await givenSupervisors(size.live)
    const unresponsive = await givenSupervisors(size.unresponsive)
    const reporting = keepReporting(db, live, olderBySeconds)
    const { server, release } = await givenBlockedSweep(unresponsive)
    for (const { process } of others(server)) reporting.reportThrough(process)
    const stoppedAt = await fleet.now()
    server.process.process.kill('SIGSTOP')
    await release() // its session has the locks that others wait for, until its idle timeout

    const next = await fleet.untilSweep((sweep) => sweep.at > stoppedAt && sweep.server !== server.name)
    expect(next.at - stoppedAt).toBeLessThan(5 * intervalMs) // less than the idle timeout of other transactions, 10 s
    await untilFailed(unresponsive)
    await delay(Math.max(0, STOPPED_SECONDS * 1_000 - ((await fleet.now()) - stoppedAt)))
    server.process.process.kill('SIGCONT')
    reporting.reportThrough(server.process)
    await endOthers(server, reporting)
    const continuedAt = await fleet.now()
    await fleet.untilSweep((sweep) => sweep.at > continuedAt && sweep.server === server.name)
    await reporting.stop()
    expect(await failures(live)).toEqual(never(live))
    expect(await failures(unresponsive)).toEqual(once(unresponsive))
  },
)

test('a server that receives SIGTERM during a sweep completes the sweep and exits with 0', async () => {
  await fleet.have(1)
  const unresponsive = await givenSupervisors(size.unresponsive)
  const { server, release } = await givenBlockedSweep(unresponsive)
  const ended = fleet.end(server, 'SIGTERM')
  await until(() => server.process.log().some(({ msg }) => msg === 'shutting down'), 'shutting down')
  expect(await failures(unresponsive)).toEqual(never(unresponsive))
  await release()
  expect(await ended).toMatchObject({ code: 0, signal: null })
  expect(await failures(unresponsive)).toEqual(once(unresponsive))
  expect((await fleet.sweeps()).at(-1)).toMatchObject({ server: server.name })
  const logged = server.process.log()
  logged.splice(
    0,
    logged.findIndex(({ msg }) => msg === 'shutting down'),
  )
  expect(logged.filter(({ failed }) => failed !== undefined)).toMatchObject([
    { failed: size.unresponsive, restarted: 0 },
  ])
  expect(logged.filter(({ level }) => Number(level) >= 40)).toEqual([]) // no warnings or errors
})

test('after an outage of all servers, supervisors have a whole heartbeat interval to report', async () => {
  await fleet.have(1)
  const unresponsive = await givenSupervisors(size.unresponsive)
  const live = await givenSupervisors(size.live)
  for (const server of [...fleet.running]) await fleet.end(server, 'SIGKILL')
  await silence([...unresponsive, ...live], 3_600)
  await db.pool.query(`UPDATE sweeper SET last_round_at = last_round_at - interval '15 s'`)

  const began = await fleet.now()
  await fleet.have(1, { grace: true })
  const [server] = fleet.running
  if (!server) throw new Error('no server is running')
  await fleet.untilSweep((sweep) => sweep.at > began + 2 * intervalMs)
  expect(await failures([...unresponsive, ...live])).toEqual(never([...unresponsive, ...live]))

  await reportOnce(server, live)
  // shortens the grace period to its last 4 s
  const { rows } = await db.pool.query<{ from: number }>(
    `UPDATE sweeper SET grace_from = grace_from - make_interval(secs => $1)
     RETURNING extract(epoch FROM grace_from AT TIME ZONE 'utc')::float8 * 1000 AS from`,
    [heartbeatSeconds - 4],
  )
  const graceEnds = (rows[0]?.from ?? NaN) + heartbeatSeconds * 1_000
  await untilFailed(unresponsive)
  const failedAt = await db.pool.query<{ at: number }>(
    `SELECT extract(epoch FROM min(at) AT TIME ZONE 'utc')::float8 * 1000 AS at FROM supervisor_events WHERE type = 'SUPERVISOR_STATUS_CHANGED'`,
  )
  expect(failedAt.rows[0]?.at).toBeGreaterThanOrEqual(graceEnds)
  expect(await failures(live)).toEqual(never(live))
})
