import { setTimeout as after } from 'node:timers/promises'
import pg from 'pg'
import type { TestDatabase } from './withDatabase.ts'

/**
 * To be awaited by a contestant that has done its statements and has yet to commit: resolves once every other one has
 * got as far, has ended, or is seen waiting for a lock. So the transactions overlap for certain.
 */
export type Hold = () => Promise<void>

/**
 * One party of a round. What it answers, if a string, is its result (a `__typename`, say), else 'ok'; what it throws is
 * a refusal, counted by the error's code and constraint.
 */
export type Contestant = (hold: Hold) => Promise<unknown>

export interface Race {
  /** Names the race in the report. */
  name: string
  rounds: number
  /** Makes the givens of a round and answers who races in it; all are started at the same time. */
  round: (round: number) => Promise<readonly Contestant[]>
  /** What is wrong with a round that came to these results, in the order of its contestants: nothing, if it is sound. */
  judge?: Judge
}

export type Judge = (results: readonly string[]) => Promise<readonly string[]>

export interface RaceOutcome {
  rounds: number
  /** In how many rounds a session was seen waiting for a lock of another, other than that of the feed: they met before the commit. */
  waited: number
  /** How often each result and each refusal came. */
  results: Record<string, number>
  /** What `verify_hierarchy()` found, and what the race's own judge did, after any round. */
  violations: unknown[]
}

const DEADLOCK = '40P01'
/** The advisory lock of `record_event()`. */
const FEED_LOCK = 6014125520
const HOLD_TIMEOUT_MS = 2_000

/** How many rounds a race has: RACE_ROUNDS, or 50. */
export const ROUNDS = Number(process.env.RACE_ROUNDS ?? 50)

/**
 * Races contestants over the database, round after round, while a session of its own looks on in pg_locks. Prints a
 * line with what came out; judging that is the caller's.
 */
export async function race(db: TestDatabase, { name, rounds, round, judge }: Race): Promise<RaceOutcome> {
  const onlooker = await db.session()
  const outcome: RaceOutcome = { rounds, waited: 0, results: {}, violations: [] }
  for (let i = 0; i < rounds; i++) {
    const { waited, results } = await runRound(onlooker, await round(i))
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
  onlooker: pg.Client,
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
  racing.catch(() => undefined) // heard below, when all have ended
  while (ended < contestants.length) {
    // as it was before looking: a session seen waiting may have gone on since
    const arrived = [...holding]
    const elsewhere = ended + arrived.length
    await after(1) // or looking would take the time of those who race
    const { waiting, met } = await countWaiting(onlooker)
    waited ||= met > 0
    if (elsewhere + waiting < contestants.length) continue
    for (const go of arrived) {
      holding.delete(go)
      go()
    }
  }
  return { waited, results: await racing }
}

/** Sessions that wait for any lock; and those that do for another than the feed's, where all commits queue. */
async function countWaiting(onlooker: pg.Client): Promise<{ waiting: number; met: number }> {
  const { rows } = await onlooker.query<{ waiting: number; met: number }>(
    `SELECT count(DISTINCT pid)::integer AS waiting,
       count(DISTINCT pid) FILTER (WHERE locktype <> 'advisory' OR (classid::bigint << 32 | objid::bigint) <> $1::bigint)::integer AS met
     FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`,
    [FEED_LOCK],
  )
  return rows[0] ?? { waiting: 0, met: 0 }
}

function refusalOf(error: unknown): string {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error
  return error.constraint ? `${error.code} ${error.constraint}` : error.code
}

/** A contestant that runs the statements in one transaction, holds it open until all overlap, and commits. */
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

/** A contestant that runs one statement, which commits itself, a moment of chance after the start. */
export function onItsOwn(session: pg.Client, sql: string, values?: unknown[]): Contestant {
  return async () => {
    await after(Math.random() * 2)
    await session.query(sql, values)
  }
}
