import type { FastifyBaseLogger } from 'fastify'
import type { Server } from 'graphql-ws'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { createPace } from '../../graphql/pace.ts'
import type { HeldBytes } from '../heldBytes.ts'
import { mayReport } from '../caller.ts'
import type { OnExceeded } from '../refusal.ts'
import { closeSoon } from './closeSoon.ts'
import { completeMessage } from './largeResults.ts'
import { OperationQueue, stopOperation, type InFlightOperations, type RunningOperations } from './operations.ts'
import { openOutbox } from './outbox.ts'
import type { Connection } from './protocol.ts'
import { readMessages } from './readMessages.ts'

export interface ServeSocketOptions {
  readonly protocol: Server<Connection>
  readonly inFlight: InFlightOperations
  /** Output that clients have not read. */
  readonly unread: HeldBytes
  /** Incomplete messages, and messages whose operations have not ended. */
  readonly incoming: HeldBytes
  /** Called when the server stops reading the messages of a client that may send heartbeats. */
  readonly onRefused: () => void
  readonly onExceeded: OnExceeded
  /** Address of the client. */
  readonly address: string
  /** Called when the client has sent its credentials. */
  readonly onInit: () => void
  /** Called when the client is authenticated. */
  readonly onAuthenticated: () => void
  readonly log: FastifyBaseLogger
  readonly pingIntervalMs: number
  readonly messageTimeoutMs: number
  /** The protocol's `error` message for an operation that failed outside of its execution. */
  readonly describeFailure: (id: string, error: unknown) => string
}

/** Serves one connection until it is closed. */
export function serveSocket(socket: WebSocket, tcp: Socket, options: ServeSocketOptions): void {
  const { protocol, inFlight, unread, log, onExceeded, describeFailure } = options
  const pings = disconnectUnresponsive(socket, tcp, options.pingIntervalMs)
  socket.on('error', (error: Error & { readonly code?: string }) => {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') onExceeded('messageBytes')
    log.info({ err: error }, 'WebSocket failed')
  })
  const operations: RunningOperations = new Map()
  const queue = new OperationQueue()
  const connection: Connection = {
    operations,
    queue,
    pace: createPace(),
    caller: null,
    traceparent: null,
    address: options.address,
    endCaller: () => undefined,
    isClosed: false,
    close: socket.close.bind(socket),
    onInit: options.onInit,
    onAuthenticated: options.onAuthenticated,
  }
  const noteRefused = (): void => {
    if (mayReport(connection.caller)) options.onRefused()
  }
  const endMessages = boundMessages(socket, tcp, { ...options, onRefused: noteRefused })
  const held = options.incoming.track(() => {
    log.warn('WebSocket closed: too many large operations')
    onExceeded('incomingBytes')
    noteRefused()
    stopAll()
    closeSoon(socket, 1013, 'The server holds too many large operations. Connect again.')
  })
  const stopAll = (): void => {
    for (const operation of operations.values()) stopOperation(operation)
  }
  const outbox = openOutbox(socket, {
    unread,
    onFailed: () => void closed(), // the socket is closing, and its client may confirm that late
    onEvicted: () => {
      log.warn('WebSocket closed: too much unread output')
      onExceeded('unreadBytes')
      stopAll()
    },
  })
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // resolves when the message has been sent: a subscription takes its next event only then
      send: (message) => outbox.send(completeMessage(message)),
      close: (code, reason) => {
        socket.close(code, reason)
      },
      onMessage: (handle) => {
        readMessages(socket, {
          operations,
          queue,
          inFlight,
          held,
          isAuthenticated: () => connection.caller !== null,
          handle,
          onTooLarge: onExceeded,
          onFailed: (error) => {
            log.error({ err: error }, 'WebSocket message failed outside of any operation')
            socket.close(1011, 'Internal server error')
          },
          onOperationFailed: (id, error) => void outbox.send(describeFailure(id, error)),
        })
      },
    },
    connection,
  )
  socket.once('close', (code, reason) => {
    clearInterval(pings)
    endMessages()
    held.end()
    outbox.close()
    stopAll()
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

/** Incomplete messages up to this number of bytes are ignored: they can be pings and pongs. */
const ignoredBytes = 16 * 1024

/**
 * Disconnects a client whose message does not arrive in time. Also disconnects the client with the largest incomplete
 * message if the incomplete messages of all clients are too large together.
 * @returns a function that stops counting
 */
function boundMessages(
  socket: WebSocket,
  tcp: Socket,
  {
    incoming,
    messageTimeoutMs,
    onRefused,
    onExceeded,
  }: Pick<ServeSocketOptions, 'incoming' | 'messageTimeoutMs' | 'onRefused' | 'onExceeded'>,
): () => void {
  let timer: NodeJS.Timeout | undefined
  const message = incoming.track(() => {
    onExceeded('incomingBytes')
    onRefused()
    closeSoon(socket, 1013, 'The server is receiving too many large messages. Connect again.')
  })
  const clear = (): void => {
    message.remove(message.bytes)
    clearTimeout(timer)
    timer = undefined
  }
  // before the listener of ws, which emits `message`
  tcp.prependListener('data', (chunk: Buffer) => {
    message.add(chunk.length)
    if (message.bytes > ignoredBytes)
      timer ??= setTimeout(() => {
        if (socket.isPaused) clear()
        else closeSoon(socket, 1008, 'A message did not arrive in time.')
      }, messageTimeoutMs)
  })
  socket.on('message', clear)
  return () => {
    clearTimeout(timer)
    message.end()
  }
}
