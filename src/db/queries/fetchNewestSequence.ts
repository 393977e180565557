import type { Queryable } from '../database.ts'

/** Where the feed is: the sequence of the newest event; '0', which is before all, where there is none. */
export async function fetchNewestSequence(db: Queryable): Promise<string> {
  const [row] = await db.query<{ sequence: string }>(
    'SELECT e.sequence FROM supervisor_events e ORDER BY e.sequence DESC LIMIT 1',
  )
  return row?.sequence ?? '0'
}
