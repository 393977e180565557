import { useEffect, useRef, useState } from 'preact/hooks'
import { askServer, messageOf } from '../api/askServer.ts'
import { EventsDocument, type EventsQueryVariables } from '../generated/graphql.ts'
import { feed } from '../model/app.ts'
import type { FeedEvent } from '../model/FeedEvent.ts'

export type EventFilters = Pick<EventsQueryVariables, 'within' | 'types' | 'actor' | 'until'>

/** Shortest time between two reads of newer events, in milliseconds. */
const settleMs = 300
const pageSize = 50
/** Number of events that the page shows at most. */
const maxShown = 500

export interface EventList {
  /** The newest first; null until the first page has been read. */
  readonly events: readonly FeedEvent[] | null
  readonly error: string | null
  readonly hasOlder: boolean
  readonly loadOlder: () => void
}

interface Loaded {
  readonly events: readonly FeedEvent[]
  /** Where newer events start. */
  readonly newest: string
  /** Where older events start; null if there are none. */
  readonly oldest: string | null
}

/** The events that meet the filters, with those that happen meanwhile. The server applies the filters. */
export function useEventList(filters: EventFilters, isLive: boolean): EventList {
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [error, setError] = useState<string | null>(null)
  const latest = useRef<{ loaded: Loaded | null; key: string }>({ loaded, key: '' })
  latest.current.loaded = loaded
  const key = JSON.stringify(filters)
  latest.current.key = key

  const report = (failure: unknown): void => {
    setError(messageOf(failure))
  }
  const replace = (next: Loaded): void => {
    if (latest.current.key !== key) return // the filters have changed meanwhile
    latest.current.loaded = next
    setLoaded(next)
    setError(null)
  }
  const loadFirst = async (): Promise<void> => {
    const { eventCursor, events } = await askServer(EventsDocument, { ...filters, first: pageSize })
    const { nodes, pageInfo } = events
    replace({
      events: nodes,
      newest: nodes[0]?.cursor ?? eventCursor,
      oldest: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    })
  }
  const loadNewer = async (): Promise<void> => {
    for (let hasMore = true; hasMore && latest.current.loaded && latest.current.key === key;) {
      const after = latest.current.loaded.newest
      const { events } = await askServer(EventsDocument, { ...filters, after, newestFirst: false, first: 100 })
      const { events: shown, oldest } = latest.current.loaded // older events may have been added meanwhile
      const known = new Set(shown.map(({ cursor }) => cursor))
      const fresh = events.nodes.filter(({ cursor }) => !known.has(cursor)).toReversed()
      const all = [...fresh, ...shown]
      const kept = all.slice(0, maxShown)
      const last = all.length > maxShown ? kept.at(-1)?.cursor : oldest
      replace({ events: kept, newest: events.pageInfo.endCursor ?? after, oldest: last ?? oldest })
      hasMore = events.pageInfo.hasNextPage
    }
  }
  const loadOlder = async (): Promise<void> => {
    const after = latest.current.loaded?.oldest ?? null
    if (after === null) return
    const { events } = await askServer(EventsDocument, { ...filters, after, first: pageSize })
    const { loaded: now } = latest.current
    if (!now || now.oldest !== after) return // these events have been added meanwhile
    const { nodes, pageInfo } = events
    replace({ ...now, events: [...now.events, ...nodes], oldest: pageInfo.hasNextPage ? pageInfo.endCursor : null })
  }

  useEffect(() => {
    setLoaded(null)
    loadFirst().catch(report)
  }, [key])
  useEffect(() => {
    if (!isLive) return undefined
    let seen = -1
    let isReading = false
    const timer = setInterval(() => {
      if (isReading || seen === feed.count || !latest.current.loaded) return
      seen = feed.count
      isReading = true
      loadNewer()
        .catch(report)
        .finally(() => {
          isReading = false
        })
    }, settleMs)
    return () => {
      clearInterval(timer)
    }
  }, [key, isLive])

  return {
    events: loaded?.events ?? null,
    error,
    hasOlder: loaded !== null && loaded.oldest !== null,
    loadOlder: () => {
      loadOlder().catch(report)
    },
  }
}
