import type { FeedEvent } from '../../../src/db/queries/rows.ts'
import type { EventFeed, FeedItem } from '../../../src/events/createEventFeed.ts'
import type { Queryable } from '../database/givenTree.ts'

export const all = (_event: FeedEvent): boolean => true
const sequenceOf = (item: FeedItem): string => ('resync' in item ? `${item.resync} ${item.sequence}` : item.sequence)

/** Spawns supervisors in one transaction, which records one event for each. */
export async function spawnMany(db: Queryable, count: number, config: object = {}): Promise<void> {
  await db.query(
    `INSERT INTO supervisors (name, config) SELECT gen_random_uuid()::text, $2 FROM generate_series(1, $1::int)`,
    [count, config],
  )
}

/** Follows the event feed and collects its items. */
export function take(from: EventFeed, after: string, wanted = all) {
  const items: string[] = []
  const iterator = from.follow(after, wanted)
  const ended = (async () => {
    for await (const item of iterator) items.push(sequenceOf(item))
  })()
  ended.catch(() => undefined)
  return { items, iterator, ended }
}

/** Takes this number of items, or fewer if the event feed ends earlier. */
export async function takeExactly(iterator: AsyncIterator<FeedItem, undefined>, count: number): Promise<string[]> {
  const taken: string[] = []
  while (taken.length < count) {
    const next: IteratorResult<FeedItem, undefined> = await iterator.next()
    if (next.done) break
    taken.push(sequenceOf(next.value))
  }
  return taken
}
