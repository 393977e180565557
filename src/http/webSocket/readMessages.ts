import { MessageType, parseMessage, type Message } from 'graphql-ws'
import type { RawData, WebSocket } from 'ws'
import { CancellationSource } from '../../domain/cancellation.ts'
import type { Held } from '../heldBytes.ts'
import { findJsonExcess } from '../jsonItems.ts'
import { takeMessageTurn } from '../messageTurns.ts'
import { closeSoon } from './closeSoon.ts'
import {
  maxOperations,
  stopOperation,
  type HeldMessage,
  type InFlightOperations,
  type OperationQueue,
  type RunningOperation,
  type RunningOperations,
} from './operations.ts'

export interface ReadMessagesOptions {
  readonly operations: RunningOperations
  readonly queue: OperationQueue
  readonly inFlight: InFlightOperations
  /** Counts the messages of operations until they have ended. The socket is closed when it is evicted. */
  readonly held: Held
  readonly isAuthenticated: () => boolean
  /** Handles one message. Resolves for `subscribe` when the operation has ended. */
  readonly handle: (text: string) => Promise<void>
  /** A message is larger than its type allows, or its JSON has too many items. */
  readonly onTooLarge: (bound: 'messageBytes' | 'jsonItems') => void
  /** A message that belongs to no operation could not be handled. */
  readonly onFailed: (error: unknown) => void
  /** An operation failed outside of its execution, for example because its result cannot be serialized. */
  readonly onOperationFailed: (id: string, error: unknown) => void
}

/**
 * Maximum number of bytes of a message that is no `subscribe`, and of any message before the client is authenticated. A
 * JSON Web Token of 8 KiB fits in. Such messages are handled without turns: a large one would delay all clients.
 */
const maxControlBytes = 16 * 1024
const serverTypes: readonly MessageType[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error]

/**
 * Passes the client's messages to the protocol. A `subscribe` whose id belongs to a stopped operation waits until that
 * operation has ended. An id that is in use closes the connection with 4409. A failed operation does not affect the others.
 */
export function readMessages(
  socket: WebSocket,
  {
    operations,
    queue,
    inFlight,
    held,
    isAuthenticated,
    handle,
    onTooLarge,
    onFailed,
    onOperationFailed,
  }: ReadMessagesOptions,
): void {
  const hold = (text: string, bytes: number): HeldMessage => {
    held.add(bytes)
    return {
      text,
      release: () => {
        held.remove(bytes)
      },
    }
  }
  const run = async (id: string, operation: RunningOperation): Promise<void> => {
    const turn = takeMessageTurn(socket, operation.message?.text.length ?? 0)
    if (turn) await turn
    const { message } = operation
    operation.message = null
    if (message) {
      try {
        if (socket.readyState === socket.OPEN) await handle(message.text)
      } catch (error) {
        if (!operation.isStopped) onOperationFailed(id, error)
      }
      message.release()
    }
    operations.delete(id)
    if (operation.next !== null && socket.readyState === socket.OPEN) begin(id, operation.next)
    inFlight.settle(operation)
    queue.settle(operation)
  }
  const begin = (id: string, message: HeldMessage): void => {
    const isTooMany = operations.size >= maxOperations
    const client = new CancellationSource()
    const operation: RunningOperation = { isTooMany, client, isStopped: false, message, next: null }
    operations.set(id, operation)
    inFlight.begin(operation)
    if (isTooMany) void run(id, operation)
    else queue.start(operation, () => void run(id, operation))
  }
  socket.on('message', (data) => {
    if (socket.readyState !== socket.OPEN) return // the server has closed the connection, and the client may not know that yet
    const bytes = lengthOf(data)
    const text = bytes > maxControlBytes && !isAuthenticated() ? '' : asText(data)
    if (findJsonExcess(text)) {
      onTooLarge('jsonItems')
      closeSoon(socket, 4400, 'The JSON has too many lists, objects and keys')
      return
    }
    const message = readMessage(text)
    if (message === null || (message.type !== MessageType.Subscribe && bytes > maxControlBytes)) {
      if (bytes > maxControlBytes) onTooLarge('messageBytes')
      closeSoon(socket, 4400, 'Invalid message received')
      return
    }
    if (message.type === MessageType.Complete) stopOperation(operations.get(message.id))
    if (message.type !== MessageType.Subscribe) {
      handle(text).catch(onFailed)
      return
    }
    const running = operations.get(message.id)
    if (running && !(running.isStopped && running.next === null)) {
      socket.close(4409, 'An operation with this id still runs')
      return
    }
    const subscribe = hold(text, bytes)
    if (running) running.next = subscribe
    else begin(message.id, subscribe)
  })
}

/** Null if the text is not a message that a client may send. The empty text is none. */
function readMessage(text: string): Message | null {
  try {
    const message = parseMessage(text)
    return serverTypes.includes(message.type) ? null : message
  } catch {
    return null
  }
}

function lengthOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength
}

function asText(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString()
  return Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data).toString()
}
