import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect } from 'vitest'
import type { ServerProcess, ServerSupport } from '../process/serverProcess.ts'
import type { TestDatabase } from '../database/withDatabase.ts'

export interface SweepingServer {
  readonly process: ServerProcess
  /** Also the application name of its sessions in PostgreSQL. */
  readonly name: string
}

/** An attempt of a server to run a sweep. */
export interface SweepAttempt {
  /** Time on the database clock, in milliseconds. */
  readonly at: number
  readonly server: string
}
/** A committed sweep. */
export interface RecordedSweep extends SweepAttempt {
  readonly n: number
}

export interface SweepingServers {
  /** Servers that run now. */
  readonly running: ReadonlySet<SweepingServer>
  /**
   * Starts servers until this number run. Ends the grace period because of killed servers, and that after an outage unless
   * `grace` is set.
   */
  have(count: number, options?: { readonly grace?: boolean }): Promise<void>
  /** Sends a signal that ends the server, and waits until it exits. */
  end(server: SweepingServer, signal: NodeJS.Signals): ReturnType<ServerProcess['stop']>
  named(name: string): SweepingServer
  /** All sweeps so far, in order. */
  sweeps(): Promise<RecordedSweep[]>
  /** All attempts to run a sweep so far, successful or not, in order. */
  attempts(): Promise<SweepAttempt[]>
  /** Waits for a sweep that matches, and returns the first one. */
  untilSweep(matches: (sweep: RecordedSweep) => boolean): Promise<RecordedSweep>
  /** Waits for a server within a sweep that has found unresponsive supervisors and waits for the hierarchy lock. */
  untilWaiting(): Promise<SweepingServer>
  /** Whether the server is within a sweep that has the hierarchy lock. */
  isInSweep(server: SweepingServer): Promise<boolean>
  /** Current time on the database clock, in milliseconds. */
  now(): Promise<number>
}

/** Records every attempt and every sweep with its server: the database itself keeps only the time of the last sweep. */
const RECORD_SWEEPS = ['attempts', 'sweeps']
  .map(
    (table) => `
      CREATE TABLE ${table} (n integer GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp(), server text DEFAULT current_setting('application_name'));
      CREATE FUNCTION record_${table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.${table} DEFAULT VALUES; RETURN NULL; END';
      CREATE TRIGGER record_${table} ${table === 'sweeps' ? 'AFTER UPDATE ON sweeper FOR EACH ROW' : 'BEFORE UPDATE ON sweeper FOR EACH STATEMENT'}
        WHEN (current_setting('application_name') LIKE 'server %') EXECUTE FUNCTION record_${table}();`,
  )
  .join('')
const SELECT_RECORD = 'SELECT n, extract(epoch FROM at)::float8 * 1000 AS at, server FROM'

/** Starts servers on one database, each with a sweeper. */
export function withSweepingServers(db: TestDatabase, servers: ServerSupport, intervalMs: number): SweepingServers {
  const running = new Set<SweepingServer>()
  let started = 0
  beforeAll(() => db.pool.query(RECORD_SWEEPS))

  const start = async (): Promise<void> => {
    const name = `server ${++started}`
    const url = new URL(db.url)
    url.searchParams.set('application_name', name)
    const process = await servers.start({ DATABASE_URL: url.href, SWEEP_INTERVAL_MS: String(intervalMs) })
    running.add({ process, name })
  }
  const fleet: SweepingServers = {
    running,
    async have(count, { grace = false } = {}) {
      await Promise.all(Array.from({ length: Math.max(0, count - running.size) }, start))
      if (!grace) await db.pool.query('UPDATE sweeper SET grace_from = NULL')
      await db.pool.query('DELETE FROM hierarchy_servers') // forgets killed servers: those that run report again
    },
    end(server, signal) {
      running.delete(server)
      return server.process.stop(signal)
    },
    named(name) {
      const server = [...running].find((each) => each.name === name)
      if (!server) throw new Error(`${name} is not running`)
      return server
    },
    async sweeps() {
      const { rows } = await db.pool.query<RecordedSweep>(`${SELECT_RECORD} sweeps ORDER BY n`)
      return rows
    },
    async attempts() {
      const { rows } = await db.pool.query<SweepAttempt>(`${SELECT_RECORD} attempts ORDER BY n`)
      return rows
    },
    async untilSweep(matches) {
      for (;;) {
        const sweep = (await fleet.sweeps()).find(matches)
        if (sweep) return sweep
        await delay(5)
      }
    },
    async untilWaiting() {
      for (;;) {
        const { rows } = await db.pool.query<{ name: string }>(
          `SELECT application_name AS name FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%lock_hierarchy%'`,
        )
        expect(rows.length).toBeLessThanOrEqual(1) // only one server runs the sweep
        if (rows[0]) return fleet.named(rows[0].name)
        await delay(5)
      }
    },
    async isInSweep({ name }) {
      const { rows } = await db.pool.query(
        `SELECT FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
         WHERE a.datname = current_database() AND a.application_name = $1 AND a.query LIKE '%lock_hierarchy%'
           AND a.state = 'idle in transaction' AND l.locktype = 'advisory' AND l.mode = 'ExclusiveLock' AND l.granted`,
        [name],
      )
      return rows.length > 0
    },
    async now() {
      const { rows } = await db.pool.query<{ now: number }>(
        'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now',
      )
      return rows[0]?.now ?? NaN
    },
  }
  return fleet
}
