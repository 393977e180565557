import { ApolloServer } from '@apollo/server'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import cors from '@fastify/cors'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { isLoopback, type Config } from './config.ts'
import type { Context } from './context.ts'
import type { Database } from './db/database.ts'
import { fetchSweepLag } from './db/queries/sweepRounds.ts'
import { NodeBudget } from './domain/budget.ts'
import { DomainError } from './domain/errors.ts'
import { localAdmin } from './domain/viewer.ts'
import { createFeedPosition } from './events/feedPosition.ts'
import { createHeartbeatRecorder } from './loaders/createHeartbeatRecorder.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import { bindLoaders } from './loaders/requestLoaders.ts'
import { createErrorFormatter } from './observability/formatError.ts'
import type { Metrics } from './observability/metrics.ts'
import { createExecutor } from './schema/execute.ts'
import { firstQuery } from './schema/firstQuery.ts'
import { schema } from './schema/index.ts'
import { isNestedTooDeeply, maxBrackets } from './schema/limits.ts'

export interface AppOptions {
  readonly config: Pick<Config, 'jit' | 'production' | 'confirmAboveAgents' | 'corsOrigins' | 'sweepIntervalMs'>
  readonly db: Database
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
  /** Why the server cannot serve yet; null when it can. */
  readonly notReady: () => string | null
}

/** A hierarchy of a thousand supervisors, well described, with two thousand teams and ten thousand members, takes 2.4 MB. */
const maxBodyBytes = 4 * 1024 * 1024
const maxLexicalTokens = 10_000
const readinessTimeoutMs = 2_000

/** The HTTP server, not yet listening: `/graphql`, `/livez`, `/readyz` and `/metrics`. Closing it lets running requests finish. */
export async function createApp({ config, db, logger, metrics, notReady }: AppOptions): Promise<FastifyInstance> {
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
    if (isLoopback(request.hostname)) {
      done()
    } else {
      // a web page whose name resolves to this machine would be one of its administrators
      const message = `The server answers to localhost only, and was asked for ${request.hostname}. Use http://localhost or http://127.0.0.1.`
      void reply.code(403).send(refusal('FORBIDDEN', message))
    }
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

  const apollo = new ApolloServer<Context>({
    gateway: executorGateway(config.jit),
    introspection: !config.production,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxLexicalTokens },
    logger,
    formatError: createErrorFormatter(
      (error): error is DomainError => error instanceof DomainError,
      (error, errorId) => {
        logger.error({ err: error, errorId }, 'a request met an unexpected error')
      },
    ),
    plugins: [
      fastifyApolloDrainPlugin(app),
      {
        unexpectedErrorProcessingRequest: ({ error }) => {
          logger.error({ err: error }, 'the server failed outside of any field')
          return Promise.resolve()
        },
      },
      // it would wrap every field of the schema, at half the speed
      ApolloServerPluginCacheControlDisabled(),
      config.production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ document: firstQuery, footer: false }),
    ],
  })
  await apollo.start()
  const loaders = createLoaders(db)
  const heartbeats = createHeartbeatRecorder(db)
  const settings = { confirmAboveAgents: config.confirmAboveAgents }
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    context: () => {
      const budget = new NodeBudget()
      const bound = bindLoaders(loaders, budget)
      const feedPosition = createFeedPosition(() => bound.newestSequence.load('feed'))
      return Promise.resolve({ viewer: localAdmin, db, settings, budget, loaders: bound, heartbeats, feedPosition })
    },
  })
  app.addHook<{ Body: { query?: unknown } | undefined; Querystring: { query?: unknown } }>(
    'preHandler',
    (request, reply, done) => {
      const source = request.body?.query ?? request.query.query
      const reason = source === undefined ? null : notReady()
      if (reason !== null) {
        void reply
          .code(503)
          .header('retry-after', '1')
          .send(refusal('UNAVAILABLE', `${reason} Try again.`))
      } else if (typeof source === 'string' && isNestedTooDeeply(source)) {
        void reply
          .code(400)
          .send(
            refusal(
              'GRAPHQL_VALIDATION_FAILED',
              `The document is nested more than ${maxBrackets} levels deep. Split it.`,
            ),
          )
      } else {
        done()
      }
    },
  )
  return app
}

/** An answer to a request that no GraphQL server sees, in GraphQL's form. */
function refusal(code: string, message: string): object {
  return { errors: [{ message, extensions: { code } }] }
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
            operationName: request.operationName,
            variables: request.request.variables,
            // the type of a gateway's context is a bare record; it is what `context` above made
            context: request.context as Context,
          }),
      }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => undefined
    },
    stop: () => Promise.resolve(),
  }
}

async function whyUnfit(db: Database, sweepIntervalMs: number): Promise<string | null> {
  const timeout = new Promise<string>((resolve) =>
    setTimeout(resolve, readinessTimeoutMs, `The database did not answer within ${readinessTimeoutMs} ms.`).unref(),
  )
  const answer = fetchSweepLag(db).then(
    (lag) => explainStall(lag, sweepIntervalMs),
    (error: unknown) => (error instanceof DomainError ? error.message : 'The database refuses to answer.'),
  )
  return Promise.race([answer, timeout])
}

/** Null while somebody looks for the dead, this server or another. */
function explainStall(lagMs: number | null, intervalMs: number): string | null {
  if (lagMs !== null && lagMs <= 3 * intervalMs) return null
  const since = lagMs === null ? 'ever' : `for ${Math.round(lagMs / 1_000)} s`
  return `Nobody has looked for dead supervisors ${since}; expected every ${intervalMs / 1_000} s.`
}
