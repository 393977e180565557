import type { SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { eventColumns, type EventRow } from './rows.ts'

/** An event, with the paths of its supervisor after the change and, where it moved, before. */
export type FeedEvent = EventRow & {
  readonly path: readonly SupervisorId[]
  readonly previousPath: readonly SupervisorId[] | null
  /** Of `before` and `after`, as text. */
  readonly bytes: number
}

export interface FeedPageLimits {
  readonly events: number
  /** No event follows those that have as many: a page has one in any case, and less than one more than this. */
  readonly bytes: number
}

export interface FeedPage {
  /** In order. */
  readonly events: readonly FeedEvent[]
  /** False: events were deleted between `after` and the first of these. */
  readonly isGapless: boolean
  /** False: a limit was reached, and there may be more. */
  readonly isLast: boolean
}

/**
 * The events that come next after a sequence, '0' being before all. They are deleted oldest first: while the event
 * itself is there, so are all after it. A reader begins at an event that it has seen, or at '0' while there were none.
 */
export async function fetchFeedPage(db: Queryable, after: string, limits: FeedPageLimits): Promise<FeedPage> {
  const events = await db.query<FeedEvent & { isGapless: boolean }>(
    `SELECT ${eventColumns}, e.path, e.previous_path AS "previousPath", e.bytes,
       (EXISTS (SELECT FROM supervisor_events k WHERE k.sequence = $1::bigint)
         OR $1 = 0 AND (SELECT min(m.sequence) FROM supervisor_events m) = 1) AS "isGapless"
     FROM (
       SELECT e.*, sum(e.bytes) OVER (ORDER BY e.sequence) - e.bytes AS bytes_before
       FROM (
         SELECT e.*, coalesce(octet_length(e.before::text), 0) + coalesce(octet_length(e.after::text), 0) AS bytes
         FROM supervisor_events e WHERE e.sequence > $1 ORDER BY e.sequence LIMIT $2::int
       ) e
     ) e WHERE e.bytes_before < $3::int ORDER BY e.sequence`,
    [after, limits.events, limits.bytes],
  )
  const bytes = events.reduce((sum, event) => sum + event.bytes, 0)
  return {
    events,
    isGapless: events[0]?.isGapless ?? true,
    isLast: events.length < limits.events && bytes < limits.bytes,
  }
}
