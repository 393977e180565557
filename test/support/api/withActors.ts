import type { Authenticate } from '../../../src/auth/authenticate.ts'
import { localAdmin } from '../../../src/domain/viewer.ts'
import { rawSocket } from './rawSocket.ts'
import type { GraphQLAnswer, TestApi } from './withApi.ts'
import type { Sockets } from './withSockets.ts'

/** Identifies an administrator by the header or the connection parameter `actor`. */
export const authenticateActor: Authenticate = (credentials) => {
  const given = 'headers' in credentials ? credentials.headers : credentials.connectionParams
  const { actor } = given ?? {}
  const viewer = typeof actor === 'string' ? { ...localAdmin, actor } : localAdmin
  return Promise.resolve({ viewer, verify: () => Promise.resolve(), watch: () => () => undefined })
}

export interface ActorRequest {
  readonly query?: string
  readonly variables?: object
  readonly operationName?: string
  readonly documentId?: string
  readonly extensions?: object
}

export type Response = GraphQLAnswer<Record<string, unknown>> & {
  /** Undefined over WebSocket. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, unknown>>
}

/** Sends an operation as an actor, on a new connection. */
export type SendAs = (actor: string, request: ActorRequest) => Promise<Response>

/** Both transports of a server with `authenticateActor`. */
export function withActors(api: TestApi, sockets: Sockets): Record<'HTTP' | 'WebSocket', SendAs> {
  return {
    async HTTP(actor, payload) {
      const response = await api.app.inject({ method: 'POST', url: '/graphql', headers: { actor }, payload })
      return { ...response.json<Response>(), status: response.statusCode, headers: response.headers }
    },
    async WebSocket(actor, request) {
      const socket = await rawSocket(sockets.url, { actor })
      socket.send({ type: 'subscribe', id: '1', payload: request })
      const { type, payload } = await socket.message('1')
      socket.ws.close()
      await socket.closed
      // a message of the server has this form
      return (type === 'next' ? payload : { data: null, errors: payload }) as Response
    },
  }
}
