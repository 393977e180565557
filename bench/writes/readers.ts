import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Queryable } from '../../src/db/database.ts'
import { fetchHorizon } from '../../src/db/queries/events.ts'
import { feedPollMs } from '../../src/events/createEventFeed.ts'
import { buildFleet } from '../cascade/fleet.ts'
import { quantile } from '../feed/measure.ts'
import type { SchemaDatabase } from './schemas.ts'

export interface ReaderSituation {
  readonly name: string
  /** Pause between two reads of the horizon, for each reader. */
  readonly pauses: readonly number[]
}

/** Readers of the event log beside the writers: none, as of a server, and several that never pause. */
export const readerSituations: readonly ReaderSituation[] = [
  { name: 'none', pauses: [] },
  { name: `1, every ${feedPollMs} ms`, pauses: [feedPollMs] },
  { name: '4, without a pause', pauses: [0, 0, 0, 0] },
]

export interface ReaderMeasurement {
  readonly commitsPerSecond: number
  /** Durations of the transactions of the writers in milliseconds, sorted. */
  readonly commits: readonly number[]
  /** Durations of the reads in milliseconds, sorted. */
  readonly reads: readonly number[]
  /** The longest time for which a reader saw the same horizon, in milliseconds. */
  readonly longestStop: number
}

export const writerConnections = 64

/** Each connection changes a supervisor of its own, one in each transaction, while readers poll the horizon. */
export async function measureReaders(
  database: SchemaDatabase,
  { pauses }: ReaderSituation,
  seconds: number,
): Promise<ReaderMeasurement> {
  const sessions = await Promise.all(
    Array.from({ length: writerConnections + pauses.length }, () => database.newSession()),
  )
  try {
    const writers = sessions.slice(0, writerConnections)
    const [first] = writers
    if (!first) throw new Error('expected at least one connection')
    await buildFleet(first, { supervisors: writerConnections, members: 0 })
    const { rows } = await first.query<{ id: string }>('SELECT id FROM supervisors')
    const until = performance.now() + seconds * 1_000
    const [commits, reads] = await Promise.all([
      Promise.all(writers.map((session, i) => write(session, rows[i]?.id ?? '', until))),
      Promise.all(pauses.map((pause, i) => read(sessions[writerConnections + i] ?? first, pause, until))),
    ])
    const sorted = (lists: readonly (readonly number[])[]): number[] => lists.flat().sort((a, b) => a - b)
    return {
      commitsPerSecond: commits.flat().length / seconds,
      commits: sorted(commits),
      reads: sorted(reads.map(({ durations }) => durations)),
      longestStop: Math.max(0, ...reads.map(({ longestStop }) => longestStop)),
    }
  } finally {
    await Promise.all(sessions.map((session) => session.end()))
  }
}

async function write(session: pg.Client, id: string, until: number): Promise<number[]> {
  const durations: number[] = []
  for (let began = performance.now(); began < until; began = performance.now()) {
    const values = [id, String(durations.length)]
    await session.query({ name: 'write', text: 'UPDATE supervisors SET description = $2 WHERE id = $1', values })
    durations.push(performance.now() - began)
  }
  return durations
}

async function read(
  session: pg.Client,
  pauseMs: number,
  until: number,
): Promise<{ durations: number[]; longestStop: number }> {
  const db: Queryable = {
    query: async <Row extends pg.QueryResultRow>({ text, values }: { text: string; values: unknown[] }) =>
      (await session.query<Row>({ name: text.slice(0, 60), text, values })).rows,
  }
  const durations: number[] = []
  let last = ''
  let [movedAt, longestStop] = [performance.now(), 0]
  for (let began = performance.now(); began < until; began = performance.now()) {
    const horizon = await fetchHorizon(db)
    const ended = performance.now()
    durations.push(ended - began)
    longestStop = Math.max(longestStop, ended - movedAt)
    if (horizon !== last) [last, movedAt] = [horizon, ended]
    if (pauseMs > 0) await sleep(pauseMs)
  }
  return { durations, longestStop }
}

export function describeReaders(
  name: string,
  { commitsPerSecond, commits, reads, longestStop }: ReaderMeasurement,
): string[] {
  const at = (values: readonly number[], q: number): string =>
    values.length === 0 ? '' : quantile(values, q).toFixed(1)
  return [
    name,
    commitsPerSecond.toFixed(0),
    at(commits, 0.5),
    at(commits, 0.99),
    at(commits, 1),
    at(reads, 0.99),
    reads.length === 0 ? '' : longestStop.toFixed(0),
  ]
}
