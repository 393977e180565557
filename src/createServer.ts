import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Authenticate } from './auth/authenticate.ts'
import type { Config } from './config.ts'
import { createServices, type ServicesOptions } from './createServices.ts'
import type { Database } from './db/database.ts'
import { maxLoadedJson } from './db/jsonSize.ts'
import { defaultLimits } from './domain/requestBudget.ts'
import { createPipeline } from './graphql/createPipeline.ts'
import { createKnownOperations } from './graphql/knownOperations.ts'
import type { OperationsManifest } from './graphql/operationsManifest.ts'
import { RateLimit } from './graphql/rateLimit.ts'
import { checkReadiness } from './http/checkReadiness.ts'
import { createApp, type HttpTimeouts } from './http/createApp.ts'
import { createWebSocketServer, type WebSocketTimeouts } from './http/webSocket/graphqlOverWebSocket.ts'
import type { Metrics } from './observability/metrics.ts'
import type { Tracing } from './observability/tracing.ts'
import { createOperationLog } from './observability/operationLog.ts'

type ServerConfig = Pick<
  Config,
  | 'jit'
  | 'production'
  | 'introspection'
  | 'landingPage'
  | 'explorer'
  | 'confirmAboveAgents'
  | 'maxChangeSize'
  | 'corsOrigins'
  | 'trustProxy'
  | 'publicUrl'
  | 'metricsToken'
  | 'sweepIntervalMs'
  | 'slowOperationMs'
  | 'logOperationsPerSecond'
  | 'maxResultFields'
  | 'maxResultSize'
  | 'requestTimeoutMs'
  | 'maxConnections'
  | 'maxWebSockets'
  | 'maxUnreadMegabytes'
  | 'maxRunningOperations'
  | 'rateLimit'
  | 'heartbeatRateLimit'
  | 'operations'
  | 'maxUnauthenticatedWebSockets'
  | 'maxSubscriptionsPerActor'
>

export interface ServerOptions {
  readonly config: ServerConfig
  readonly db: Database
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  /** Default: nothing is traced. */
  readonly tracing?: Tracing | undefined
  readonly authenticate: Authenticate
  /** Whether callers need credentials; undefined while it is not known. Default: every caller is the local administrator. */
  readonly credentialsRequired?: () => boolean | undefined
  /** The known operations, from the manifest. */
  readonly manifest?: OperationsManifest | undefined
  readonly heartbeatTrouble?: ServicesOptions['heartbeatTrouble']
  /** Why the server does not serve operations now; null while it does. */
  readonly notReady: () => string | null
  /** Whether the server is about to stop: it still serves operations, but `/readyz` returns 503. */
  readonly isDraining?: () => boolean
  readonly timeouts?: HttpTimeouts
  readonly webSocket?: WebSocketTimeouts
  readonly feed?: ServicesOptions['feed']
}

/** Composes the server of an open database: services, GraphQL pipeline, transports and metrics. It does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, db, logger, metrics, tracing, authenticate, notReady, isDraining = () => false } = options
  const { feed, queues, createContext } = createServices({
    db,
    settings: { confirmAboveAgents: config.confirmAboveAgents, maxChangeSize: config.maxChangeSize },
    limits: {
      ...defaultLimits,
      loadedJson: maxLoadedJson,
      fields: config.maxResultFields,
      resultSize: config.maxResultSize,
      timeMs: config.requestTimeoutMs,
    },
    heartbeatTrouble: options.heartbeatTrouble,
    feed: {
      ...options.feed,
      ...(tracing && {
        onEvents: (count, startedAt) => {
          tracing.record('feed poll', startedAt, { 'hierarchy.events': count })
        },
      }),
    },
    startTrace: tracing?.startTrace,
    onBatch: metrics.onBatch,
    audit: ({ action, viewer, token }) => {
      const { actor, tokenId, within, onBehalfOf } = viewer
      logger.info({ actor, tokenId, within, onBehalfOf, token }, action)
    },
    onFeedError: (error) => {
      logger.warn({ err: error }, 'reading the event log failed; retrying')
    },
  })
  const onRefused = (): void => options.heartbeatTrouble?.note()
  const logOperation = createOperationLog({
    logger,
    slowMs: config.slowOperationMs,
    maxPerSecond: config.logOperationsPerSecond,
  })
  const pipeline = createPipeline({
    createContext,
    jit: config.jit,
    introspection: config.introspection ?? !config.production,
    maxRunning: config.maxRunningOperations,
    maxSubscriptionsPerActor: config.maxSubscriptionsPerActor,
    rateLimits: {
      operations: config.rateLimit && new RateLimit('operations', config.rateLimit),
      heartbeats: config.heartbeatRateLimit && new RateLimit('heartbeats', config.heartbeatRateLimit),
    },
    operations: createKnownOperations({
      mode: config.operations,
      manifest: options.manifest,
      onUnknown: (document) => {
        logger.warn(document, 'document is not in the manifest')
      },
    }),
    notReady,
    onRefused,
    onInternalError: (error, errorId) => {
      logger.error({ err: error, errorId }, 'internal error')
    },
    onOperation: (ended, details) => {
      metrics.onOperation(ended)
      logOperation(ended, details)
    },
  })
  const sockets = createWebSocketServer()
  const app = await createApp({
    logger,
    pipeline,
    authenticate,
    createContext,
    checkReadiness: async () =>
      isDraining()
        ? 'The server is shutting down.'
        : (notReady() ?? (await checkReadiness(db, config.sweepIntervalMs))),
    registry: metrics.registry,
    corsOrigins: config.corsOrigins,
    trustProxy: config.trustProxy,
    publicUrl: config.publicUrl,
    metricsToken: config.metricsToken,
    credentialsRequired: options.credentialsRequired ?? (() => false),
    landingPage: config.landingPage ?? !config.production,
    explorer: config.explorer ?? !config.production,
    https: config.publicUrl?.startsWith('https:') ?? false,
    maxConnections: config.maxConnections,
    onRefused,
    onExceeded: metrics.onExceeded,
    maxUnreadBytes: config.maxUnreadMegabytes * 1024 * 1024,
    timeouts: options.timeouts,
    webSocket: {
      sockets,
      maxWebSockets: config.maxWebSockets,
      maxUnauthenticated: config.maxUnauthenticatedWebSockets,
      ...options.webSocket,
    },
  })
  app.addHook('onClose', () => feed.stop())
  metrics.watch({
    pools: db.pools,
    queues: { ...queues },
    readFeed: () => feed.state,
    countSockets: () => sockets.clients.size,
  })
  return app
}
