import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SubscribePayload } from 'graphql-ws'
import { expect } from 'vitest'
import WebSocket from 'ws'

export interface ServerMessage<Payload> {
  readonly type: string
  readonly payload: Payload
}

/** A connection that speaks the protocol by hand, well or badly. */
export interface RawSocket {
  readonly ws: WebSocket
  /** Resolves with the code. */
  readonly closed: Promise<number>
  send(message: object): void
  subscribe(id: string, payload: SubscribePayload): void
  /** The next message for an operation that was not taken yet. */
  message<Payload = unknown>(id: string): Promise<ServerMessage<Payload>>
}

/** A connection that is acknowledged. */
export async function rawSocket(url: string): Promise<RawSocket> {
  const ws = new WebSocket(url, 'graphql-transport-ws')
  const messages: (ServerMessage<never> & { id?: string })[] = []
  ws.on('message', (data) => messages.push(JSON.parse((data as Buffer).toString()) as (typeof messages)[number]))
  const closed = new Promise<number>((resolve) => ws.once('close', resolve))
  await once(ws, 'open')
  const socket: RawSocket = {
    ws,
    closed,
    send: (message) => {
      ws.send(JSON.stringify(message))
    },
    subscribe: (id, payload) => {
      socket.send({ type: 'subscribe', id, payload })
    },
    async message(id) {
      const isNext = (message: { id?: string }): boolean => message.id === id
      await expect.poll(() => messages.some(isNext), { interval: 5 }).toBe(true)
      const [message] = messages.splice(messages.findIndex(isNext), 1)
      if (!message) throw new Error('it was there')
      return message
    },
  }
  socket.send({ type: 'connection_init' })
  await expect.poll(() => messages.shift()?.type, { interval: 5 }).toBe('connection_ack')
  return socket
}

/** A TCP connection to the server of this URL, which begins with this text. */
export function connectRaw(url: string, head: string, allowHalfOpen = false): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen })
  socket.write(head)
  return socket
}

/** What a client sends first that speaks frames by hand. */
export const upgradeTo = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`

/** A frame as a client sends it, masked with zeros. */
export function maskedFrame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(14)
  head.set([0x81, 0xff])
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
