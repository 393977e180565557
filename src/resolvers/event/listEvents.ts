import type { Context } from '../../context.ts'
import type { EventFilter } from '../../db/queries/lists/eventLists.ts'
import type { EventRow, SupervisorRow } from '../../db/queries/rows.ts'
import type { SupervisorEventType } from '../../domain/glossary.ts'
import { parseId, parseText } from '../../domain/input.ts'
import { encodeEventCursor, type PageArgs } from '../../domain/page.ts'
import type { Connection } from '../../loaders/connectionLoader.ts'

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

/** The events that the viewer sees and the arguments take. */
export function listEvents(args: ListEventsArgs, ctx: Context): Promise<Connection<EventRow>> {
  return ctx.loaders.events.load(
    null,
    { filter: parseEventFilter(args, ctx), newestFirst: args.newestFirst ?? true },
    args,
  )
}

/** Those of one supervisor, less what happened while it was out of the viewer's sight. */
export function listEventsOf(
  supervisor: SupervisorRow,
  { types, newestFirst, ...page }: SupervisorEventsArgs,
  ctx: Context,
): Promise<Connection<EventRow>> {
  const filter = parseEventFilter({ types }, ctx)
  return ctx.loaders.eventsOfSupervisor.load(supervisor.id, { filter, newestFirst: newestFirst ?? true }, page)
}

/** The cursor of the newest event, of whatever subtree: whoever goes on from it sees what comes next. */
export async function fetchEventCursor(ctx: Context): Promise<string> {
  return encodeEventCursor(await ctx.feedPosition.read())
}

/** Keys in one order, and no key without a condition: equal filters are then equal as JSON, and share a statement. */
export function parseEventFilter(args: ListEventsArgs, { viewer }: Context): EventFilter {
  const actor = parseText(args.actor, ['actor'])
  const within = [
    ...(args.within == null ? [] : [parseId(args.within, ['within'])]),
    ...(viewer.within === null ? [] : [viewer.within]),
  ]
  return {
    ...(args.types && { types: args.types }),
    ...(actor !== null && { actor }),
    ...(args.since && { since: args.since.toISOString() }),
    ...(args.until && { until: args.until.toISOString() }),
    ...(within.length > 0 && { within }),
  }
}
