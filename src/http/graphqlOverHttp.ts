import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Authenticate } from '../auth/authenticate.ts'
import { CancellationSource, ClientGoneError, type Cancellation } from '../domain/cancellation.ts'
import type { CreateContext } from '../context.ts'
import type { Pipeline } from '../graphql/createPipeline.ts'
import type { PublicError } from '../graphql/PublicError.ts'
import { stringifyResult } from '../graphql/stringifyResult.ts'
import { apolloObserver, apolloOptions, type HttpContext } from './apolloGateway.ts'
import { authenticateRequest, callerOf } from './caller.ts'
import { graphqlPath } from './endpoint.ts'
import { firstQuery } from './firstQuery.ts'
import { readRequest, type HttpOperation } from './readRequest.ts'

export interface GraphqlOverHttpOptions {
  readonly pipeline: Pipeline
  readonly authenticate: Authenticate
  readonly createContext: CreateContext
  /** Whether browsers receive Apollo Sandbox. */
  readonly landingPage: boolean
}

/** Queries and mutations over HTTP, by Apollo Server. A text that the pipeline does not accept never reaches Apollo. */
export const graphqlOverHttp = fastifyPlugin<GraphqlOverHttpOptions>(
  async (app: FastifyInstance, { pipeline, authenticate, createContext, landingPage }) => {
    const apollo = new ApolloServer<HttpContext>({
      ...apolloOptions(pipeline),
      includeStacktraceInErrorResponses: false,
      stringifyResult,
      logger: app.log,
      stopOnTerminationSignals: false, // the process decides; Apollo would send the signal to it again
      plugins: [
        apolloObserver(pipeline),
        {
          unexpectedErrorProcessingRequest: ({ error }) => {
            app.log.error({ err: error }, 'request failed outside of any field')
            return Promise.resolve()
          },
        },
        // Both would wrap every field of the schema and halve the throughput; the second one where APOLLO_KEY is set.
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
        landingPage
          ? ApolloServerPluginLandingPageLocalDefault({ document: firstQuery, footer: false })
          : ApolloServerPluginLandingPageDisabled(),
      ],
    })
    await apollo.start()
    app.route({
      method: ['GET', 'POST'],
      exposeHeadRoute: false,
      url: graphqlPath,
      onRequest: authenticateRequest(authenticate),
      async handler(request, reply) {
        const { operation, apolloRequest } = readRequest(request)
        const refusals = operation ? findRefusals(pipeline, operation) : []
        if (refusals.length > 0) return refuse(reply, refusals)
        const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: apolloRequest,
          context: () =>
            Promise.resolve({
              client: watchClient(reply),
              context: createContext({ viewer: callerOf(request) }),
            }),
        })
        if (body.kind !== 'complete') throw new TypeError('expected one result over HTTP')
        return reply
          .code(status ?? 200)
          .headers(Object.fromEntries(headers))
          .send(body.string)
      },
    })
  },
)

function findRefusals(pipeline: Pipeline, { query, operationName }: HttpOperation): readonly PublicError[] {
  const refusal = pipeline.admit({ operationName }, 'http')
  if (refusal) return [refusal]
  if (!query) return [] // the hash of a persisted query, or a request that Apollo refuses
  const parsed = pipeline.parse(query, 'http')
  return 'errors' in parsed ? parsed.errors : []
}

function refuse(reply: FastifyReply, errors: readonly PublicError[]): FastifyReply {
  const isUnavailable = errors.some(({ extensions }) => extensions.code === 'UNAVAILABLE')
  const isInternal = errors.some(({ extensions }) => extensions.code === 'INTERNAL_SERVER_ERROR')
  if (isUnavailable) void reply.header('retry-after', '1')
  // the same media types as in Apollo Server
  const { accept = '' } = reply.request.headers
  const type = accept.includes('application/graphql-response+json') ? 'graphql-response+json' : 'json'
  return reply
    .type(`application/${type}; charset=utf-8`)
    .code(isUnavailable ? 503 : isInternal ? 500 : 400)
    .send(JSON.stringify({ errors: errors.map((error) => error.toJSON()) }))
}

/** Fails when the connection closes before the response is sent. */
function watchClient({ raw }: FastifyReply): Cancellation {
  const client = new CancellationSource()
  const failUnlessSent = (): void => {
    if (!raw.writableFinished) client.fail(new ClientGoneError())
  }
  if (raw.closed) failUnlessSent()
  else raw.once('close', failUnlessSent)
  return client
}
