import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { startEmbedded } from '../../src/db/embedded.ts'
import { errorCode } from '../../src/db/errorCode.ts'
import { processesIn } from '../support/process/embeddedProject.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'
import { reportThroughTrouble } from '../support/supervision/reportThroughTrouble.ts'

/**
 * Trouble of the servers and of their database fails no supervisor that sends heartbeats. Unresponsive ones are found
 * afterwards.
 */

const givenSeconds = process.env.TROUBLE_SECONDS
/** Duration of each trouble in seconds: TROUBLE_SECONDS, by default 22. Healthy supervisors may miss two heartbeats of 10 s. */
const TROUBLE_SECONDS = Number(givenSeconds ?? 22)
/** A healthy supervisor sends one heartbeat in each interval, so this is its longest silence. */
const longestSilence = 10
const size = { live: 20, unresponsive: 10 }

const servers = withServers()
const cleanups: (() => unknown)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup()
})

interface Troubled {
  readonly pool: pg.Pool
  /** Two servers, the first of them behind a proxy. Each has its own supervisor processes. */
  readonly first: ServerProcess
  readonly second: ServerProcess
  readonly proxy: TcpProxy
  /** Directory of PostgreSQL. */
  readonly dir: string
  readonly superuserUrl: string
}
interface Trouble {
  readonly what: string
  /** Whether only `npm run soak` and a given TROUBLE_SECONDS try it: each trouble needs a database and two servers. */
  readonly isLong?: true
  /** Whether PostgreSQL's data is in a separate file system of 400 MiB. */
  readonly ownFileSystem?: true
  begin(fleet: Troubled): unknown
  end(fleet: Troubled): unknown
  /** Whether all heartbeats are recorded in the meantime. */
  readonly refusesNothing?: true
  /** Whether the supervisors of the first server fail, because their protection is switched off. */
  readonly failsFirst?: true
}

const signal = (dir: string, name: NodeJS.Signals): void => {
  for (const pid of processesIn(dir)) {
    try {
      process.kill(pid, name)
    } catch {
      // the process of a session has just ended
    }
  }
}
const setReadOnly = async (superuserUrl: string, value: 'on' | 'off'): Promise<void> => {
  const superuser = new pg.Client({ connectionString: superuserUrl })
  await superuser.connect()
  await superuser.query(`ALTER SYSTEM SET default_transaction_read_only = ${value}`)
  await superuser.query('SELECT pg_reload_conf()')
  await superuser.end()
}
let endLock: (() => unknown) | undefined
const lockTeams = async ({ pool, first, second }: Troubled): Promise<void> => {
  const holder = await pool.connect()
  await holder.query('BEGIN; LOCK TABLE supervisor_teams IN ACCESS EXCLUSIVE MODE')
  endLock = async () => {
    await holder.query('COMMIT')
    holder.release()
  }
  for (const server of [first, second]) {
    for (let i = 1; i <= 30; i++)
      void server.graphql(`{ supervisors(first: 1) { nodes { teams(first: ${i}) { nodes { id } } } } }`).catch(() => 0)
  }
}
const withoutReports = `CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  CREATE TRIGGER skip BEFORE INSERT OR UPDATE ON hierarchy_servers FOR EACH ROW EXECUTE FUNCTION skip();
  DELETE FROM hierarchy_servers`

const troubles: readonly Trouble[] = [
  {
    what: '30 readers of each server wait for a locked table',
    begin: lockTeams,
    end: () => endLock?.(),
    refusesNothing: true,
  },
  {
    what: 'a server is paused',
    begin: ({ first }) => first.process.kill('SIGSTOP'),
    end: ({ first }) => first.process.kill('SIGCONT'),
  },
  {
    what: 'a server is paused, and servers do not report themselves',
    isLong: true,
    begin: async ({ pool, first }) => {
      await pool.query(withoutReports)
      first.process.kill('SIGSTOP')
    },
    end: ({ first }) => first.process.kill('SIGCONT'),
    failsFirst: true,
  },
  {
    what: 'a server is cut off from the database',
    begin: ({ proxy }) => proxy.refuse(),
    end: ({ proxy }) => proxy.forward(),
  },
  {
    what: 'PostgreSQL is paused',
    isLong: true,
    begin: ({ dir }) => {
      signal(dir, 'SIGSTOP')
    },
    end: ({ dir }) => {
      signal(dir, 'SIGCONT')
    },
  },
  {
    what: 'the database is read-only',
    begin: ({ superuserUrl }) => setReadOnly(superuserUrl, 'on'),
    end: ({ superuserUrl }) => setReadOnly(superuserUrl, 'off'),
  },
  {
    what: 'the disk is full',
    isLong: true,
    ownFileSystem: true,
    begin: ({ dir }) => {
      const { bavail, bsize } = statfsSync(dir)
      try {
        writeFileSync(join(dir, 'filler'), Buffer.alloc(bavail * bsize))
      } catch (error) {
        if (!(error instanceof Error) || errorCode(error) !== 'ENOSPC') throw error // the database took some of the space first: the disk is full
      }
    },
    end: ({ dir }) => {
      rmSync(join(dir, 'filler'))
    },
  },
]
const tried = troubles.filter(({ isLong }) => !isLong || givenSeconds !== undefined)
const canMount = process.getuid?.() === 0 && process.platform === 'linux'

async function givenFleet(ownFileSystem: boolean): Promise<Troubled> {
  const dir = servers.newDirectory()
  if (ownFileSystem) {
    mkdirSync(dir, { recursive: true })
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', dir]).status).toBe(0)
    cleanups.push(() => spawnSync('umount', ['-l', dir]))
  }
  const postgres = await startEmbedded({ dataDir: dir, settings: { fsync: 'off', min_wal_size: '32MB' } })
  cleanups.push(() => {
    signal(dir, 'SIGCONT')
    return postgres.stop()
  })
  const pool = new pg.Pool({ connectionString: postgres.url(), max: 3 })
  pool.on('error', () => undefined)
  cleanups.push(() => pool.end())
  const proxy = await givenProxy(postgres.url())
  await proxy.forward()
  const start = (url: string) => servers.start({ DATABASE_URL: url, SWEEP_INTERVAL_MS: '1000' })
  const second = await start(postgres.url())
  return { pool, first: await start(proxy.url), second, proxy, dir, superuserUrl: postgres.superuserUrl() }
}

async function givenSupervisors(pool: pg.Pool, name: string, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO supervisors (name, status, config, last_heartbeat)
     SELECT $1 || i, 'ACTIVE', '{"heartbeat_interval":10}', timezone('utc', now()) FROM generate_series(1, $2) i RETURNING id`,
    [name, count],
  )
  return rows.map(({ id }) => id)
}

/** Moves the last heartbeat and the last status change of supervisors into the past. */
async function silence(pool: pg.Pool, ids: readonly string[], seconds: number): Promise<void> {
  await pool.query(
    `UPDATE supervisors SET last_heartbeat = t.then, status_changed_at = t.then
     FROM (SELECT timezone('utc', clock_timestamp()) - make_interval(secs => $2) AS then) t WHERE id = ANY ($1::uuid[])`,
    [ids, seconds],
  )
}

/** Number of these supervisors that were ever FAILED. */
async function countFailed(pool: pg.Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(DISTINCT supervisor_id)::int AS count FROM supervisor_events
     WHERE supervisor_id = ANY ($1::uuid[]) AND after ->> 'status' = 'FAILED'`,
    [ids],
  )
  return rows[0]?.count ?? NaN
}

const timeout = 120_000 + TROUBLE_SECONDS * 1_000
describe.concurrent('no supervisor that sends heartbeats fails, and unresponsive ones are found, when', () => {
  // the expect of the test: polls of concurrent tests cannot use the global one
  test.for(tried)('$what', { timeout }, async (trouble, { expect }) => {
    if (trouble.ownFileSystem && !canMount) {
      console.info('skipped: only root on Linux can mount a file system')
      return
    }
    const fleet = await givenFleet(trouble.ownFileSystem ?? false)
    const { pool, first, second } = fleet
    const live = [await givenSupervisors(pool, 'a', size.live), await givenSupervisors(pool, 'b', size.live)] as const
    const unresponsive = await givenSupervisors(pool, 'unresponsive', size.unresponsive)
    await pool.query('UPDATE sweeper SET grace_from = NULL')
    await silence(pool, live.flat(), longestSilence)

    await trouble.begin(fleet)
    const processes = [reportThroughTrouble(first, live[0]), reportThroughTrouble(second, live[1])] as const
    await delay(TROUBLE_SECONDS * 1_000)
    const refused = processes.map((each) => each.refused)
    await trouble.end(fleet)

    const reporting = trouble.failsFirst ? processes.slice(1) : processes
    const before = reporting.map((each) => each.recorded)
    await expect
      .poll(() => reporting.every(({ recorded }, i) => recorded > (before[i] ?? NaN)), { timeout: 30_000 })
      .toBe(true)
    await silence(pool, unresponsive, 60)
    await expect.poll(() => countFailed(pool, unresponsive), { timeout: 40_000, interval: 200 }).toBe(size.unresponsive)
    await Promise.all(processes.map((each) => each.stop()))
    const failed = [await countFailed(pool, live[0]), await countFailed(pool, live[1])]
    console.info(
      `${trouble.what} for ${TROUBLE_SECONDS} s: ${refused.join(' and ')} requests of the servers refused, ` +
        `${failed.join(' and ')} of ${size.live} live supervisors failed, ${size.unresponsive} of ${size.unresponsive} unresponsive ones found`,
    )
    if (trouble.refusesNothing) expect(refused).toEqual([0, 0])
    expect(failed).toEqual([trouble.failsFirst ? size.live : 0, 0])
  })
})
