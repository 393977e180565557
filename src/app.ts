import { ApolloServer } from '@apollo/server'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import fastifyApollo from '@as-integrations/fastify'
import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback, type Config } from './config.ts'
import type { Context } from './context.ts'
import type { Database } from './db/database.ts'
import { NodeBudget } from './domain/budget.ts'
import { DomainError } from './domain/errors.ts'
import { localAdmin } from './domain/viewer.ts'
import { createEventFeed, type EventFeedOptions } from './events/createEventFeed.ts'
import { createFeedPosition } from './events/feedPosition.ts'
import { createHeartbeatRecorder } from './loaders/createHeartbeatRecorder.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import { bindLoaders } from './loaders/requestLoaders.ts'
import { createErrorFormatter } from './observability/formatError.ts'
import type { Metrics, Transport } from './observability/metrics.ts'
import { createOperationObserver } from './observability/operationObserver.ts'
import { whyUnfit } from './readiness.ts'
import { createExecutor } from './schema/execute.ts'
import { firstQuery } from './schema/firstQuery.ts'
import { schema } from './schema/index.ts'
import { isNestedTooDeeply, maxBrackets, maxTokens } from './schema/limits.ts'
import { findRefusal } from './schema/refusals.ts'
import type { Stream } from './schema/subscribe.ts'
import { acceptWebSockets, type Answer, type WebSocketOptions } from './webSocket.ts'

export interface AppOptions {
  readonly config: Pick<Config, 'jit' | 'production' | 'confirmAboveAgents' | 'corsOrigins' | 'sweepIntervalMs'>
  readonly db: Database
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  /** Why the server cannot serve yet; null when it can. */
  readonly notReady: () => string | null
  /** Other patience with WebSockets than usual. */
  readonly webSocket?: Pick<WebSocketOptions, 'pingMs' | 'initTimeoutMs'>
  /** And with those who follow events. */
  readonly feed?: Pick<EventFeedOptions, 'patienceMs' | 'maxLying' | 'maxLyingBytes'>
}

/** A hierarchy of a thousand supervisors, well described, with two thousand teams and ten thousand members, takes 2.4 MB. */
const maxBodyBytes = 4 * 1024 * 1024
const path = '/graphql'

/** The HTTP server, not yet listening: `/graphql`, `/livez`, `/readyz` and `/metrics`. Closing it lets running requests finish. */
export async function createApp({
  config,
  db,
  logger,
  metrics,
  notReady,
  webSocket,
  feed: feedOptions,
}: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    genReqId: () => randomUUID(),
    bodyLimit: maxBodyBytes,
    // such keys are refused where they would be stored, with an error that names the place
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    forceCloseConnections: 'idle',
  })
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id) // a reply is a promise of the whole response: never awaited
    const foreign = whyForeign(request.host)
    if (foreign) void reply.code(foreign.status).send(asAnswer(foreign))
    else done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode === 413) {
      // on a connection that is closed while the client still sends, it would meet a broken pipe instead of this answer
      reply.removeHeader('connection')
      request.raw.resume()
    }
    done(null, payload)
  })
  if (config.corsOrigins.length > 0) await app.register(cors, { origin: [...config.corsOrigins] })

  app.get('/livez', () => ({ status: 'live' }))
  app.get('/readyz', async (_request, reply) => {
    const reason = notReady() ?? (await whyUnfit(db, config.sweepIntervalMs))
    return reason === null ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason })
  })

  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )

  const formatError = createErrorFormatter(
    (error): error is DomainError => error instanceof DomainError,
    (error, errorId) => {
      logger.error({ err: error, errorId }, 'a request met an unexpected error')
    },
  )
  const apollo = new ApolloServer<Context>({
    gateway: executorGateway(config.jit),
    introspection: !config.production,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxLexicalTokens: maxTokens },
    logger,
    formatError,
    stopOnTerminationSignals: false, // it would send them to the process again: who serves the app ends it
    plugins: [
      {
        unexpectedErrorProcessingRequest: ({ error }) => {
          logger.error({ err: error }, 'the server failed outside of any field')
          return Promise.resolve()
        },
      },
      createOperationObserver<Context>(metrics.onOperation, (context) => ({
        transport: 'stream' in context ? 'websocket' : 'http',
        refusal: findRefusal(context),
      })),
      // these would wrap every field of the schema, at half the speed; the second where the environment has APOLLO_KEY
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      config.production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ document: firstQuery, footer: false }),
    ],
  })
  await apollo.start()
  const loaders = createLoaders(db, metrics.onBatch)
  const heartbeats = createHeartbeatRecorder(db, metrics.onBatch)
  const feed = createEventFeed({
    ...feedOptions,
    db,
    onError: (error) => {
      logger.warn({ err: error }, 'the feed of events could not be read; tried again')
    },
  })
  app.addHook('onClose', () => feed.stop())
  const settings = { confirmAboveAgents: config.confirmAboveAgents }
  const createContext = (): Context => {
    const budget = new NodeBudget()
    const bound = bindLoaders(loaders, budget)
    const feedPosition = createFeedPosition(() => bound.newestSequence.load('feed'))
    return { viewer: localAdmin, db, settings, budget, loaders: bound, heartbeats, feedPosition, feed }
  }
  const whyNotParsed = (source: unknown): Refusal | null => {
    const reason = notReady()
    if (reason !== null) return { status: 503, code: 'UNAVAILABLE', message: `${reason} Try again.` }
    if (typeof source !== 'string' || !isNestedTooDeeply(source)) return null
    const message = `The document is nested more than ${maxBrackets} levels deep, or has more than ${maxTokens} brackets. Split it.`
    return { status: 400, code: 'GRAPHQL_VALIDATION_FAILED', message }
  }
  /** Why a document is not even parsed; null: it is. */
  const refuse = (source: unknown, transport: Transport): Refusal | null => {
    const refusal = whyNotParsed(source)
    if (refusal) metrics.onOperation({ operation: 'none', outcome: refusal.code, transport, milliseconds: 0 })
    return refusal
  }
  await app.register(fastifyApollo(apollo), { path, context: () => Promise.resolve(createContext()) })
  app.addHook<{ Body: { query?: unknown } | undefined; Querystring: { query?: unknown } }>(
    'preHandler',
    (request, reply, done) => {
      const source = request.routeOptions.url === path ? (request.body?.query ?? request.query.query) : undefined
      const refusal = source === undefined ? null : refuse(source, 'http')
      if (refusal === null) {
        done()
        return
      }
      if (refusal.status === 503) void reply.header('retry-after', '1')
      void reply.code(refusal.status).send(asAnswer(refusal))
    },
  )
  const format = ({ errors, ...answer }: ExecutionResult): FormattedExecutionResult =>
    errors ? { ...answer, errors: errors.map((error) => formatError(error.toJSON(), error)) } : answer
  const countSockets = acceptWebSockets(app, {
    ...webSocket,
    path,
    maxPayload: maxBodyBytes,
    whyRefused: ({ headers }) => whyForeign(headers.host ?? '') ?? whyCrossOrigin(headers, config.corsOrigins),
    formatError: (error) => [formatError({ message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }, error)],
    async operate({ query, variables, operationName, extensions }): Promise<Answer> {
      const refusal = refuse(query, 'websocket')
      if (refusal) return asAnswer(refusal)
      const stream: Stream = { createContext, format, answers: null }
      const contextValue: SocketContext = { ...createContext(), stream }
      const { body } = await apollo.executeOperation(
        {
          query,
          ...(variables && { variables }),
          ...(operationName && { operationName }),
          ...(extensions && { extensions }),
        },
        { contextValue },
      )
      if (body.kind !== 'single') throw new TypeError('nothing here is answered by increments')
      return stream.answers ?? body.singleResult
    },
  })
  metrics.watch({ pools: { main: db.pool, tree: db.treePool }, readFeed: () => feed.state, countSockets })
  return app
}

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** An operation's that came by WebSocket. */
interface SocketContext extends Context {
  readonly stream: Stream
}

/** An answer to a request that no GraphQL server sees, in GraphQL's form. */
function asAnswer({ code, message }: Omit<Refusal, 'status'>) {
  return { errors: [{ message, extensions: { code } }] }
}

/** A web page whose name resolves to this machine would be one of its administrators. */
function whyForeign(host: string): Refusal | null {
  const hostname = host.replace(/:\d*$/, '')
  if (isLoopback(hostname)) return null
  const message = `The server answers to localhost only, and was asked for ${hostname}. Use http://localhost or http://127.0.0.1.`
  return { status: 403, code: 'FORBIDDEN', message }
}

/** Browsers let any page open a WebSocket, and say whose it is. */
function whyCrossOrigin({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): Refusal | null {
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin))
    return null
  return {
    status: 403,
    code: 'FORBIDDEN',
    message: `Pages of ${origin} are not allowed to connect. CORS_ORIGINS names those that are.`,
  }
}

/** Apollo takes an executor of one's own from a gateway only; it keeps its hooks and its masking of errors. */
function executorGateway(jit: boolean): GatewayInterface {
  const execute = createExecutor(jit)
  return {
    load: () =>
      Promise.resolve({
        executor: (request) =>
          execute({
            document: request.document,
            queryHash: request.queryHash,
            // as it was asked for: Apollo’s own is null where there is no such operation
            operationName: request.request.operationName,
            variables: request.request.variables,
            // the type of a gateway's context is a bare record; it is what `createContext` above made
            context: request.context as Context,
            stream: (request.context as Partial<SocketContext>).stream,
          }),
      }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => undefined
    },
    stop: () => Promise.resolve(),
  }
}
