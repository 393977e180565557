import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import fastifyApollo from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Authenticate } from '../auth/authenticate.ts'
import { CancellationSource, ClientGoneError, type Cancellation } from '../domain/cancellation.ts'
import type { CreateContext } from '../context.ts'
import type { Pipeline } from '../graphql/createPipeline.ts'
import { stringifyResult } from '../graphql/stringifyResult.ts'
import { apolloObserver, apolloOptions, type HttpContext } from './apolloGateway.ts'
import { graphqlPath } from './endpoint.ts'
import { firstQuery } from './firstQuery.ts'

export interface GraphqlOverHttpOptions {
  readonly pipeline: Pipeline
  readonly authenticate: Authenticate
  readonly createContext: CreateContext
  /** Whether introspection and the landing page, Apollo Sandbox, are served. */
  readonly explorable: boolean
}

/** Queries and mutations over HTTP, by Apollo Server. A text that the pipeline does not admit never reaches Apollo. */
export const graphqlOverHttp = fastifyPlugin<GraphqlOverHttpOptions>(
  async (app: FastifyInstance, { pipeline, authenticate, createContext, explorable }) => {
    const apollo = new ApolloServer<HttpContext>({
      ...apolloOptions(pipeline, explorable),
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
        explorable
          ? ApolloServerPluginLandingPageLocalDefault({ document: firstQuery, footer: false })
          : ApolloServerPluginLandingPageDisabled(),
      ],
    })
    await apollo.start()
    await app.register(fastifyApollo(apollo), {
      path: graphqlPath,
      context: async ({ headers }, reply) => ({
        client: watchClient(reply), // before anything is awaited: the event must not be missed
        context: createContext({ viewer: await authenticate({ headers }) }),
      }),
    })
    app.addHook<{ Body: { query?: unknown } | undefined; Querystring: { query?: unknown } }>(
      'preHandler',
      (request, reply, done) => {
        const source =
          request.routeOptions.url === graphqlPath ? (request.body?.query ?? request.query.query) : undefined
        const refusal = source === undefined ? null : pipeline.admit(source, 'http')
        if (refusal === null) {
          done()
          return
        }
        const isUnavailable = refusal.extensions.code === 'UNAVAILABLE'
        if (isUnavailable) void reply.header('retry-after', '1')
        void reply.code(isUnavailable ? 503 : 400).send({ errors: [refusal.toJSON()] })
      },
    )
  },
)

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
