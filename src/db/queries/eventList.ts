import type { SupervisorEventType, SupervisorId } from '../../domain/glossary.ts'
import type { PagedList } from './keysetPage.ts'
import { eventColumns } from './rows.ts'

/** What lists of events can be narrowed by, parsed; absent means no condition. */
export interface EventFilter {
  readonly types?: readonly SupervisorEventType[]
  readonly actor?: string
  /** RFC 3339 in UTC: not before this moment. */
  readonly since?: string
  /** RFC 3339 in UTC: before this moment. */
  readonly until?: string
  /** In the subtree of each of these supervisors, be it before the change or after it. */
  readonly within?: readonly SupervisorId[]
}

export function eventList(filter: EventFilter, newestFirst: boolean): PagedList {
  const { where, values, value } = conditions(filter)
  // in these very words an index has it
  if (filter.within) where.push(`(e.path || e.previous_path) @> ${value(filter.within)}::uuid[]`)
  return { ...listed(where, values, newestFirst), prepared: where.length === 0 }
}

/** The events of one supervisor, its teams and their members. */
export function eventsOfSupervisor(filter: EventFilter, newestFirst: boolean): PagedList {
  const { where, values, value } = conditions(filter)
  where.unshift('e.supervisor_id = k.owner')
  // in words that no index has: of one supervisor's events, nearly all are in a subtree that has it now
  if (filter.within) where.push(`(e.path || e.previous_path) || '{}' @> ${value(filter.within)}::uuid[]`)
  return listed(where, values, newestFirst)
}

function conditions({ types, actor, since, until }: EventFilter) {
  const where: string[] = []
  const values: unknown[] = []
  const value = (v: unknown): string => `$${values.push(v) + 5}`
  if (types) where.push(`e.type = ANY (${value(types)}::text[])`)
  if (actor !== undefined) where.push(`e.actor = ${value(actor)}::text`)
  if (since !== undefined) where.push(`e.sequence >= ${firstNotBefore(value(since.replace('Z', '')))}`)
  if (until !== undefined) where.push(`e.sequence < ${firstNotBefore(value(until.replace('Z', '')))}`)
  return { where, values, value }
}

/**
 * The sequence of the first event that is not before a moment; beyond the last where there is none. Moments never fall
 * along the sequence: so a span of time is a range of the index that pages are read by.
 */
function firstNotBefore(moment: string): string {
  return `coalesce((SELECT f.sequence FROM supervisor_events f WHERE f.at >= ${moment}::timestamp(3) ORDER BY f.at, f.sequence LIMIT 1), 9223372036854775807)`
}

function listed(where: readonly string[], values: readonly unknown[], newestFirst: boolean): PagedList {
  return {
    columns: eventColumns,
    from: 'supervisor_events e',
    where,
    values,
    sort: { column: 'e.sequence', type: 'bigint' },
    idColumn: null,
    descending: newestFirst,
  }
}
