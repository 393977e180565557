import type { WebSocket } from 'ws'
import type { HeldBytes } from '../heldBytes.ts'

/** Above this number of unread bytes, the server reads nothing from the client and writes nothing to its socket. */
const maxUnreadBytes = 1024 * 1024
/** How long a client that is closed may take to read the data in its socket. */
const evictionMs = 1_000

interface Message {
  readonly text: string
  readonly bytes: number
  readonly onSent: () => void
}

/** The unread output of one connection. */
export interface Outbox {
  /** Resolves when the message has been sent or dropped. */
  readonly send: (text: string) => Promise<void>
  /** Drops the waiting messages. Call it when the connection is closed. */
  readonly close: () => void
}

export interface OutboxOptions {
  /** The output of all connections. Above its limit, the connection with the most unread output is closed with 1013. */
  readonly unread: HeldBytes
  /** A message could not be sent: the connection is closing. */
  readonly onFailed: () => void
  readonly onEvicted: () => void
}

/** Opens the outbox of a connection. Messages wait here instead of in the socket, so that a close frame can overtake them. */
export function openOutbox(socket: WebSocket, { unread, onFailed, onEvicted }: OutboxOptions): Outbox {
  const waiting: Message[] = []
  let onSocket = 0
  let isClosed = false

  const close = (): void => {
    isClosed = true
    held.end()
    for (const { onSent } of waiting.splice(0)) onSent()
    if (socket.isPaused) socket.resume() // to read the close frame
  }
  const held = unread.track(() => {
    const isHuge = onSocket > 2 * maxUnreadBytes // a single message: a close frame would wait behind it
    close()
    onEvicted()
    if (isHuge) {
      socket.terminate()
      return
    }
    socket.close(1013, 'Slow consumer: too much unread output. Read faster, then connect again.')
    setTimeout(() => {
      socket.terminate()
    }, evictionMs).unref()
  })
  const hand = ({ text, bytes, onSent }: Message): void => {
    onSocket += bytes
    socket.send(text, (error) => {
      onSocket -= bytes
      held.remove(bytes)
      if (error) onFailed()
      handWaiting()
      onSent()
    })
  }
  const handWaiting = (): void => {
    while (onSocket < maxUnreadBytes) {
      const next = waiting.shift()
      if (!next) break
      hand(next)
    }
    if (socket.isPaused && held.bytes < maxUnreadBytes) socket.resume()
  }
  return {
    close,
    send: (text) =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve()
          return
        }
        const message = { text, bytes: Buffer.byteLength(text), onSent: resolve }
        waiting.push(message)
        held.add(message.bytes)
        handWaiting()
        if (held.bytes >= maxUnreadBytes) socket.pause()
      }),
  }
}
