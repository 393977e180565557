import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Authenticate } from '../auth/authenticate.ts'
import type { Config } from '../config.ts'
import { createServices, type ServicesOptions } from '../context.ts'
import type { Database } from '../db/database.ts'
import { createPipeline } from '../graphql/createPipeline.ts'
import type { Metrics } from '../observability/metrics.ts'
import { checkReadiness } from './checkReadiness.ts'
import { maxRequestBytes } from './endpoint.ts'
import { graphqlOverHttp } from './graphqlOverHttp.ts'
import { health } from './health.ts'
import { metricsEndpoint } from './metricsEndpoint.ts'
import { hostGuard } from './requestGuard.ts'
import { responseHeaders } from './responseHeaders.ts'
import { graphqlOverWebSocket, type WebSocketOptions } from './webSocket/graphqlOverWebSocket.ts'

export interface AppOptions {
  readonly config: Pick<Config, 'jit' | 'production' | 'confirmAboveAgents' | 'corsOrigins' | 'sweepIntervalMs'>
  readonly db: Database
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  readonly authenticate: Authenticate
  /** Why the server does not serve operations now; null while it does. */
  readonly notReady: () => string | null
  readonly webSocket?: WebSocketOptions
  readonly feed?: ServicesOptions['feed']
}

/**
 * The HTTP server, not yet listening: `/graphql` over HTTP and WebSocket, `/livez`, `/readyz` and `/metrics`. `close()`
 * completes in-flight requests first.
 */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, db, logger, metrics, authenticate, notReady } = options
  const app = Fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: maxRequestBytes,
    // keys such as `__proto__` are refused where they would be stored, by an error that names the place
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    forceCloseConnections: 'idle',
  })
  const { feed, createContext } = createServices({
    db,
    settings: { confirmAboveAgents: config.confirmAboveAgents },
    feed: options.feed,
    onBatch: metrics.onBatch,
    onFeedError: (error) => {
      logger.warn({ err: error }, 'reading the event log failed; retrying')
    },
  })
  app.addHook('onClose', () => feed.stop())
  const explorable = !config.production
  const pipeline = createPipeline({
    createContext,
    jit: config.jit,
    introspection: explorable,
    notReady,
    onInternalError: (error, errorId) => {
      logger.error({ err: error, errorId }, 'internal error')
    },
    onOperation: metrics.onOperation,
  })

  await app.register(responseHeaders)
  await app.register(hostGuard)
  if (config.corsOrigins.length > 0) await app.register(cors, { origin: [...config.corsOrigins] })
  await app.register(health, {
    checkReadiness: async () => notReady() ?? (await checkReadiness(db, config.sweepIntervalMs)),
  })
  await app.register(metricsEndpoint, { registry: metrics.registry })
  await app.register(graphqlOverHttp, { pipeline, authenticate, createContext, explorable })
  await app.register(graphqlOverWebSocket, {
    ...options.webSocket,
    pipeline,
    authenticate,
    allowedOrigins: config.corsOrigins,
    onCount: (countSockets) => {
      metrics.watch({ pools: { main: db.pool, tree: db.treePool }, readFeed: () => feed.state, countSockets })
    },
  })
  return app
}
