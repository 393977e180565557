import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import type { TestDatabase } from './withDatabase.ts'

/**
 * A contestant awaits this between its statements and its commit. It resolves when every other contestant has reached
 * this point, has ended, or waits for a lock. This guarantees that the transactions overlap.
 */
export type Hold = () => Promise<void>

/**
 * One participant of a round. Its result is the string that it returns (a `__typename`, for example), otherwise 'ok'. An
 * error of the database is a refusal: its result is the code and the constraint.
 */
export type Contestant = (hold: Hold) => Promise<unknown>

export interface Race {
  /** Names the race in the report. */
  name: string
  rounds: number
  /** Prepares a round and returns its contestants, which start at the same time. */
  round: (round: number) => Promise<readonly Contestant[]>
  /** Returns the problems of a round with these results, which have the order of its contestants. */
  judge?: Judge
}

export type Judge = (results: readonly string[]) => Promise<readonly string[]>

export interface RaceOutcome {
  rounds: number
  /** Number of rounds in which a session waited for a lock other than that of the event log, so before its commit. */
  waited: number
  /** Number of times that each result occurred. */
  results: Record<string, number>
  /** Problems that `verify_hierarchy()` or `judge` found after any round. */
  violations: unknown[]
}

const DEADLOCK = '40P01'
/** The advisory lock of `record_event()`. */
const EVENT_LOG_LOCK = 6014125520
/** Limits the wait for the other contestants, one of which may never reach its `hold`. */
const HOLD_TIMEOUT_MS = 2_000

/** Number of rounds of a race: RACE_ROUNDS, by default 10. */
export const ROUNDS = Number(process.env.RACE_ROUNDS ?? 10)

/**
 * Runs the rounds one after the other, while a separate session observes pg_locks. Prints one line with the outcome. The
 * caller decides whether that outcome is right.
 */
export async function race(db: TestDatabase, { name, rounds, round, judge }: Race): Promise<RaceOutcome> {
  const observer = await db.session()
  const outcome: RaceOutcome = { rounds, waited: 0, results: {}, violations: [] }
  for (let i = 0; i < rounds; i++) {
    const { waited, results } = await runRound(observer, await round(i))
    if (waited) outcome.waited++
    for (const result of results) outcome.results[result] = (outcome.results[result] ?? 0) + 1
    outcome.violations.push(...(await db.violations()), ...((await judge?.(results)) ?? []))
  }
  console.info(
    `race: ${name}: ${rounds} rounds, waiting seen in ${outcome.waited}, deadlocks ${outcome.results[DEADLOCK] ?? 0}, ` +
      `violations ${outcome.violations.length}, results ${JSON.stringify(outcome.results)}`,
  )
  return outcome
}

async function runRound(
  observer: pg.Client,
  contestants: readonly Contestant[],
): Promise<{ waited: boolean; results: string[] }> {
  let ended = 0
  let waited = false
  const holding = new Set<() => void>()
  const hold: Hold = () =>
    new Promise((resolve) => {
      holding.add(resolve)
      void after(HOLD_TIMEOUT_MS, undefined, { ref: false }).then(resolve)
    })
  const racing = Promise.all(
    contestants.map(async (contestant) => {
      try {
        const result = await contestant(hold)
        return typeof result === 'string' ? result : 'ok'
      } catch (error) {
        return refusalOf(error)
      } finally {
        ended++
      }
    }),
  )
  racing.catch(() => undefined) // `await racing` below reports the error
  while (ended < contestants.length) {
    // read before the query, since a session that waits for a lock now may continue during the query
    const arrived = [...holding]
    const elsewhere = ended + arrived.length
    await after(1) // leaves time for the contestants, which share this process
    const { waiting, met } = await countWaiting(observer)
    waited ||= met > 0
    if (elsewhere + waiting < contestants.length) continue
    for (const release of arrived) {
      holding.delete(release)
      release()
    }
  }
  return { waited, results: await racing }
}

/** Counts the sessions that wait for any lock, and those that wait for another lock than the one all commits take. */
async function countWaiting(observer: pg.Client): Promise<{ waiting: number; met: number }> {
  const { rows } = await observer.query<{ waiting: number; met: number }>(
    `SELECT count(DISTINCT pid)::integer AS waiting,
       count(DISTINCT pid) FILTER (WHERE locktype <> 'advisory' OR (classid::bigint << 32 | objid::bigint) <> $1::bigint)::integer AS met
     FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
    [EVENT_LOG_LOCK],
  )
  return rows[0] ?? { waiting: 0, met: 0 }
}

function refusalOf(error: unknown): string {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error
  return error.constraint ? `${error.code} ${error.constraint}` : error.code
}

/** A contestant that runs the statements in one transaction, keeps it open until all overlap, and commits. */
export function inTransaction(session: pg.Client, ...statements: [sql: string, values?: unknown[]][]): Contestant {
  return async (hold) => {
    await session.query('BEGIN')
    try {
      for (const [sql, values] of statements) await session.query(sql, values)
      await hold()
      await session.query('COMMIT')
    } catch (error) {
      await session.query('ROLLBACK')
      throw error
    }
  }
}

/** A contestant that runs one statement without a transaction block, after a short random delay. */
export function inOneStatement(session: pg.Client, sql: string, values?: unknown[]): Contestant {
  return async () => {
    await after(Math.random() * 2)
    await session.query(sql, values)
  }
}
