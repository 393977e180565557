import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { IncomingBytes } from './incomingBytes.ts'
import { sendRefusal, unavailable, writeRefusal } from './refusal.ts'

export interface ConnectionLimits {
  /** Connections of all kinds, WebSockets included. Further ones are closed at once. */
  readonly maxConnections: number
  readonly incoming: IncomingBytes
}

const isStopping = unavailable('The server is shutting down. Send the request again.')
/** At most one log line in this time for connections that are closed at once. */
const logIntervalMs = 10_000

/**
 * Bounds the HTTP connections, and ends them on shutdown: the server stops to listen, connections without a complete
 * request are closed, and each response in flight closes its connection. `close()` waits for these responses.
 */
export const connections = fastifyPlugin<ConnectionLimits>((app: FastifyInstance, { maxConnections, incoming }) => {
  const { server } = app
  /** The open connections that are not WebSockets, each with its response in flight. */
  const open = new Map<Duplex, ServerResponse | null>()
  let isClosing = false
  let onEmpty = (): void => undefined
  const forget = (socket: Duplex): void => {
    open.delete(socket)
    if (open.size === 0) onEmpty()
  }

  server.maxConnections = maxConnections
  server.on('connection', (socket: Duplex) => {
    if (isClosing) {
      socket.destroy()
      return
    }
    open.set(socket, null)
    socket.once('close', () => {
      forget(socket)
    })
  })
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (!open.has(socket)) return
    open.set(socket, response)
    response.once('close', () => {
      if (open.has(socket)) open.set(socket, null)
    })
  })
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    forget(socket)
  })
  // the time-out of a socket: a handler that still runs sends nothing, and is bounded elsewhere
  server.on('timeout', (socket: Duplex) => {
    const response = open.get(socket)
    if (!response || response.headersSent) socket.destroy()
  })
  logDropped(app, maxConnections)
  countBodies(app, incoming)

  app.addHook('onRequest', (_request, reply, done) => {
    if (isClosing) void sendRefusal(reply, isStopping)
    else done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) void reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('preClose', (done) => {
    isClosing = true
    server.close(() => undefined)
    for (const [socket, response] of open) {
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

/** Counts the bytes of each body until its response is sent. */
function countBodies(app: FastifyInstance, incoming: IncomingBytes): void {
  app.addHook('preParsing', ({ raw }, reply, body, done) => {
    const received = incoming.track(() => {
      if (!raw.complete)
        writeRefusal(raw.socket, unavailable('The server receives too many large requests. Try again.'))
    })
    body.on('data', (chunk: Buffer) => {
      received.add(chunk.length)
    })
    reply.raw.once('close', received.clear)
    done(null, body)
  })
}
