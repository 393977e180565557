import type { Context } from '../../context.ts'
import type { SupervisorEventType } from '../../domain/glossary.ts'
import { parseEventCursor } from '../../domain/page.ts'
import { parseEventFilter } from './listEvents.ts'

export interface FollowEventsArgs {
  readonly within?: string | null | undefined
  readonly types?: readonly SupervisorEventType[] | null | undefined
  readonly after?: string | null | undefined
}

/** The events that the viewer sees and the arguments take: after a cursor, or from now on. */
export async function followEvents({ after, ...args }: FollowEventsArgs, ctx: Context) {
  const { types, within = [] } = parseEventFilter(args, ctx)
  const wantedTypes = types && new Set(types)
  const start = after == null ? await ctx.feedPosition.read() : parseEventCursor(after, 'after')
  return ctx.feed.follow(
    start,
    ({ type, path, previousPath }) =>
      (wantedTypes?.has(type) ?? true) && within.every((id) => path.includes(id) || previousPath?.includes(id)),
  )
}
