import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../support/process/embeddedProject.ts'
import { keepReporting } from '../support/supervision/keepReporting.ts'
import { withServers } from '../support/process/serverProcess.ts'
import { type SweepingServer, type SweepRound, withSweepingServers } from '../support/supervision/sweepingServers.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { beatsDocument } from '../support/supervision/withHeartbeats.ts'

/** How often the server that swept last is killed: SWEEPER_KILL_ROUNDS, or 3. */
const KILLS = Number(process.env.SWEEPER_KILL_ROUNDS ?? 3)
/** For how long a server is stopped in the middle of a round: STOPPED_SECONDS, or 12. */
const STOPPED_SECONDS = Number(process.env.STOPPED_SECONDS ?? 12)
const intervalMs = 1_000
/** The shortest there is; dead after three of them. */
const heartbeatSeconds = 10
const deadAfterSeconds = 3 * heartbeatSeconds
/** Those who report are kept that close to death. */
const olderBySeconds = 25
const size = { live: 100, dead: 20 }

const db = withDatabase()
const fleet = withSweepingServers(db, withServers(), intervalMs)

afterEach(async () => {
  expect(await db.violations()).toEqual([])
  await db.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

/** ACTIVE supervisors that have just reported, below one that is PAUSED, and so is not judged. */
async function givenSupervisors(count: number): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `WITH top AS (
       INSERT INTO supervisors (name, status) VALUES (gen_random_uuid()::text, 'PAUSED') RETURNING id
     )
     INSERT INTO supervisors (parent_id, name, status, config, last_heartbeat)
     SELECT top.id, 's' || i, 'ACTIVE', jsonb_build_object('heartbeat_interval', $2::int), timezone('utc', now())
     FROM top, generate_series(1, $1) i RETURNING id`,
    [count, heartbeatSeconds],
  )
  return rows.map(({ id }) => id)
}

/** Makes it so that nothing was heard of these for so long. */
async function silence(ids: readonly string[], seconds = deadAfterSeconds): Promise<void> {
  await db.pool.query(
    `UPDATE supervisors SET last_heartbeat = t.then, status_changed_at = t.then
     FROM (SELECT timezone('utc', clock_timestamp()) - make_interval(secs => $2) AS then) t WHERE id = ANY ($1::uuid[])`,
    [ids, seconds],
  )
}

/** How often these were made FAILED on the record, and how often a parent was told: '1 and 1', each number of times with how many had it. */
async function failures(ids: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await db.pool.query<{ times: string; supervisors: number }>(
    `SELECT times, count(*)::int AS supervisors FROM (
       SELECT count(*) FILTER (WHERE e.type = 'SUPERVISOR_STATUS_CHANGED' AND e.after ->> 'status' = 'FAILED' AND e.actor = 'sweeper')
         || ' and ' || count(*) FILTER (WHERE e.type = 'CHILD_FAILED') AS times
       FROM unnest($1::uuid[]) AS s (id)
       LEFT JOIN supervisor_events e ON s.id = CASE e.type WHEN 'CHILD_FAILED' THEN (e.after ->> 'childId')::uuid ELSE e.supervisor_id END
       GROUP BY s.id) t GROUP BY times`,
    [ids],
  )
  return Object.fromEntries(rows.map(({ times, supervisors }) => [times, supervisors]))
}
const timesOf = (failures: Record<string, number>): string => JSON.stringify(failures)
const never = (ids: readonly string[]): object => ({ '0 and 0': ids.length })
const once = (ids: readonly string[]): object => ({ '1 and 1': ids.length })

const untilFailed = (ids: readonly string[]): Promise<void> =>
  expect.poll(() => failures(ids), { timeout: 20 * intervalMs, interval: 20 }).toEqual(once(ids))

/** A server in the middle of a round, which has found these dead and is held up before it makes them FAILED. */
async function givenHeldUp(
  dead: readonly string[],
): Promise<{ server: SweepingServer; release: () => Promise<unknown> }> {
  const holder = await db.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(false)')
  await silence(dead)
  return { server: await fleet.untilWaiting(), release: () => holder.query('COMMIT') }
}

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
