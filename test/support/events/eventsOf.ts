import { afterEach, expect } from 'vitest'
import { fetchEvents, fetchReplayed, replayEvents, type EventRecord } from './replayEvents.ts'
import type { TestDatabase } from '../database/withDatabase.ts'

/** What a piece of work leaves on the record, in order. */
export async function eventsOf(db: TestDatabase, work: () => Promise<unknown>): Promise<EventRecord[]> {
  const { rows } = await db.pool.query<{ last: string }>(
    `SELECT coalesce(max(sequence), 0)::text AS last FROM supervisor_events`,
  )
  await work()
  return fetchEvents(db.pool, rows[0]?.last)
}

/** After each test: the database is sound, and its record, told from the first event on, gives exactly its rows. */
export function holdsItsRecord(db: TestDatabase): void {
  afterEach(async () => {
    expect(await db.violations()).toEqual([])
    const events = await fetchEvents(db.pool)
    expect(replayEvents(events)).toEqual(await fetchReplayed(db.pool))
    const moments = events.map(({ at }) => at)
    expect(moments).toEqual(moments.toSorted())
  })
}
