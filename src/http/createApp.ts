import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { maxRequestBytes } from './endpoint.ts'
import { graphqlOverHttp, type GraphqlOverHttpOptions } from './graphqlOverHttp.ts'
import { health, type HealthOptions } from './health.ts'
import { metricsEndpoint, type MetricsEndpointOptions } from './metricsEndpoint.ts'
import { hostGuard } from './requestGuard.ts'
import { responseHeaders } from './responseHeaders.ts'
import {
  graphqlOverWebSocket,
  type WebSocketServerOptions,
  type WebSocketTimeouts,
} from './webSocket/graphqlOverWebSocket.ts'

export interface AppOptions extends GraphqlOverHttpOptions, HealthOptions, MetricsEndpointOptions {
  readonly logger: FastifyBaseLogger
  /** Origins of web pages that may call the API, besides the server's own. */
  readonly corsOrigins: readonly string[]
  readonly webSocket: WebSocketServerOptions & WebSocketTimeouts
}

/**
 * The HTTP server, not yet listening: `/graphql` over HTTP and WebSocket, `/livez`, `/readyz` and `/metrics`. `close()`
 * completes in-flight requests first.
 */
export async function createApp({ logger, corsOrigins, webSocket, ...options }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: maxRequestBytes,
    // keys such as `__proto__` are refused where they would be stored, by an error that names the place
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    forceCloseConnections: 'idle',
  })
  await app.register(responseHeaders)
  await app.register(hostGuard)
  if (corsOrigins.length > 0) await app.register(cors, { origin: [...corsOrigins] })
  await app.register(health, options)
  await app.register(metricsEndpoint, options)
  await app.register(graphqlOverHttp, options)
  await app.register(graphqlOverWebSocket, { ...options, ...webSocket, allowedOrigins: corsOrigins })
  return app
}
