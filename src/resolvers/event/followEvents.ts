import type { Context } from '../../context.ts'
import type { SupervisorEventType } from '../../domain/glossary.ts'
import { parseEventCursor } from '../../domain/page.ts'
import { canSeeEvent } from '../../domain/visibility.ts'
import { parseEventFilter } from './listEvents.ts'

export interface FollowEventsArgs {
  readonly within?: string | null | undefined
  readonly types?: readonly SupervisorEventType[] | null | undefined
  readonly after?: string | null | undefined
}

/**
 * Subscribes to the events that the caller can see and that match the arguments: after the cursor `after`, or from now
 * on.
 * @throws {ValidationError} if `after` is not an event cursor, or `within` is not a UUID
 */
export async function followEvents({ after, ...args }: FollowEventsArgs, ctx: Context) {
  const { viewer } = ctx
  const { types, within = null } = parseEventFilter(args, ctx)
  const wantedTypes = types && new Set(types)
  const start = after == null ? await ctx.feedPosition.read() : parseEventCursor(after, 'after')
  const seesAny = viewer.within === null || (await ctx.loaders.supervisorById.load(viewer.within)) !== null
  return ctx.feed.follow(
    start,
    (event) => seesAny && (wantedTypes?.has(event.type) ?? true) && canSeeEvent(viewer, event, within),
  )
}
