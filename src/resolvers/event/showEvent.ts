import type { Context } from '../../context.ts'
import type { EventRow } from '../../db/queries/rows.ts'
import type { JsonObject } from '../../domain/input.ts'
import { encodeEventCursor } from '../../domain/page.ts'
import { canSeeEvent, visibleChange } from '../../domain/visibility.ts'
import { showReason } from '../supervisor/showReason.ts'

// The parts of a visible event that the caller can see.

/** Null if the supervisor of the event was outside the caller's subtree before the change. */
export function showBefore(event: EventRow, ctx: Context): Promise<JsonObject | null> | JsonObject | null {
  return showFields(visibleChange(ctx.viewer, event).before, ctx)
}

/** Null if the supervisor of the event is outside the caller's subtree after the change. */
export function showAfter(event: EventRow, ctx: Context): Promise<JsonObject | null> | JsonObject | null {
  return showFields(visibleChange(ctx.viewer, event).after, ctx)
}

export function showEventReason(event: EventRow, ctx: Context): Promise<string | null> | string | null {
  return showReason(visibleChange(ctx.viewer, event).reason, ctx)
}

/**
 * The cursor of the event's cause; null if the caller cannot see the cause. The place of a deleted event is not
 * known: only callers that see the whole hierarchy receive its cursor. For other callers, an event without a cause costs the
 * same statement as an event with a cause outside.
 */
export async function findCause({ causedBy, sequence }: EventRow, ctx: Context): Promise<string | null> {
  if (ctx.viewer.within === null) return causedBy === null ? null : encodeEventCursor(causedBy)
  const cause = await ctx.loaders.eventPlace.load(causedBy ?? sequence)
  return causedBy !== null && cause && canSeeEvent(ctx.viewer, cause, null) ? encodeEventCursor(causedBy) : null
}

function showFields(fields: JsonObject | null, ctx: Context): Promise<JsonObject | null> | JsonObject | null {
  if (typeof fields?.statusReason !== 'string') return fields
  const reason = showReason(fields.statusReason, ctx)
  return reason instanceof Promise ? reason.then((statusReason) => ({ ...fields, statusReason })) : fields
}
