import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, expect } from 'vitest'
import type { ServerProcess, ServerSupport } from '../process/serverProcess.ts'
import type { TestDatabase } from '../database/withDatabase.ts'

export interface SweepingServer {
  readonly process: ServerProcess
  /** Its sessions in PostgreSQL have it too. */
  readonly name: string
}

/** When a server asked for the turn. */
export interface SweepAttempt {
  /** Milliseconds, by the database's clock. */
  readonly at: number
  readonly server: string
}
/** A round that was committed. */
export interface SweepRound extends SweepAttempt {
  readonly n: number
}

export interface SweepingServers {
  /** Those that are running. */
  readonly running: ReadonlySet<SweepingServer>
  /** Starts servers until so many are running. Nobody has grace then, unless they are to. */
  have(count: number, options?: { readonly grace?: boolean }): Promise<void>
  /** Ends one by a signal, which it need not outlive; what it answered. */
  end(server: SweepingServer, signal: NodeJS.Signals): ReturnType<ServerProcess['stop']>
  named(name: string): SweepingServer
  /** All rounds so far, in order. */
  rounds(): Promise<SweepRound[]>
  /** All attempts so far to make one, in vain or not, in order. */
  attempts(): Promise<SweepAttempt[]>
  /** The first of the rounds that fits, once it is there. */
  untilRound(fits: (round: SweepRound) => boolean): Promise<SweepRound>
  /** The server that is in the middle of a round: it has found the dead, and waits for the hierarchy's lock. */
  untilWaiting(): Promise<SweepingServer>
  /** Milliseconds, by the database's clock. */
  now(): Promise<number>
}

/** Puts on record who asks for the turn, and who gets it: the database itself tells only when somebody got it last. */
const RECORD_ROUNDS = ['attempts', 'rounds']
  .map(
    (table) => `
      CREATE TABLE ${table} (n integer GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp(), server text DEFAULT current_setting('application_name'));
      CREATE FUNCTION record_${table}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.${table} DEFAULT VALUES; RETURN NULL; END';
      CREATE TRIGGER record_${table} ${table === 'rounds' ? 'AFTER UPDATE ON sweeper FOR EACH ROW' : 'BEFORE UPDATE ON sweeper FOR EACH STATEMENT'}
        WHEN (current_setting('application_name') LIKE 'server %') EXECUTE FUNCTION record_${table}();`,
  )
  .join('')
const SELECT_RECORD = 'SELECT n, extract(epoch FROM at)::float8 * 1000 AS at, server FROM'

/** Servers on one database, each of which looks for the dead. */
export function withSweepingServers(db: TestDatabase, servers: ServerSupport, intervalMs: number): SweepingServers {
  const running = new Set<SweepingServer>()
  let started = 0
  beforeAll(() => db.pool.query(RECORD_ROUNDS))

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
    async rounds() {
      const { rows } = await db.pool.query<SweepRound>(`${SELECT_RECORD} rounds ORDER BY n`)
      return rows
    },
    async attempts() {
      const { rows } = await db.pool.query<SweepAttempt>(`${SELECT_RECORD} attempts ORDER BY n`)
      return rows
    },
    async untilRound(fits) {
      for (;;) {
        const round = (await fleet.rounds()).find(fits)
        if (round) return round
        await delay(5)
      }
    },
    async untilWaiting() {
      for (;;) {
        const { rows } = await db.pool.query<{ name: string }>(
          `SELECT application_name AS name FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%lock_hierarchy%'`,
        )
        expect(rows.length).toBeLessThanOrEqual(1) // of all servers one makes the round
        if (rows[0]) return fleet.named(rows[0].name)
        await delay(5)
      }
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
