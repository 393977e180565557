import { backoff } from '../support/backoff.ts'
import { Connection, ConnectionLost, type SocketClass } from './Connection.ts'

export interface FollowOptions {
  /** URL of the endpoint, with ws, wss, http or https. */
  readonly url: string
  /** The global `WebSocket` in browsers; the class of the package `ws` in Node.js. */
  readonly webSocketImpl: SocketClass
  /** The payload of `connection_init`, such as `{ authorization: 'Bearer …' }`. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined
  /** GraphQL selection of each event. The cursor is always selected. */
  readonly selection: string
  /** Id of a supervisor: only events in its subtree. */
  readonly within?: string | undefined
  /** Event types: only events of these types. */
  readonly types?: readonly string[] | undefined
  /** Start after this cursor. Default: start now. */
  readonly after?: string | undefined
  /** Ends the iteration immediately, without an error. */
  readonly signal?: AbortSignal | undefined
  /** Called after each connection and reconnection. */
  readonly onConnected?: (() => void) | undefined
  /** Called after each failed attempt and each lost connection, with the reason and the pause before the next attempt. */
  readonly onLost?: ((reason: string, pauseMs: number) => void) | undefined
  /** Longest pause before the next attempt, in milliseconds. Default: 10,000. */
  readonly maxPauseMs?: number
  /**
   * Ping interval, and longest wait for a pong and for the connection to open, in milliseconds. A timeout causes a
   * reconnection. Default: 10,000.
   */
  readonly pongTimeoutMs?: number
}

export type FollowedItem<Event> =
  | { readonly kind: 'event'; readonly cursor: string; readonly event: Event }
  /** Events before the next item are missing: read the current state again. */
  | { readonly kind: 'resync'; readonly cursor: string; readonly reason: string }

/** The items of the subscription, without the caller's selection. */
type FeedItem =
  | { readonly __typename: 'SupervisorEvent'; readonly cursor: string }
  | { readonly __typename: 'ResyncRequired'; readonly eventCursor: string; readonly why: string }

/**
 * Yields the events of the event log, each exactly once and in order. After a lost connection or a server restart it
 * reconnects with exponential backoff, and resumes after the last yielded event. It ends only when the signal aborts.
 *
 * If the server no longer has all events after the cursor, it yields a `resync` item and continues from there.
 *
 * @throws {OperationRefused} if the server refuses the subscription or this client
 *
 * @example
 * for await (const item of followEvents<{ type: string }>({ url, webSocketImpl: WebSocket, selection: 'type' })) {
 *   if (item.kind === 'resync') await readAgain()
 *   else console.log(item.event.type)
 * }
 */
export async function* followEvents<Event extends object>(
  options: FollowOptions,
): AsyncGenerator<FollowedItem<Event>, void, undefined> {
  const { signal, maxPauseMs = 10_000, pongTimeoutMs = 10_000, webSocketImpl, connectionParams } = options
  const url = socketUrl(options.url)
  const document = subscriptionDocument(options.selection)
  let cursor = options.after
  for (let failures = 0; !signal?.aborted;) {
    const connection = new Connection({ url, webSocketImpl, connectionParams, pongTimeoutMs, signal })
    const since = performance.now()
    try {
      // this query shows that the server can serve; its cursor also covers events before the first subscription starts
      const { eventCursor } = await connection.ask<{ eventCursor: string }>(cursorDocument)
      cursor ??= eventCursor
      options.onConnected?.()
      for (;;) {
        let events = 0
        let endsWithResync = false
        const { within, types } = options
        for await (const { item } of connection.follow<{ item: FeedItem }>(document, {
          within,
          types,
          after: cursor,
        })) {
          if (signal?.aborted) return
          endsWithResync = item.__typename === 'ResyncRequired'
          if (item.__typename === 'SupervisorEvent') {
            cursor = item.cursor
            events++
            failures = 0
            yield { kind: 'event', cursor, event: item as object as Event } // as the caller selected it
          } else if (events === 0) {
            cursor = item.eventCursor
            yield { kind: 'resync', cursor, reason: item.why }
          }
          // else this subscriber was too slow: the next subscription resumes after the last event, or reports the resync first
        }
        if (!endsWithResync) throw new ConnectionLost('the server ended the subscription')
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!(error instanceof ConnectionLost)) throw error
      failures = performance.now() - since > maxPauseMs ? 1 : failures + 1
      const pauseMs = backoff(failures, maxPauseMs)
      options.onLost?.(error.message, pauseMs)
      await pause(pauseMs, signal)
    } finally {
      connection.close()
    }
  }
}

/** The documents that `followEvents` sends, for a manifest of operations. */
export function followDocuments(selection: string): readonly string[] {
  return [cursorDocument, subscriptionDocument(selection)]
}

const cursorDocument = '{ eventCursor }'

/** `why` renames `reason` of ResyncRequired: SupervisorEvent has a nullable `reason`, and the types would conflict. */
function subscriptionDocument(selection: string): string {
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
  if (!/^wss?:$/.test(url.protocol)) throw new TypeError(`expected a URL with ws, wss, http or https, got ${given}`)
  url.hash = '' // a WebSocket URL must not have a fragment
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
