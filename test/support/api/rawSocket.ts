import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SubscribePayload } from 'graphql-ws'
import { expect } from 'vitest'
import WebSocket from 'ws'

export interface ServerMessage<Payload> {
  readonly type: string
  readonly payload: Payload
}

/** A WebSocket connection on which a test writes protocol messages itself, valid or invalid. */
export interface RawSocket {
  readonly ws: WebSocket
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  send(message: object): void
  subscribe(id: string, payload: SubscribePayload): void
  /** Waits for the next message of the operation. Each message is returned once. */
  message<Payload = unknown>(id: string): Promise<ServerMessage<Payload>>
}

/** Opens a connection that the server has acknowledged. */
export async function rawSocket(url: string, connectionParams?: object): Promise<RawSocket> {
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
      if (!message) throw new Error('the message disappeared')
      return message
    },
  }
  socket.send({ type: 'connection_init', payload: connectionParams })
  await expect.poll(() => messages.shift()?.type, { interval: 5 }).toBe('connection_ack')
  return socket
}

/** Opens a TCP connection to the server of this URL and sends `head`. */
export function connectRaw(url: string, head: string, allowHalfOpen = false): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen })
  socket.write(head)
  return socket
}

/** The HTTP request that upgrades a connection to WebSocket, for tests that write frames themselves. */
export const upgradeTo = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`

/** A WebSocket frame of a client. Its mask is all zeros, so that the payload stays readable. */
export function maskedFrame(message: object): Buffer {
  const payload = Buffer.from(JSON.stringify(message))
  const head = Buffer.alloc(14)
  head.set([0x81, 0xff])
  head.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([head, payload])
}
