import { backoff } from '../support/backoff.ts'
import { Connection, ConnectionLost, type SocketClass } from './Connection.ts'

export interface FollowOptions {
  /** The endpoint, as ws:// or http://. */
  readonly url: string
  /** `WebSocket` in a browser, that of `ws` in Node. */
  readonly webSocketImpl: SocketClass
  /** What to select of each event, in GraphQL; its cursor comes in any case. */
  readonly selection: string
  readonly within?: string | undefined
  readonly types?: readonly string[] | undefined
  /** A cursor, to begin after; where there is none it begins now. */
  readonly after?: string | undefined
  /** Ends it at once, without an error. */
  readonly signal?: AbortSignal | undefined
  /** The server answers, at first or again. */
  readonly onConnected?: (() => void) | undefined
  /** It does not, and is tried again after a pause; told of each attempt. */
  readonly onLost?: ((why: string, pauseMs: number) => void) | undefined
  /** The longest pause before another attempt. */
  readonly mostPauseMs?: number
  /** How long the server may be silent, when it was asked for a sign of life, before the connection is given up. */
  readonly silenceMs?: number
}

export type FollowedItem<Event> =
  | { readonly kind: 'event'; readonly cursor: string; readonly event: Event }
  /** Events are missing before what comes next: read again what is followed. */
  | { readonly kind: 'resync'; readonly cursor: string; readonly reason: string }

/** What the subscription sends, beside what was selected. */
type FeedItem =
  | { readonly __typename: 'SupervisorEvent'; readonly cursor: string }
  | { readonly __typename: 'ResyncRequired'; readonly eventCursor: string; readonly why: string }

/**
 * The events of the feed, each once and in order, across connections that break and servers that go: it resumes after
 * the last that was handed over. Ends only by its signal, or where the server refuses what is asked.
 * @throws {OperationRefused}
 */
export async function* followEvents<Event extends object>(
  options: FollowOptions,
): AsyncGenerator<FollowedItem<Event>, void, undefined> {
  const { signal, mostPauseMs = 10_000, silenceMs = 10_000, webSocketImpl } = options
  const url = socketUrl(options.url)
  const document = documentOf(options.selection)
  let cursor = options.after
  for (let failures = 0; !signal?.aborted;) {
    const connection = new Connection({ url, webSocketImpl, silenceMs, signal })
    const since = performance.now()
    try {
      // tells that the server can serve; and without a cursor, what happens before the first event would be lost with it
      const { eventCursor } = await connection.ask<{ eventCursor: string }>('{ eventCursor }')
      cursor ??= eventCursor
      options.onConnected?.()
      for (;;) {
        let events = 0
        let isOver = true
        const { within, types } = options
        for await (const { item } of connection.follow<{ item: FeedItem }>(document, {
          within,
          types,
          after: cursor,
        })) {
          if (signal?.aborted) return
          isOver = item.__typename !== 'ResyncRequired'
          if (item.__typename === 'SupervisorEvent') {
            cursor = item.cursor
            events++
            failures = 0
            yield { kind: 'event', cursor, event: item as object as Event } // as the caller selected it
          } else if (events === 0) {
            cursor = item.eventCursor
            yield { kind: 'resync', cursor, reason: item.why }
          }
          // else: it was too slow, and nothing is lost; or it is told again, as the first answer
        }
        if (isOver) throw new ConnectionLost('the server ended the subscription')
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!(error instanceof ConnectionLost)) throw error
      failures = performance.now() - since > mostPauseMs ? 1 : failures + 1
      const pauseMs = backoff(failures, mostPauseMs)
      options.onLost?.(error.message, pauseMs)
      await pause(pauseMs, signal)
    } finally {
      connection.close()
    }
  }
}

/** An event has a `reason` too, which may be null: one name cannot be both. */
function documentOf(selection: string): string {
  return `subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String!) {
  item: supervisorEvents(within: $within, types: $types, after: $after) {
    __typename
    ... on SupervisorEvent { cursor ${selection} }
    ... on ResyncRequired { eventCursor why: reason }
  }
}`
}

function socketUrl(given: string): string {
  const url = new URL(given.replace(/^http/, 'ws'))
  if (!/^wss?:$/.test(url.protocol)) throw new TypeError(`expected a URL with ws or http, was given ${given}`)
  url.hash = '' // which no WebSocket takes
  return url.href
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
}
