import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import type { FastifyReply } from 'fastify'
import { plugin } from './plugin.ts'
import type { Authenticate } from '../auth/authenticate.ts'
import { CancellationSource } from '../domain/cancellation.ts'
import type { CreateContext } from '../context.ts'
import type { Pipeline, Sender } from '../graphql/createPipeline.ts'
import type { ParsedDocument } from '../graphql/parseDocument.ts'
import type { PublicError } from '../graphql/PublicError.ts'
import { stringifyResult } from '../graphql/stringifyResult.ts'
import {
  apolloOptions,
  createPersistedTexts,
  pipelinePlugin,
  type HttpContext,
  type PersistedTexts,
} from './apolloOptions.ts'
import { authenticateRequest, verifyCaller } from './caller.ts'
import { graphqlPath } from './endpoint.ts'
import { withExplorerLink } from './explorerLink.ts'
import { firstQuery } from './firstQuery.ts'
import { isForPerson, sendPage, type Page } from './page.ts'
import { executePlain } from './plainRequest.ts'
import { rateLimitHeaders } from './rateLimitHeaders.ts'
import { readRequest, type HttpOperation } from './readRequest.ts'
import { headOfRefusal, sendRefusal } from './refusal.ts'
import { landingPagePolicy } from './securityHeaders.ts'

export interface GraphqlOverHttpOptions {
  readonly pipeline: Pipeline
  readonly authenticate: Authenticate
  readonly createContext: CreateContext
  /** Called for each refused request that may be a heartbeat. */
  readonly onRefused: () => void
  /** Whether browsers receive Apollo Sandbox. */
  readonly landingPage: boolean
  /** Whether the page of Apollo Sandbox has a link to the explorer. */
  readonly explorer: boolean
}

/** Queries and mutations over HTTP, by Apollo Server. A text that the pipeline does not accept never reaches Apollo. */
export const graphqlOverHttp = plugin<GraphqlOverHttpOptions>(
  'graphqlOverHttp',
  async (app, { pipeline, authenticate, createContext, onRefused, landingPage, explorer }) => {
    const texts = createPersistedTexts()
    const apollo = new ApolloServer<HttpContext>({
      ...apolloOptions(pipeline, texts),
      includeStacktraceInErrorResponses: false,
      stringifyResult,
      logger: app.log,
      stopOnTerminationSignals: false, // the process decides; Apollo would send the signal to it again
      plugins: [
        pipelinePlugin(pipeline),
        {
          unexpectedErrorProcessingRequest: ({ error }) => {
            app.log.error({ err: error }, 'request failed outside of any field')
            return Promise.resolve()
          },
        },
        // Each of them takes time for every request.
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
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
      onRequest: authenticateRequest(authenticate, onRefused),
      async handler(request, reply) {
        const startedAt = performance.now()
        const { operation, plain, apolloRequest } = readRequest(request, pipeline.findText)
        const verified = await verifyCaller(request, operation !== null, onRefused)
        if ('refusal' in verified) return sendRefusal(reply, verified.refusal)
        const { viewer } = verified
        if (!operation && !landingPage && isForPerson(request)) return sendPage(reply, apiPage(explorer))
        const sender: Sender = { viewer, transport: 'http', requestId: request.id }
        const parsed = operation && parseOperation(pipeline, texts, operation, sender)
        if (parsed && 'errors' in parsed)
          return refuse(reply.headers(rateLimitHeaders(pipeline.quotaOf(viewer))), parsed.errors)
        const context = createContext({
          viewer,
          connection: request.raw.socket,
          traceparent: operation ? (request.headers.traceparent?.toString() ?? null) : undefined,
        })
        const client = request.exchange?.client ?? new CancellationSource()
        if (plain && operation && parsed) {
          const { operationName } = operation
          const sent = {
            ...parsed,
            ...sender,
            ...plain,
            operationName,
            context,
            client,
            acceptsStream: false,
            startedAt,
          }
          return executePlain(pipeline, sent, reply)
        }
        const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: apolloRequest(),
          context: () => Promise.resolve({ client, context, requestId: request.id }),
        })
        if (body.kind !== 'complete') throw new TypeError('expected one result over HTTP')
        for (const [name, value] of headers) void reply.header(name, value)
        const isPage = headers.get('content-type')?.startsWith('text/html') ?? false
        if (isPage) void reply.header('content-security-policy', landingPagePolicy)
        void reply.headers(rateLimitHeaders(context.outcome.quota)).code(status ?? 200)
        return isPage && explorer ? withExplorerLink(body.string) : body.string // not the reply, which Fastify would await
      },
    })
  },
)

/** What a browser shows if Apollo Sandbox is off, as it is in production. */
function apiPage(explorer: boolean): Page {
  return {
    status: 400, // the request has no operation
    title: 'GraphQL API',
    text: 'This is the address of a GraphQL API. Programs send POST requests with content-type: application/json to it, and open WebSockets with the protocol graphql-transport-ws. Apollo Sandbox is off on this server.',
    links: { '/': 'The dashboard', ...(explorer && { '/explorer': 'An editor for queries' }) },
  }
}

/** The document of an operation, or why it is refused. Null if Apollo Server has to find or refuse the text. */
function parseOperation(
  pipeline: Pipeline,
  texts: PersistedTexts,
  operation: HttpOperation,
  sender: Sender,
): ParsedDocument | null {
  // the text of a persisted query may be a heartbeat, which has a rate limit of its own
  const query = operation.query ?? texts.get(operation.documentId ?? '')
  const refusal = pipeline.admit({ ...operation, query }, sender)
  if (refusal) return { errors: [refusal] }
  return query ? pipeline.parse(query, sender) : null
}

function refuse(reply: FastifyReply, errors: readonly PublicError[]): FastifyReply {
  const { status, headers } = headOfRefusal(errors[0]?.extensions)
  // the same media types as in Apollo Server
  const { accept = '' } = reply.request.headers
  const type = accept.includes('application/graphql-response+json') ? 'graphql-response+json' : 'json'
  return reply
    .type(`application/${type}; charset=utf-8`)
    .code(status)
    .headers(headers)
    .send(JSON.stringify({ errors: errors.map((error) => error.toJSON()) }))
}
