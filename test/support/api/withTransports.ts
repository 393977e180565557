import type { AddressInfo } from 'node:net'
import { beforeAll } from 'vitest'
import WebSocket from 'ws'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

/** Sends the JSON of an operation unchanged, even JSON that JSON.stringify never produces. */
export type SendRaw = (operation: string) => Promise<GraphQLAnswer<Record<string, unknown>>>

/** The transports of the test server. Responses over WebSocket are converted to the form of HTTP responses. */
export function withTransports(api: TestApi): Record<'HTTP' | 'WebSocket', SendRaw> {
  let url = ''
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    url = `ws://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/graphql` // a listening TCP server has an AddressInfo
  })
  return {
    HTTP: async (operation) => {
      const headers = { 'content-type': 'application/json' }
      return (await api.app.inject({ method: 'POST', url: '/graphql', headers, payload: operation })).json()
    },
    WebSocket: (operation) => sendBySocket(url, operation),
  }
}

/** A message of the server in the protocol graphql-transport-ws. */
interface ServerMessage {
  readonly type: 'connection_ack' | 'next' | 'error' | 'complete'
  readonly payload?: unknown
}

/** Opens a new connection, and resolves with the first response of the operation. */
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
      reject(new Error(`closed with ${code} ${reason.toString()}`)) // has no effect after a response
    })
    socket.once('error', reject)
  })
}
