import type { Queryable } from '../database.ts'

/** A batch of events that are gone. */
export interface PrunedBatch {
  readonly count: number
  /** Of the last one; null where there were none. */
  readonly lastSequence: string | null
}

/**
 * Deletes the oldest events that are older than `days`, at most `limit` and none up to `after`, which the batch before
 * took: its traces need not be read again. Moments never fall along the sequence, so that looking at the first `limit`
 * events is enough. The newest event stays, however old: the feed's position is its sequence, and the next event is not
 * dated before it. Deletes nothing while somebody else is at it.
 */
export async function pruneEvents(
  db: Queryable,
  days: number,
  limit: number,
  after: string | null,
): Promise<PrunedBatch> {
  const [row] = await db.query<PrunedBatch>(
    `WITH turn AS MATERIALIZED (
       SELECT pg_try_advisory_xact_lock(6014125521) AS ours
     ), oldest AS MATERIALIZED (
       SELECT e.sequence, e.at FROM supervisor_events e WHERE (SELECT ours FROM turn) AND e.sequence > coalesce($3::bigint, 0)
       ORDER BY e.sequence LIMIT $2::int
     ), pruned AS (
       DELETE FROM supervisor_events e
       WHERE e.sequence = ANY (ARRAY( -- and no join, for which the planner may read the whole table
         SELECT o.sequence FROM oldest o
         WHERE o.at < timezone('utc', now()) - make_interval(days => $1::int) AND o.sequence < (SELECT max(f.sequence) FROM supervisor_events f)))
       RETURNING e.sequence
     )
     SELECT count(*)::int AS count, max(sequence) AS "lastSequence" FROM pruned`,
    [days, limit, after],
  )
  return row ?? { count: 0, lastSequence: null }
}
