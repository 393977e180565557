import type { AddressInfo } from 'node:net'
import { beforeAll } from 'vitest'
import WebSocket from 'ws'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

/** Sends an operation, in JSON as it is given: such, too, as JSON.stringify never makes. */
export type SendRaw = (operation: string) => Promise<GraphQLAnswer<Record<string, unknown>>>

/** The ways to the server of this file. What WebSocket answers is brought to the form of HTTP's. */
export function withTransports(api: TestApi): Record<'HTTP' | 'WebSocket', SendRaw> {
  let url = ''
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    url = `ws://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/graphql` // of a TCP server that listens
  })
  return {
    HTTP: async (operation) => {
      const headers = { 'content-type': 'application/json' }
      return (await api.app.inject({ method: 'POST', url: '/graphql', headers, payload: operation })).json()
    },
    WebSocket: (operation) => sendBySocket(url, operation),
  }
}

/** What a server sends by the protocol. */
interface ServerMessage {
  readonly type: 'connection_ack' | 'next' | 'error' | 'complete'
  readonly payload?: unknown
}

/** On a connection of its own, and the first answer of a subscription only. */
function sendBySocket(url: string, operation: string): Promise<GraphQLAnswer<Record<string, unknown>>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws')
    socket.once('open', () => {
      socket.send('{"type":"connection_init"}')
    })
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse((data as Buffer).toString()) as ServerMessage
      if (type === 'connection_ack') {
        socket.send(`{"id":"1","type":"subscribe","payload":${operation}}`)
        return
      }
      if (type === 'next') resolve(payload as GraphQLAnswer<Record<string, unknown>>)
      else resolve({ errors: payload } as GraphQLAnswer<Record<string, unknown>>)
      socket.close()
    })
    socket.once('close', (code, reason) => {
      reject(new Error(`closed with ${code} ${reason.toString()}`)) // of no effect after an answer
    })
    socket.once('error', reject)
  })
}
