import type { SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import { eventColumns, type EventRow } from './rows.ts'

/** An event, with the paths of its supervisor after the change and, where it moved, before. */
export type FeedEvent = EventRow & {
  readonly path: readonly SupervisorId[]
  readonly previousPath: readonly SupervisorId[] | null
}

export interface FeedPage {
  /** In order. */
  readonly events: readonly FeedEvent[]
  /** False: events were deleted between `after` and the first of these. */
  readonly isGapless: boolean
}

/**
 * The events that come next after a sequence, '0' being before all. They are deleted oldest first: while the event
 * itself is there, so are all after it. A reader begins at an event that it has seen, or at '0' while there were none.
 */
export async function fetchFeedPage(db: Queryable, after: string, limit: number): Promise<FeedPage> {
  const rows = await db.query<FeedEvent & { isGapless: boolean }>(
    `SELECT ${eventColumns}, e.path, e.previous_path AS "previousPath",
       (EXISTS (SELECT FROM supervisor_events k WHERE k.sequence = $1::bigint)
         OR $1 = 0 AND (SELECT min(m.sequence) FROM supervisor_events m) = 1) AS "isGapless"
     FROM supervisor_events e WHERE e.sequence > $1 ORDER BY e.sequence LIMIT $2::int`,
    [after, limit],
  )
  return { events: rows, isGapless: rows[0]?.isGapless ?? true }
}
