import { OperationRefused } from '../../clients/follow/Connection.ts'
import { followEvents } from '../../clients/follow/followEvents.ts'
import { session } from '../api/session.ts'
import { serverClock } from './clock.ts'
import { eventSelection, type FeedEvent } from './FeedEvent.ts'
import { pause, retryMs } from './pause.ts'
import { Store } from './Store.ts'

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'catchingUp' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly since: number; readonly reason: string }

/** Without an event for this time, in milliseconds, all events have arrived. */
const quietMs = 300
/** An event that is older than this, in milliseconds, shows that others are still to come. */
const lagMs = 5_000
/** Number of events that the page keeps. */
const keptEvents = 1_000
/** Number of events that are dropped together: each time, the others move in the array. */
const droppedAtOnce = 100

export interface FeedTarget {
  apply(event: FeedEvent): void
  /** Events are missing: reads everything again. */
  readAgain(): Promise<void>
}

/** The events of the server, as they happen. It reconnects by itself, and says what the state of the connection is. */
export class Feed extends Store {
  state: ConnectionState = { kind: 'connecting' }
  /** The latest events, oldest first. */
  readonly events: FeedEvent[] = []
  /** Increases with each event. */
  count = 0
  readonly #targets: readonly FeedTarget[]
  #stop: AbortController | null = null
  #quietTimer: ReturnType<typeof setTimeout> | undefined

  constructor(targets: readonly FeedTarget[]) {
    super()
    this.#targets = targets
  }

  /** Follows all events after a cursor, until `stop` is called or the server refuses. */
  async start(after: string): Promise<void> {
    this.stop()
    const stop = new AbortController()
    this.#stop = stop
    const { token } = session
    const items = followEvents<FeedEvent>({
      url: location.origin.replace(/^http/, 'ws') + '/graphql',
      webSocketImpl: WebSocket,
      connectionParams: token === null ? undefined : { authorization: `Bearer ${token}` },
      selection: eventSelection,
      after,
      signal: stop.signal,
      onConnected: () => {
        this.#set({ kind: 'catchingUp' })
        this.#awaitQuiet()
      },
      onLost: (reason) => {
        clearTimeout(this.#quietTimer)
        if (this.state.kind !== 'lost') this.#set({ kind: 'lost', since: Date.now(), reason })
      },
    })
    try {
      for await (const item of items) {
        if (item.kind === 'event') this.#take(item.event)
        else await this.#readAgain(stop.signal)
      }
    } catch (error) {
      if (stop.signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      this.#set({ kind: 'lost', since: Date.now(), reason })
      if (error instanceof OperationRefused && error.code === '4403') session.end(reason, token)
    }
  }

  /** The latest events, at most this number, oldest first. */
  latest(count: number): readonly FeedEvent[] {
    return count <= 0 ? [] : this.events.slice(-count)
  }

  stop(): void {
    this.#stop?.abort()
    clearTimeout(this.#quietTimer)
    this.events.length = 0
    this.#set({ kind: 'connecting' })
  }

  /** Events are missing: they are applied only after everything has been read again. */
  async #readAgain(signal: AbortSignal): Promise<void> {
    for (const target of this.#targets) {
      let isRead = false
      while (!isRead && !signal.aborted) {
        isRead = await target.readAgain().then(
          () => true,
          () => false,
        )
        if (!isRead) await pause(retryMs)
      }
    }
  }

  #take(event: FeedEvent): void {
    for (const target of this.#targets) target.apply(event)
    this.count++
    this.events.push(event)
    if (this.events.length > keptEvents + droppedAtOnce) this.events.splice(0, droppedAtOnce)
    if (serverClock.now() - Date.parse(event.at) > lagMs) {
      if (this.state.kind === 'live') this.#set({ kind: 'catchingUp' })
      this.#awaitQuiet()
    } else if (this.state.kind === 'catchingUp') this.#set({ kind: 'live' })
    this.changed()
  }

  #awaitQuiet(): void {
    clearTimeout(this.#quietTimer)
    this.#quietTimer = setTimeout(() => {
      if (this.state.kind === 'catchingUp') this.#set({ kind: 'live' })
    }, quietMs)
  }

  #set(state: ConnectionState): void {
    this.state = state
    this.changed()
  }
}
