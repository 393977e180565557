import { createLoop, type Loop } from '../background/loop.ts'
import type { Database, Queryable } from '../db/database.ts'
import { errorCode } from '../db/errorCode.ts'
import { fetchHorizon } from '../db/queries/events.ts'
import {
  fetchChanges,
  fetchPart,
  recount,
  storeProgress,
  takeCountTurn,
  type CountProgress,
  type Recounted,
} from '../db/queries/keptCounts.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { originalOf } from '../db/unavailable.ts'

export interface CountKeeperOptions {
  readonly db: Database
  /** Called when a run fails. The next run follows after 5 s. */
  readonly onError: (error: unknown) => void
  /** Pause between two runs in milliseconds. @default 1000 */
  readonly intervalMs?: number
}

export interface KeepLimits {
  /** Events whose changes are counted together. @default 1000 */
  readonly events?: number
  /** Supervisors, or agents, that are counted together. @default 2000 */
  readonly rows?: number
  /** Time after which a run ends, even if it has not counted everything, in milliseconds. @default 2000 */
  readonly runMs?: number
}

/** Much shorter than the default age of counts. */
const defaultIntervalMs = 1_000
/** Longer, so that an outage does not fill the log. */
const pauseAfterErrorMs = 5_000
/** Supervisors or agents that each run counts again although no event says so, in case a writer has bypassed the triggers. */
const repairedRows = 100

/**
 * Creates the background job that keeps the counts of subtrees. It follows the event log. Every server runs one: they take turns.
 *
 * At first, it counts everything in small parts. It starts again if events that it has not seen were deleted. Afterwards it counts
 * a few rows again in each run, so that changes without events are noticed too.
 */
export function createCountKeeper({ db, onError, intervalMs = defaultIntervalMs }: CountKeeperOptions): Loop {
  const run = async (): Promise<number> => {
    const state = await keepCounts(db, intervalMs / 2)
    return state === 'behind' ? intervalMs / 10 : intervalMs
  }
  return createLoop({ run, onError, pauseAfterErrorMs })
}

/**
 * Counts what has changed.
 * @param minAgeMs the counts stay as they are if they are younger than this: another server has counted
 * @returns whether the counts are right at the time of the run, or there is more to count
 */
export async function keepCounts(
  db: Database,
  minAgeMs = 0,
  limits?: KeepLimits,
): Promise<'current' | 'behind' | 'busy'> {
  // before the snapshot, which then contains all events up to the horizon
  const horizon = await fetchHorizon(db.on('counts'))
  try {
    return await inSnapshot(db, (tx) => keepCountsIn(tx, horizon, minAgeMs, limits))
  } catch (error) {
    // another server had the turn between the snapshot and the lock
    const original = originalOf(error)
    if (original instanceof Error && errorCode(original) === '40001') return 'busy'
    throw error
  }
}

/** As {@link keepCounts}, in a snapshot that contains all events up to `horizon`. */
export async function keepCountsIn(
  tx: Queryable,
  horizon: string,
  minAgeMs: number,
  { events = 1_000, rows = 2_000, runMs = 2_000 }: KeepLimits = {},
): Promise<'current' | 'behind' | 'busy'> {
  const until = performance.now() + runMs
  const turn = await takeCountTurn(tx)
  if (!turn) return 'busy'
  if (turn.ageMs !== null && turn.ageMs >= 0 && turn.ageMs < minAgeMs) return 'current'
  const start: CountProgress = turn.isGapless
    ? turn
    : { position: horizon, isBuilt: false, part: 'supervisors', partAfter: null }

  if (!start.isBuilt) {
    let progress = start
    do progress = await countPart(tx, progress, rows)
    while (!progress.isBuilt && performance.now() < until)
    await storeProgress(tx, progress, false)
    return 'behind'
  }

  let position = start.position ?? '0'
  let isLast = false
  while (!isLast && performance.now() < until) {
    const changes = await fetchChanges(tx, position, events)
    await recountInParts(tx, changes, rows)
    position = changes.last ?? position
    isLast = changes.count < events
  }
  const repaired = isLast ? await countPart(tx, start, Math.min(rows, repairedRows)) : start
  // events beyond the horizon are counted again: others can appear before them
  await storeProgress(tx, { ...repaired, position: smaller(position, horizon) }, isLast)
  return isLast ? 'current' : 'behind'
}

/** Counts the next part again. The last part completes the counts, and the first one follows. */
async function countPart(tx: Queryable, progress: CountProgress, rows: number): Promise<CountProgress> {
  const ids = await fetchPart(tx, progress, rows)
  const { part } = progress
  await recount(tx, { supervisors: [], agents: [], [part]: ids })
  const last = ids.at(-1)
  if (last !== undefined) return { ...progress, partAfter: last }
  return part === 'supervisors'
    ? { ...progress, part: 'agents', partAfter: null }
    : { ...progress, isBuilt: true, part: 'supervisors', partAfter: null }
}

async function recountInParts(tx: Queryable, { supervisors, agents }: Recounted, rows: number): Promise<void> {
  for (let i = 0; i < supervisors.length || i < agents.length; i += rows)
    await recount(tx, { supervisors: supervisors.slice(i, i + rows), agents: agents.slice(i, i + rows) })
}

function smaller(a: string, b: string): string {
  return BigInt(a) < BigInt(b) ? a : b
}
