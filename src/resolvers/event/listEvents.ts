import type { Context } from '../../context.ts'
import type { EventFilter } from '../../db/queries/lists/eventLists.ts'
import type { EventRow, SupervisorRow } from '../../db/queries/rows.ts'
import type { SupervisorEventType } from '../../domain/glossary.ts'
import { parseId, parseText, parseValues } from '../../domain/input.ts'
import { encodeEventCursor, type PageArgs } from '../../domain/page.ts'
import type { Connection } from '../../loaders/connectionLoader.ts'
import { findSupervisor } from '../node/findNode.ts'

/** The event log stores at most this number of characters of an actor. */
const maxActorLength = 255

export interface SupervisorEventsArgs extends PageArgs {
  readonly types?: readonly SupervisorEventType[] | null | undefined
  readonly newestFirst?: boolean | null | undefined
}

export interface ListEventsArgs extends SupervisorEventsArgs {
  readonly within?: string | null | undefined
  readonly actor?: string | null | undefined
  readonly since?: Date | null | undefined
  readonly until?: Date | null | undefined
}

/**
 * Lists the events that the caller can see and that match the arguments; the newest first by default.
 * @throws {ValidationError} if an argument is malformed
 */
export async function listEvents(args: ListEventsArgs, ctx: Context): Promise<Connection<EventRow>> {
  const filter = parseEventFilter(args, ctx)
  const hidden = (await isHidden(filter, ctx)) && { isWithinHidden: true as const }
  return ctx.loaders.events.load(
    null,
    { filter: { ...filter, ...hidden }, newestFirst: args.newestFirst ?? true },
    args,
  )
}

/** Whether the caller cannot see the subtree of the filter. The time of a search by its id would tell how many events it has. */
async function isHidden({ within, boundary }: EventFilter, ctx: Context): Promise<boolean> {
  return within !== undefined && boundary !== undefined && !(await findSupervisor(within, ctx, 0))
}

/**
 * Lists the events of one supervisor. Omits those of a time at which the supervisor was outside the caller's subtree.
 * @throws {ValidationError} if a paging argument is malformed
 */
export function listEventsOf(
  supervisor: SupervisorRow,
  { types, newestFirst, ...page }: SupervisorEventsArgs,
  ctx: Context,
): Promise<Connection<EventRow>> {
  const filter = parseEventFilter({ types }, ctx)
  return ctx.loaders.eventsOfSupervisor.load(supervisor.id, { filter, newestFirst: newestFirst ?? true }, page)
}

/** Cursor of the newest event in the event log, whatever its subtree. A subscription after it misses nothing. */
export async function fetchEventCursor(ctx: Context): Promise<string> {
  return encodeEventCursor(await ctx.feedPosition.read())
}

/**
 * Keys have a fixed order, and a key without a condition is omitted. Equal filters are then equal as JSON, and requests
 * with equal filters share a statement.
 * @throws {ValidationError} if `within` is not a UUID, or `actor` is not valid text or longer than 255 characters
 * @throws {LimitExceededError} if `types` has more than 100 values
 */
export function parseEventFilter(args: ListEventsArgs, { viewer }: Context): EventFilter {
  const types = parseValues(args.types, ['types'])
  const actor = parseText(args.actor, ['actor'], maxActorLength)
  return {
    ...(types && { types }),
    ...(actor !== null && { actor }),
    ...(args.since && { since: args.since.toISOString() }),
    ...(args.until && { until: args.until.toISOString() }),
    ...(args.within != null && { within: parseId(args.within, ['within']) }),
    ...(viewer.within !== null && { boundary: viewer.within }),
  }
}
