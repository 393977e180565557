import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorEventType, SupervisorId } from '../../../domain/glossary.ts'
import { eventCursors } from '../../../domain/page.ts'
import type { Queryable } from '../../database.ts'
import { fetchHorizon } from '../events.ts'
import { eventRow, type EventRow } from '../rows.ts'
import type { PagedList, SortKey } from './pagedList.ts'

/** The filters of lists of events, parsed. An absent filter is no condition. */
export interface EventFilter {
  readonly types?: readonly SupervisorEventType[]
  readonly actor?: string
  /** RFC 3339 in UTC: events at this moment or later. */
  readonly since?: string
  /** RFC 3339 in UTC: events before this moment. */
  readonly until?: string
  /** Events in the subtree of this supervisor, before the change or after it. */
  readonly within?: SupervisorId
  /** Set if the caller cannot see `within` now. Its events are then found among those of `boundary`, not by the index. */
  readonly isWithinHidden?: true
  /** The only subtree that the caller can see. */
  readonly boundary?: SupervisorId
}

export interface EventListArgs {
  readonly filter: EventFilter
  readonly newestFirst: boolean
}

/** The event log. */
export function eventList({ filter, newestFirst }: EventListArgs): PagedList<EventRow> {
  const { within, boundary, isWithinHidden } = filter
  const where = conditions(filter)
  const ids = [isWithinHidden ? undefined : within, boundary].filter((id) => id !== undefined)
  // the expression of the index supervisor_events_within_idx
  if (ids.length > 0) where.push(sql`(e.path || e.previous_path) @> ${ids}::uuid[]`)
  // a supervisor above the boundary is in the path of every event, and is not in the part that the caller can see
  if (within !== undefined && boundary !== undefined)
    where.push(sql`(${isBelow(sql`e.path`, within, boundary)} OR ${isBelow(sql`e.previous_path`, within, boundary)})`)
  return { ...listed(where, newestFirst), prepared: where.length === 0 }
}

/** The events of one supervisor, its teams and their memberships. */
export function eventsOfSupervisor({ filter, newestFirst }: EventListArgs): PagedList<EventRow> {
  const where = [sql`e.supervisor_id = k.owner`, ...conditions(filter)]
  // an expression that no index has: nearly all events of a supervisor are in a subtree that contains the supervisor now
  if (filter.boundary !== undefined)
    where.push(sql`(e.path || e.previous_path) || '{}' @> ${[filter.boundary]}::uuid[]`)
  return listed(where, newestFirst)
}

/** Condition: a path contains a supervisor, at or after the boundary. */
function isBelow(path: Sql, id: SupervisorId, boundary: SupervisorId): Sql {
  return sql`coalesce(array_position(${path}, ${id}::uuid) >= array_position(${path}, ${boundary}::uuid), false)`
}

function conditions({ types, actor, since, until, boundary }: EventFilter): Sql[] {
  const where: Sql[] = []
  // a caller that is limited to a deleted supervisor sees nothing, not even its past events
  if (boundary !== undefined) where.push(sql`EXISTS (SELECT FROM supervisors b WHERE b.id = ${boundary}::uuid)`)
  if (types) where.push(sql`e.type = ANY (${types}::text[])`)
  if (actor !== undefined) where.push(sql`e.actor = ${actor}::text`)
  if (since !== undefined) where.push(sql`e.sequence >= ${firstNotBefore(since)}`)
  if (until !== undefined) where.push(sql`e.sequence < ${firstNotBefore(until)}`)
  return where
}

/**
 * The sequence from which on no event is before a moment; the largest bigint if there is none. Times never decrease along the
 * sequence, so a span of time is a range of the index that the pages are read by. The subquery runs once, not for each row.
 */
function firstNotBefore(moment: string): Sql {
  return sql`(SELECT first_event_not_before(${moment.replace('Z', '')}::timestamp(3)))`
}

const bySequence: SortKey<EventRow> = {
  column: sql`e.sequence`,
  type: 'sequence',
  idColumn: null,
  needs: 0,
  positionOf: ({ sequence }) => ({ key: sequence, id: null }),
}

function listed(where: readonly Sql[], newestFirst: boolean): PagedList<EventRow> {
  const { columnsIn, from } = eventRow
  return {
    columnsIn,
    from,
    where,
    bound: upToHorizon,
    sort: bySequence,
    descending: newestFirst,
    cursors: eventCursors,
  }
}

/** A subscription can continue after any cursor of a list, so no event may appear before a listed event later. */
async function upToHorizon(db: Queryable): Promise<Sql> {
  return sql`e.sequence <= ${await fetchHorizon(db)}::bigint`
}
