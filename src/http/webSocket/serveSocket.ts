import type { FastifyBaseLogger } from 'fastify'
import { MessageType, parseMessage, type Message, type Server } from 'graphql-ws'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { CancellationSource } from '../../domain/cancellation.ts'
import { stopOperation, type InFlightOperations, type RunningOperation, type RunningOperations } from './operations.ts'
import type { Connection } from './protocol.ts'

export interface ServeSocketOptions {
  readonly protocol: Server<Connection>
  readonly inFlight: InFlightOperations
  readonly log: FastifyBaseLogger
  readonly pingIntervalMs: number
}

/** While more bytes than this wait for a client that does not read, the server reads nothing more from it. */
const maxUnreadBytes = 1024 * 1024
/** Characters of a `connection_init` message, which is kept as long as its connection. */
const maxInitLength = 8 * 1024
const serverTypes: readonly MessageType[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error]

/** Serves one connection until it is closed. */
export function serveSocket(
  socket: WebSocket,
  tcp: Socket,
  { protocol, inFlight, log, pingIntervalMs }: ServeSocketOptions,
): void {
  const pings = disconnectUnresponsive(socket, tcp, pingIntervalMs)
  socket.on('error', (error) => {
    log.info({ err: error }, 'WebSocket failed')
  })
  const operations: RunningOperations = new Map()
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // resolves when the message is on its way: a subscription takes its next event only then
      send: (data) =>
        new Promise((resolve) => {
          socket.send(data, (error) => {
            if (error) void closed() // the socket closes, and its client may take long to confirm that
            if (socket.isPaused && socket.bufferedAmount < maxUnreadBytes) socket.resume()
            resolve()
          })
          if (socket.bufferedAmount >= maxUnreadBytes) socket.pause()
        }),
      close: (code, reason) => {
        socket.close(code, reason)
      },
      onMessage: (handle) => {
        readMessages(socket, operations, inFlight, (text) =>
          handle(text).catch((error: unknown) => {
            log.error({ err: error }, 'WebSocket message failed outside of any operation')
            socket.close(1011, 'Internal server error')
          }),
        )
      },
    },
    { operations, viewer: null },
  )
  socket.once('close', (code, reason) => {
    clearInterval(pings)
    for (const operation of operations.values()) stopOperation(operation)
    void closed(code, reason.toString())
  })
}

/** Disconnects clients that miss a pong, and clients that read nothing. */
function disconnectUnresponsive(socket: WebSocket, tcp: Socket, pingIntervalMs: number): NodeJS.Timeout {
  let isAlive = true
  let isPingSent = true
  socket.on('pong', () => (isAlive = true))
  // a client that takes nothing; it takes a ping too, unless more waits before it
  tcp.setTimeout(1.5 * pingIntervalMs, () => {
    socket.terminate()
  })
  return setInterval(() => {
    if (!isAlive && isPingSent) {
      socket.terminate()
      return
    }
    isAlive = false
    isPingSent = socket.bufferedAmount === 0 // otherwise the ping waits behind what the client has yet to take
    socket.ping()
  }, pingIntervalMs)
}

/**
 * Hands the client's messages to the protocol. A `subscribe` whose id belongs to a stopped operation waits until that one
 * has ended; an id that is in use closes the connection with 4409.
 */
function readMessages(
  socket: WebSocket,
  operations: RunningOperations,
  inFlight: InFlightOperations,
  handle: (text: string) => Promise<void>,
): void {
  const begin = (id: string, text: string): void => {
    const operation: RunningOperation = { client: new CancellationSource(), isStopped: false, next: null }
    operations.set(id, operation)
    inFlight.begin(operation)
    void handle(text).finally(() => {
      operations.delete(id)
      if (operation.next !== null && socket.readyState === socket.OPEN) begin(id, operation.next)
      inFlight.settle(operation)
    })
  }
  socket.on('message', (data) => {
    if (socket.readyState !== socket.OPEN) return // the server has closed it, and the client may not know yet
    const text = asText(data)
    const message = readMessage(text)
    if (message === null) {
      socket.close(4400, 'Invalid message received')
      return
    }
    if (message.type === MessageType.Complete) stopOperation(operations.get(message.id))
    if (message.type !== MessageType.Subscribe) {
      void handle(text)
      return
    }
    const running = operations.get(message.id)
    if (!running) begin(message.id, text)
    else if (running.isStopped && running.next === null) running.next = text
    else socket.close(4409, 'An operation with this id still runs')
  })
}

/** Null if the text is no message that a client may send. */
function readMessage(text: string): Message | null {
  try {
    const message = parseMessage(text)
    const isInit = message.type === MessageType.ConnectionInit
    return serverTypes.includes(message.type) || (isInit && text.length > maxInitLength) ? null : message
  } catch {
    return null
  }
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Buffer.isBuffer(data)) return data.toString()
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data).toString()
}
