import type { FastifyInstance, FastifyRequest } from 'fastify'
import { plugin } from './plugin.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { CancellationSource, ClientGoneError } from '../domain/cancellation.ts'
import type { Held, HeldBytes } from './heldBytes.ts'
import { sendRefusal, unavailable, writeRefusal, type OnExceeded, type Refusal } from './refusal.ts'
import { countInTurn } from './requestsInTurn.ts'

export interface ConnectionLimits {
  /** Open connections, including WebSockets. Further connections are closed immediately. */
  readonly maxConnections: number
  /** Request bodies until their responses are sent. */
  readonly incoming: HeldBytes
  /** Responses that clients have not read. */
  readonly unread: HeldBytes
  /** Called for each request, or connection, that is refused before it is known what it asks for: it may be a heartbeat. */
  readonly onRefused: () => void
  readonly onExceeded: OnExceeded
  /** Whether the caller of an authenticated request may send heartbeats. */
  readonly mayReport: (request: FastifyRequest) => boolean
}

const isStopping = unavailable('The server is shutting down. Send the request again.')
/** Pipelined requests of one connection that may be in flight. */
const maxPipelined = 10
const isPipelined: Refusal = {
  ...unavailable(`Too many requests: at most ${maxPipelined} may be in flight on one connection. Wait for a response.`),
  code: 'TOO_MANY_OPERATIONS',
  excess: { bound: 'pipelinedRequests', limit: maxPipelined, actual: maxPipelined + 1 },
}
/**
 * Requests of one connection in one turn of the event loop. Above it, the connection is closed: Node.js reads up to 2 MB of it, which
 * are thousands of small requests, before it serves other connections.
 */
const maxInTurn = 100
const isTooLarge = unavailable('The server is receiving too many large requests. Try again.')
/** At most one log line in this time, in milliseconds, for connections that are closed immediately. */
const logIntervalMs = 10_000

/** What the server holds for one connection that is not a WebSocket. */
interface Connection {
  /** In flight, in the order of their requests, and what each of them cancels when the connection closes. */
  readonly responses: Map<ServerResponse, CancellationSource>
  readonly received: Held
  readonly unread: Held
  /** Whether one of its callers may send heartbeats. What a client that may not exceeds is no trouble for supervisors. */
  mayReport: boolean
  /** Requests that were refused while that was not known. */
  refused: number
}

/** What the server holds for one request. */
interface Exchange {
  readonly connection: Connection
  /** Fails when the connection closes before the response is sent. */
  readonly client: CancellationSource
  receivedBytes: number
  unreadBytes: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for a request of `inject`, which has no connection. */
    exchange: Exchange | null
  }
}

/**
 * Limits the HTTP connections and the bytes that they hold, and ends them on shutdown:
 *
 * - the server stops listening;
 * - connections without a complete request are closed;
 * - each response in flight closes its connection. `close()` waits for these responses.
 */
export const connections = plugin<ConnectionLimits>('connections', (app, limits) => {
  const { server } = app
  // By connection and not by response: in Node.js 20, responses that wait behind another one never emit `close`.
  const open = new Map<Socket, Connection>()
  let isClosing = false
  let onEmpty = (): void => undefined
  const forget = (socket: Socket): void => {
    const connection = open.get(socket)
    connection?.received.end()
    connection?.unread.end()
    open.delete(socket)
    if (open.size === 0) onEmpty()
  }
  const noteRefused = (connection: Connection): void => {
    if (connection.mayReport) limits.onRefused()
    else connection.refused++
  }
  const track = (socket: Socket): Connection | undefined => {
    const known = open.get(socket)
    if (known || socket.destroyed) return known // a destroyed socket may have emitted `close` already
    const connection: Connection = {
      responses: new Map(),
      received: limits.incoming.track((excess) => {
        app.log.warn('connection closed: too many large requests')
        limits.onExceeded('incomingBytes')
        noteRefused(connection)
        refuseOrClose(socket, connection, { ...isTooLarge, excess: { bound: 'incomingBytes', ...excess } })
      }),
      unread: limits.unread.track(() => {
        app.log.warn('connection closed: too much unread output')
        limits.onExceeded('unreadBytes')
        socket.destroy()
      }),
      mayReport: false,
      refused: 0,
    }
    open.set(socket, connection)
    socket.once('close', () => {
      for (const [response, client] of connection.responses) failUnlessSent(response, client)
      forget(socket)
    })
    return connection
  }

  server.maxConnections = limits.maxConnections
  server.on('connection', (socket: Socket) => {
    if (isClosing) socket.destroy()
    else track(socket)
  })
  server.on('upgrade', ({ socket }: IncomingMessage) => {
    forget(socket)
  })
  // a handler that still runs sends nothing, and has its own timeouts
  server.on('timeout', (socket: Socket) => {
    const responses = [...(open.get(socket)?.responses.keys() ?? [])]
    if (responses.every(({ headersSent }) => headersSent)) socket.destroy()
  })
  onDropped(app, limits)
  countBytes(app)

  app.decorateRequest('exchange', null)
  app.addHook('onRequest', (request, reply, done) => {
    if (isClosing) {
      limits.onRefused()
      void sendRefusal(reply, isStopping)
      return
    }
    // here, because a server for `localhost` has a second listener, which emits no `connection` event
    const { socket } = request.raw
    const connection = socket instanceof Socket ? track(socket) : undefined // no socket: a request of `inject`
    if (connection && countInTurn(connection) > maxInTurn && !socket.destroyed) {
      app.log.warn('connection closed: too many pipelined requests')
      limits.onExceeded('pipelinedRequests')
      noteRefused(connection)
      socket.destroy()
    }
    if (socket.destroyed) {
      reply.hijack() // nothing can be sent any more
      return
    }
    if (connection) {
      const { responses, received, unread } = connection
      const client = new CancellationSource()
      const exchange = { connection, client, receivedBytes: 0, unreadBytes: 0 }
      request.exchange = exchange
      reply.raw.once('close', () => {
        responses.delete(reply.raw)
        failUnlessSent(reply.raw, client)
        received.remove(exchange.receivedBytes)
        unread.remove(exchange.unreadBytes)
      })
      if (responses.size >= maxPipelined) {
        limits.onExceeded('pipelinedRequests')
        noteRefused(connection)
        void sendRefusal(reply, isPipelined)
        return
      }
      responses.set(reply.raw, client)
    }
    done()
  })
  // after the authentication
  app.addHook('preParsing', (request, _reply, _body, done) => {
    const { connection } = request.exchange ?? {}
    if (connection && !connection.mayReport && limits.mayReport(request)) {
      connection.mayReport = true
      for (; connection.refused > 0; connection.refused--) limits.onRefused()
    }
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) void reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', (done) => {
    isClosing = true
    server.close(() => undefined)
    for (const [socket, connection] of open) {
      const [response] = connection.responses.keys()
      if (!response?.req.complete) refuseOrClose(socket, connection, isStopping)
    }
    done()
  })
  app.addHook('onClose', () => {
    if (open.size === 0) return Promise.resolve()
    return new Promise<void>((resolve) => (onEmpty = resolve))
  })
  return Promise.resolve()
})

function failUnlessSent({ writableFinished }: ServerResponse, client: CancellationSource): void {
  if (!writableFinished) client.fail(new ClientGoneError())
}

function onDropped(
  { server, log }: FastifyInstance,
  { maxConnections, onRefused, onExceeded }: Pick<ConnectionLimits, 'maxConnections' | 'onRefused' | 'onExceeded'>,
): void {
  let loggedAt = -Infinity
  server.on('drop', () => {
    onExceeded('connections')
    onRefused()
    if (performance.now() - loggedAt < logIntervalMs) return
    loggedAt = performance.now()
    log.warn({ maxConnections }, 'connection closed: too many connections')
  })
}

/** Answers a request that is not complete. Other responses cannot be sent any more: a request before it may be running. */
function refuseOrClose(socket: Socket, { responses }: Connection, refusal: Refusal): void {
  const [response] = responses.keys()
  if (response && !response.req.complete && !response.headersSent) writeRefusal(socket, refusal)
  else socket.destroy()
}

/** Counts the bytes of each body and of each response, until the response is sent or the connection is closed. */
function countBytes(app: FastifyInstance): void {
  app.addHook('preParsing', ({ exchange }, _reply, body, done) => {
    if (exchange)
      body.on('data', (chunk: Buffer) => {
        exchange.receivedBytes += chunk.length
        exchange.connection.received.add(chunk.length)
      })
    done(null, body)
  })
  app.addHook('onSend', ({ exchange }, _reply, payload, done) => {
    if (exchange && typeof payload === 'string') {
      const bytes = Buffer.byteLength(payload)
      exchange.unreadBytes += bytes
      exchange.connection.unread.add(bytes)
    }
    done(null, payload)
  })
}
