import type { WebSocket } from 'ws'
import type { HeldBytes } from '../heldBytes.ts'

/** While more bytes than this wait for a client that does not read, nothing more is read from it or handed to its socket. */
const maxUnreadBytes = 1024 * 1024
/** How long a client that is closed may take to read what is on its way. */
const evictionMs = 1_000

interface Message {
  readonly text: string
  readonly bytes: number
  readonly onSent: () => void
}

/** The output of one connection that its client has yet to read. */
export interface Outbox {
  /** Resolves when the message is on its way, or never will be. */
  readonly send: (text: string) => Promise<void>
  /** Drops what waits. To be called when the connection is closed. */
  readonly close: () => void
}

export interface OutboxOptions {
  /** The output of all connections. Beyond its limit, the connection that holds the most is closed with 1013. */
  readonly unread: HeldBytes
  /** A message could not be sent: the connection is closing. */
  readonly onFailed: () => void
  readonly onEvicted: () => void
}

/** Opens the outbox of a connection. Messages wait in it and not in the socket, where a close frame would wait behind them. */
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
    socket.close(1013, 'Too much output waits for this client. Read faster, then connect again.')
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
