import { afterEach, expect } from 'vitest'
import { fetchEvents, fetchReplayed, replayEvents, type EventRecord } from './replayEvents.ts'
import type { TestDatabase } from '../database/withDatabase.ts'

/** Runs the work and returns the events that it recorded, in order. */
export async function eventsOf(db: TestDatabase, work: () => Promise<unknown>): Promise<EventRecord[]> {
  const { rows } = await db.pool.query<{ last: string }>(
    `SELECT coalesce(max(sequence), 0)::text AS last FROM supervisor_events`,
  )
  await work()
  return fetchEvents(db.pool, rows[0]?.last)
}

/** Runs the statements as one transaction of a new session, and returns its events. */
export function eventsOfTransaction(db: TestDatabase, ...statements: string[]): Promise<EventRecord[]> {
  return eventsOf(db, async () => {
    const session = await db.session()
    await session.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'))
  })
}

/** After each test, verifies the database, and that a replay of all events gives exactly its rows. */
export function verifyEventLogAfterEach(db: TestDatabase): void {
  afterEach(async () => {
    expect(await db.violations()).toEqual([])
    const events = await fetchEvents(db.pool)
    expect(replayEvents(events)).toEqual(await fetchReplayed(db.pool))
    const times = events.map(({ at }) => at)
    expect(times).toEqual(times.toSorted())
  })
}
