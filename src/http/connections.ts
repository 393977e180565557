import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { HeldBytes } from './heldBytes.ts'
import { sendRefusal, unavailable, writeRefusal } from './refusal.ts'

export interface ConnectionLimits {
  /** Open connections, including WebSockets. Further connections are closed immediately. */
  readonly maxConnections: number
  /** Request bodies until their responses are sent. */
  readonly incoming: HeldBytes
  /** Responses that clients have not read. */
  readonly unread: HeldBytes
}

const isStopping = unavailable('The server is shutting down. Send the request again.')
/** Pipelined requests of one connection that may be in flight. */
const maxPipelined = 10
const isPipelined = {
  ...unavailable(`Too many requests: at most ${maxPipelined} may be in flight on one connection. Wait for a response.`),
  code: 'TOO_MANY_OPERATIONS',
}
/** At most one log line in this time, in milliseconds, for connections that are closed immediately. */
const logIntervalMs = 10_000

/**
 * Limits the HTTP connections and the bytes that they hold, and ends them on shutdown:
 *
 * - the server stops listening;
 * - connections without a complete request are closed;
 * - each response in flight closes its connection. `close()` waits for these responses.
 */
export const connections = fastifyPlugin<ConnectionLimits>((app: FastifyInstance, limits) => {
  const { server } = app
  /** The open connections that are not WebSockets, each with its responses in flight. */
  const open = new Map<Socket, Set<ServerResponse>>()
  let isClosing = false
  let onEmpty = (): void => undefined
  const forget = (socket: Socket): void => {
    open.delete(socket)
    if (open.size === 0) onEmpty()
  }
  const track = (socket: Socket): Set<ServerResponse> => {
    const responses = open.get(socket) ?? new Set()
    if (open.has(socket)) return responses
    open.set(socket, responses)
    socket.once('close', () => {
      forget(socket)
    })
    return responses
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
    const responses = [...(open.get(socket) ?? [])]
    if (responses.every(({ headersSent }) => headersSent)) socket.destroy()
  })
  logDropped(app, limits.maxConnections)
  countBytes(app, limits)

  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    if (isClosing) {
      void sendRefusal(reply, isStopping)
      return
    }
    if (socket instanceof Socket) {
      // here, because a server for `localhost` has a second listener, which emits no `connection` event
      const responses = track(socket)
      if (responses.size >= maxPipelined) {
        void sendRefusal(reply, isPipelined)
        return
      }
      responses.add(reply.raw)
      reply.raw.once('close', () => responses.delete(reply.raw))
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
    for (const [socket, responses] of open) {
      const [response] = responses
      if (!response) socket.destroy()
      else if (!response.req.complete) writeRefusal(socket, isStopping)
    }
    done()
  })
  app.addHook('onClose', () => {
    if (open.size === 0) return Promise.resolve()
    return new Promise<void>((resolve) => (onEmpty = resolve))
  })
  return Promise.resolve()
})

function logDropped({ server, log }: FastifyInstance, maxConnections: number): void {
  let loggedAt = -Infinity
  server.on('drop', () => {
    if (performance.now() - loggedAt < logIntervalMs) return
    loggedAt = performance.now()
    log.warn({ maxConnections }, 'connection closed: too many connections')
  })
}

/** Counts the bytes of each body and of each response, until the response is sent. */
function countBytes(app: FastifyInstance, { incoming, unread }: Pick<ConnectionLimits, 'incoming' | 'unread'>): void {
  app.addHook('preParsing', ({ raw }, reply, body, done) => {
    const received = incoming.track(() => {
      if (!raw.complete)
        writeRefusal(raw.socket, unavailable('The server is receiving too many large requests. Try again.'))
    })
    body.on('data', (chunk: Buffer) => {
      received.add(chunk.length)
    })
    reply.raw.once('close', received.end)
    done(null, body)
  })
  app.addHook('onSend', ({ raw, log }, reply, payload, done) => {
    if (typeof payload === 'string') {
      const sent = unread.track(() => {
        log.warn('connection closed: too much unread output')
        raw.socket.destroy()
      })
      sent.add(Buffer.byteLength(payload))
      reply.raw.once('close', sent.end)
    }
    done(null, payload)
  })
}
