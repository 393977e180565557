import { askServer } from '../api/askServer.ts'
import { EventsDocument } from '../generated/graphql.ts'
import { feed } from '../model/app.ts'
import type { FeedEvent } from '../model/FeedEvent.ts'

/** Longest chain of causes that is shown. */
const maxCauses = 8

/** The causes of an event, the nearest first. It ends early if a cause has been deleted or cannot be seen. */
export async function findCauses(event: FeedEvent, known: readonly FeedEvent[]): Promise<FeedEvent[]> {
  const causes: FeedEvent[] = []
  for (let cursor = event.causedBy; cursor != null && causes.length < maxCauses;) {
    const isCause = (other: FeedEvent): boolean => other.cursor === cursor
    const cause: FeedEvent | null = known.find(isCause) ?? feed.events.find(isCause) ?? (await readEvent(cursor))
    if (!cause) break
    causes.push(cause)
    cursor = cause.causedBy
  }
  return causes
}

/** Reads one event: the one before the next event after its cursor. */
async function readEvent(cursor: string): Promise<FeedEvent | null> {
  const next = await askServer(EventsDocument, { after: cursor, newestFirst: false, first: 1 })
  const after = next.events.nodes[0]?.cursor ?? null
  const found = await askServer(EventsDocument, { after, newestFirst: true, first: 1 })
  const [event] = found.events.nodes
  return event?.cursor === cursor ? event : null
}
