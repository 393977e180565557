import compress, { type FastifyCompressOptions } from '@fastify/compress'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import { constants } from 'node:zlib'
import { shareOfHeap } from '../heap.ts'
import { requestMayReport } from './caller.ts'
import { connections, type ConnectionLimits } from './connections.ts'
import { crossOrigin, type CrossOriginOptions } from './crossOrigin.ts'
import { dashboard, type DashboardOptions } from './dashboard.ts'
import { maxRequestBytes } from './endpoint.ts'
import { explorer, type ExplorerOptions } from './explorer.ts'
import { createForwarding } from './forwarding.ts'
import { graphqlOverHttp, type GraphqlOverHttpOptions } from './graphqlOverHttp.ts'
import { HeldBytes } from './heldBytes.ts'
import { health, type HealthOptions } from './health.ts'
import { bodyTurns } from './messageTurns.ts'
import { metricsEndpoint, type MetricsEndpointOptions } from './metricsEndpoint.ts'
import { answerError, createClientErrorHandler, pathOf, requestErrors } from './requestErrors.ts'
import { requestGuard, type HostRules } from './requestGuard.ts'
import { responseHeaders } from './responseHeaders.ts'
import type { SecurityHeaderOptions } from './securityHeaders.ts'
import {
  graphqlOverWebSocket,
  type WebSocketLimits,
  type WebSocketServerOptions,
  type WebSocketTimeouts,
} from './webSocket/graphqlOverWebSocket.ts'

/** Times in milliseconds after which a slow client is disconnected. */
export interface HttpTimeouts {
  /** For the headers of a request, and for a new connection that sends nothing. @default 10_000 */
  readonly headersMs?: number | undefined
  /** For a whole request. A body of 4 MiB needs 1.1 Mbit/s. @default 30_000 */
  readonly requestMs?: number | undefined
  /** Without progress while the client receives a response. @default 60_000 */
  readonly stalledMs?: number | undefined
}

export interface AppOptions
  extends
    CrossOriginOptions,
    DashboardOptions,
    ExplorerOptions,
    GraphqlOverHttpOptions,
    HealthOptions,
    MetricsEndpointOptions,
    HostRules,
    SecurityHeaderOptions,
    Pick<ConnectionLimits, 'maxConnections' | 'onRefused' | 'onExceeded'> {
  /** Maximum unread output of all clients of one transport, in bytes. */
  readonly maxUnreadBytes: number
  readonly logger: FastifyBaseLogger
  /** Addresses of proxies whose `X-Forwarded-…` headers the server trusts. */
  readonly trustProxy: readonly string[]
  readonly timeouts?: HttpTimeouts | undefined
  readonly webSocket: WebSocketServerOptions & WebSocketTimeouts & WebSocketLimits
}

/**
 * Timeout of an idle connection, in milliseconds. It is longer than that of most proxies, so that no proxy uses a
 * connection that closes.
 */
const keepAliveMs = 72_000
/** Maximum size in memory of requests and messages until their operations have ended, in bytes. */
const maxIncomingBytes = shareOfHeap(8, { least: 32 * 1024 * 1024, most: 128 * 1024 * 1024 })

/** Compresses responses of at least 1 KiB for clients that accept it, outside of the event loop. Requests stay uncompressed. */
const compression: FastifyCompressOptions = {
  globalDecompression: false,
  threshold: 1024,
  syncThreshold: 0,
  encodings: ['br', 'gzip'],
  // the level of Brotli that takes about as long as gzip; its default takes 20 times as long
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
}

/**
 * The HTTP server, not yet listening: `/graphql` over HTTP and WebSocket, the dashboard, the explorer, `/livez`, `/readyz` and `/metrics`.
 * `close()` completes in-flight requests first.
 */
export async function createApp(appOptions: AppOptions): Promise<FastifyInstance> {
  const { logger, corsOrigins, trustProxy, maxUnreadBytes, timeouts = {}, webSocket, ...options } = appOptions
  const { headersMs = 10_000, requestMs = 30_000, stalledMs = 60_000 } = timeouts
  const app = Fastify({
    loggerInstance: logger.child({}, { serializers: { req: describeRequest } }),
    genReqId: () => randomUUID(),
    // the lines name their requests, because a logger for each request would take time for each request
    childLoggerFactory: (parent) => parent,
    // operations have a line each, and probes need none
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxRequestBytes,
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    forceCloseConnections: 'idle',
    return503OnClosing: false, // the plugin `connections` responds in the form of GraphQL
    requestTimeout: requestMs,
    connectionTimeout: stalledMs,
    keepAliveTimeout: keepAliveMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: Math.ceil(headersMs / 4) },
    frameworkErrors(...failed) {
      const [, request] = failed
      request.log.debug({ reqId: request.id, req: request }, 'request refused') // without the hook below
      void answerError(...failed)
    },
    clientErrorHandler: createClientErrorHandler(options),
  })
  app.decorateRequest('caller', null)
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const fields = { reqId: request.id, req: request, statusCode, responseTime: elapsedTime }
    request.log.debug(fields, 'request completed')
    done()
  })
  const incoming = new HeldBytes(maxIncomingBytes)
  const unread = (): HeldBytes => new HeldBytes(maxUnreadBytes)
  await app.register(responseHeaders, options)
  await app.register(connections, { ...options, incoming, unread: unread(), mayReport: requestMayReport })
  await app.register(requestErrors, options)
  await app.register(requestGuard, options)
  await app.register(bodyTurns)
  await app.register(crossOrigin, { corsOrigins })
  await app.register(compress, compression)
  await app.register(health, options)
  await app.register(metricsEndpoint, options)
  await app.register(dashboard, options)
  await app.register(explorer, options)
  await app.register(graphqlOverHttp, options)
  await app.register(graphqlOverWebSocket, {
    ...options,
    ...webSocket,
    incoming,
    unread: unread(),
    allowedOrigins: options.publicUrl === undefined ? corsOrigins : [...corsOrigins, options.publicUrl],
    forwarding: createForwarding(trustProxy),
  })
  return app
}

/** The log entry of a request, without the query string, which contains the variables of a GET. */
function describeRequest({ method, url, host, ip }: FastifyRequest): object {
  return { method, url: pathOf(url), host, remoteAddress: ip }
}
