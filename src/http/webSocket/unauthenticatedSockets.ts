import { CloseCode } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { OnExceeded } from '../refusal.ts'
import { closeSoon } from './closeSoon.ts'
import { tryAgainLater } from './protocol.ts'

/**
 * Limits the connections that are not authenticated: those that have not sent `connection_init`, and separately those whose
 * credentials are being checked, since a check can wait for the database. Above the maximum, the oldest of its kind is closed.
 */
export class UnauthenticatedSockets {
  readonly #max: number
  readonly #onExceeded: OnExceeded
  /** Both in the order in which they were added. */
  readonly #silent = new Set<WebSocket>()
  readonly #pending = new Set<WebSocket>()

  constructor(max: number, onExceeded: OnExceeded) {
    this.#max = max
    this.#onExceeded = onExceeded
  }

  /** The connection was opened. */
  open(socket: WebSocket): void {
    socket.once('close', () => {
      this.end(socket)
    })
    this.#silent.add(socket)
    const oldest = this.#takeExcess(this.#silent)
    if (oldest)
      closeSoon(
        oldest,
        CloseCode.ConnectionInitialisationTimeout,
        'Too many connections have not sent connection_init. Connect again.',
      )
  }

  /** The client has sent its credentials. */
  beginCheck(socket: WebSocket): void {
    if (!this.#silent.delete(socket)) return // closed meanwhile
    this.#pending.add(socket)
    const oldest = this.#takeExcess(this.#pending)
    if (oldest) closeSoon(oldest, tryAgainLater, 'Too many connections wait for the check of their credentials.')
  }

  /** The client is authenticated, or gone. */
  end(socket: WebSocket): void {
    this.#silent.delete(socket)
    this.#pending.delete(socket)
  }

  #takeExcess(sockets: Set<WebSocket>): WebSocket | undefined {
    const [oldest] = sockets
    if (!oldest || sockets.size <= this.#max) return undefined
    sockets.delete(oldest)
    this.#onExceeded('unauthenticatedWebSockets')
    return oldest
  }
}
