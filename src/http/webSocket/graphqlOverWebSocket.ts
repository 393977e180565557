import { plugin } from '../plugin.ts'
import { handleProtocols } from 'graphql-ws'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { graphqlPath, maxRequestBytes } from '../endpoint.ts'
import type { ConnectionLimits } from '../connections.ts'
import type { Forwarding } from '../forwarding.ts'
import { badRequest, unavailable, writeRefusal, type Refusal } from '../refusal.ts'
import { pathOf } from '../requestErrors.ts'
import { checkHost, checkOrigin, type HostRules } from '../requestGuard.ts'
import { InFlightOperations } from './operations.ts'
import { createProtocol, describeFailure, type ProtocolOptions } from './protocol.ts'
import { serveSocket } from './serveSocket.ts'
import { UnauthenticatedSockets } from './unauthenticatedSockets.ts'
import { ignoreOtherProtocol } from './upgrade.ts'

export interface WebSocketTimeouts {
  /** A client that misses the pong of one ping until the next is disconnected. @default 12_000 */
  readonly pingIntervalMs?: number | undefined
  /** The time within which a connection must send `connection_init`. @default 10_000 */
  readonly initTimeoutMs?: number | undefined
  /** The time within which a complete message must arrive, from its first byte. @default 30_000 */
  readonly messageTimeoutMs?: number | undefined
}

export interface WebSocketLimits {
  /** Open connections. Further handshakes are refused. */
  readonly maxWebSockets: number
  /**
   * Open connections that have not sent `connection_init`, and again as many whose credentials are being checked. Above this
   * number, the server closes the oldest of these sockets. Real clients authenticate immediately, so it is seldom theirs.
   */
  readonly maxUnauthenticated: number
}

export interface WebSocketServerOptions {
  /** Holds the open connections. */
  readonly sockets: WebSocketServer
}

export interface GraphqlOverWebSocketOptions
  extends
    WebSocketServerOptions,
    WebSocketTimeouts,
    WebSocketLimits,
    Pick<ProtocolOptions, 'pipeline' | 'authenticate'>,
    HostRules,
    Pick<ConnectionLimits, 'incoming' | 'unread' | 'onRefused' | 'onExceeded'> {
  readonly forwarding: Forwarding
  /** Origins of web pages that may connect, besides the server's own. */
  readonly allowedOrigins: readonly string[]
}

export function createWebSocketServer(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: maxRequestBytes,
    // one message of a connection in each turn of the event loop: a chunk can contain thousands of small ones
    allowSynchronousEvents: false,
    handleProtocols,
  })
}

/** Shutdown timeout for in-flight queries and mutations: a client that does not read its result delays no other one. */
const inFlightTimeoutMs = 5_000
/** How long a closing connection may take to confirm the close. */
const closeTimeoutMs = 1_000

/**
 * Queries, mutations and subscriptions over WebSocket, by the protocol graphql-transport-ws. On shutdown, in-flight
 * queries and mutations are completed within a timeout; then all connections are closed with 1001, so that clients
 * connect again.
 */
export const graphqlOverWebSocket = plugin<GraphqlOverWebSocketOptions>('graphqlOverWebSocket', (app, options) => {
  const { sockets, pipeline, authenticate, forwarding, allowedOrigins, maxWebSockets, maxUnauthenticated } = options
  const { onRefused, onExceeded } = options
  const { pingIntervalMs = 12_000, initTimeoutMs = 10_000, messageTimeoutMs = 30_000 } = options
  const inFlight = new InFlightOperations()
  const protocol = createProtocol({ pipeline, authenticate, log: app.log, initTimeoutMs, inFlight, onRefused })

  const unauthenticated = new UnauthenticatedSockets(maxUnauthenticated, onExceeded)
  const checkCount = (): Refusal | null =>
    sockets.clients.size < maxWebSockets
      ? null
      : {
          ...unavailable(`Too many WebSockets: at most ${maxWebSockets} may be open. Try again later.`),
          excess: { bound: 'webSockets', limit: maxWebSockets, actual: sockets.clients.size + 1 },
        }
  const checkUpgrade = (request: IncomingMessage): Refusal | null => {
    const { url, headers } = request
    if (inFlight.isClosing) return unavailable('The server is shutting down. Connect again.')
    if (pathOf(url ?? '') !== graphqlPath) return badRequest(404, `WebSockets are served at ${graphqlPath} only.`)
    const host = forwarding.hostOf(request)
    return (
      checkHost({ host, headers, path: graphqlPath }, options) ??
      checkOrigin(headers.origin, host, allowedOrigins) ??
      checkCount()
    )
  }
  sockets.on('wsClientError', ({ message }: Error, socket: Duplex) => {
    // the protocol requires the header if the version is another one
    const headers = { 'sec-websocket-version': '13' }
    writeRefusal(socket, badRequest(400, `The WebSocket handshake is not valid: ${message}.`, headers))
  })
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (ignoreOtherProtocol(request, socket, head)) {
      app.server.emit('connection', socket)
      return
    }
    const refusal = checkUpgrade(request)
    if (refusal) {
      if (refusal.excess) onExceeded(refusal.excess.bound)
      if (refusal.status === 503) onRefused()
      writeRefusal(socket, refusal)
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      unauthenticated.open(webSocket)
      serveSocket(webSocket, request.socket, {
        protocol,
        inFlight,
        unread: options.unread,
        incoming: options.incoming,
        onRefused,
        onExceeded,
        address: forwarding.addressOf(request),
        onInit: () => {
          unauthenticated.beginCheck(webSocket)
        },
        onAuthenticated: () => {
          unauthenticated.end(webSocket)
        },
        log: app.log,
        pingIntervalMs,
        messageTimeoutMs,
        describeFailure: (id, error) => describeFailure(pipeline, id, error),
      })
    })
  })
  app.addHook('preClose', async () => {
    await inFlight.close(inFlightTimeoutMs)
    for (const socket of sockets.clients) socket.close(1001, 'The server is shutting down. Connect again.')
    const confirmed = new Promise((resolve) => {
      sockets.close(resolve)
    })
    await Promise.race([confirmed, sleep(closeTimeoutMs, undefined, { ref: false })])
    for (const socket of sockets.clients) socket.terminate()
  })
  return Promise.resolve()
})
