import type { WebSocket } from 'ws'

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

export interface OutboxEvents {
  /** A message could not be sent: the connection is closing. */
  readonly onFailed: () => void
  /** The client is closed because the server holds too much output. */
  readonly onEvicted: (bytes: number) => void
}

interface Box {
  bytes: number
  readonly evict: () => void
}

/**
 * Bounds the output that waits for clients that do not read, over all connections: beyond it, the connection that holds the
 * most is closed with 1013.
 */
export class Outboxes {
  readonly #boxes = new Set<Box>()
  readonly #maxBytes: number
  #total = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  open(socket: WebSocket, { onFailed, onEvicted }: OutboxEvents): Outbox {
    const waiting: Message[] = []
    let onSocket = 0

    const box: Box = {
      bytes: 0,
      evict: () => {
        const { bytes } = box
        const isHuge = onSocket > 2 * maxUnreadBytes // one message: a close frame would wait behind it
        close()
        onEvicted(bytes)
        if (isHuge) socket.terminate()
        else {
          socket.close(1013, 'Too much output waits for this client. Read faster, then connect again.')
          setTimeout(() => {
            socket.terminate()
          }, evictionMs).unref()
        }
      },
    }
    const close = (): void => {
      this.#boxes.delete(box)
      this.#total -= box.bytes
      box.bytes = 0
      for (const { onSent } of waiting.splice(0)) onSent()
      if (socket.isPaused) socket.resume() // to read the close frame
    }
    const hand = ({ text, bytes, onSent }: Message): void => {
      onSocket += bytes
      socket.send(text, (error) => {
        onSocket -= bytes
        if (this.#boxes.has(box)) {
          box.bytes -= bytes
          this.#total -= bytes
        }
        if (error) onFailed()
        flush()
        onSent()
      })
    }
    const flush = (): void => {
      while (onSocket < maxUnreadBytes) {
        const next = waiting.shift()
        if (!next) break
        hand(next)
      }
      if (socket.isPaused && box.bytes < maxUnreadBytes) socket.resume()
    }
    this.#boxes.add(box)
    return {
      close,
      send: (text) =>
        new Promise((resolve) => {
          if (!this.#boxes.has(box)) {
            resolve()
            return
          }
          const message = { text, bytes: Buffer.byteLength(text), onSent: resolve }
          box.bytes += message.bytes
          this.#total += message.bytes
          if (onSocket < maxUnreadBytes) hand(message)
          else waiting.push(message)
          if (box.bytes >= maxUnreadBytes) socket.pause()
          if (this.#total > this.#maxBytes) this.#evictLargest()
        }),
    }
  }

  #evictLargest(): void {
    let largest: Box | undefined
    for (const box of this.#boxes) {
      if (!largest || box.bytes > largest.bytes) largest = box
    }
    largest?.evict()
  }
}
