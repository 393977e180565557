import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import { LRUCache } from 'lru-cache'
import type { Cancellation } from '../domain/cancellation.ts'
import type { Context } from '../context.ts'
import type { Pipeline } from '../graphql/createPipeline.ts'
import { asGraphQLError } from '../graphql/maskErrors.ts'
import { schema } from '../schema/index.ts'

/** The context that Apollo Server passes from the transport to the pipeline. */
export interface HttpContext {
  readonly context: Context
  /** Fails when the connection closes before the response is sent. */
  readonly client: Cancellation
}

type ApolloOptions = ApolloServerOptionsWithGateway<HttpContext>

/** Maximum size of the cache of automatic persisted queries, in bytes. It keeps the most recently used ones. */
const maxPersistedBytes = 8 * 1024 * 1024

/**
 * Makes Apollo Server use the pipeline. Documents come from the pipeline's parser. Its `execute` is presented as a gateway,
 * because Apollo accepts an executor in no other way.
 *
 * The gateway hook must not be combined with plugins that have `willResolveField`: with one, Apollo wraps every field of
 * the schema, which halves the throughput.
 */
export function apolloOptions(
  pipeline: Pipeline,
): Pick<ApolloOptions, 'gateway' | 'documentStore' | 'persistedQueries' | 'introspection' | 'formatError'> {
  return {
    gateway: gatewayOf(pipeline),
    documentStore: documentStoreOf(pipeline),
    persistedQueries: { cache: persistedQueriesOf(pipeline) },
    introspection: true, // the pipeline decides
    formatError: (_formatted, error) => pipeline.maskError(asGraphQLError(error)).toJSON(),
  }
}

/** Reports each operation that Apollo handles to the pipeline's metrics, and sets the status of a busy server. */
export function apolloObserver(pipeline: Pipeline): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart() {
      const startedAt = performance.now()
      return Promise.resolve({
        willSendResponse({ document, operation: definition, contextValue, response: { body, http } }) {
          const result = body.kind === 'single' ? body.singleResult : body.initialResult
          if (result.errors?.[0]?.extensions?.code === 'TOO_MANY_OPERATIONS') {
            http.status = 503
            http.headers.set('retry-after', '1')
          }
          const { refusal } = contextValue.context.outcome
          pipeline.observe({
            // Apollo sets the operation once the document is validated
            operation: document && definition ? { document, definition } : undefined,
            error: result.errors?.[0],
            refusal,
            transport: 'http',
            startedAt,
          })
          return Promise.resolve()
        },
      })
    },
  }
}

function gatewayOf({ execute }: Pipeline): GatewayInterface {
  return {
    load: () =>
      Promise.resolve({
        async executor({ document, queryHash, request, context: httpContext }) {
          // the request's own name: Apollo's is null if the document has no such operation
          const { operationName, variables } = request
          // a gateway's context has the type of a bare record; it is what the transport created for the request
          const { context, client } = httpContext as unknown as HttpContext
          const result = await execute({
            document,
            queryHash,
            operationName,
            variables,
            context,
            acceptsStream: false,
            client,
          })
          if (Symbol.asyncIterator in result) throw new TypeError('expected one result over HTTP')
          return result
        },
      }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => undefined
    },
    stop: () => Promise.resolve(),
  }
}

/** The documents of the pipeline: the transport has parsed the text before Apollo looks for its document. */
function documentStoreOf({ findDocument }: Pipeline): NonNullable<ApolloOptions['documentStore']> {
  return {
    // Apollo's key is the hash of the schema, followed by the hash of the text
    get: (key) => Promise.resolve(findDocument(key.slice(key.indexOf(':') + 1))),
    set: () => Promise.resolve(),
    delete: () => Promise.resolve(),
  }
}

/** The texts of persisted queries. Apollo stores a text when its document is valid. */
function persistedQueriesOf(pipeline: Pipeline): NonNullable<NonNullable<PersistedQueries>['cache']> {
  const texts = new LRUCache<string, string>({
    maxSize: maxPersistedBytes,
    sizeCalculation: (text) => 2 * text.length,
  })
  return {
    get(key) {
      const text = texts.get(key)
      if (text !== undefined) pipeline.parse(text, 'http') // so that Apollo finds the document
      return Promise.resolve(text)
    },
    set(key, text) {
      texts.set(key, text)
      return Promise.resolve()
    },
    delete: (key) => Promise.resolve(texts.delete(key)),
  }
}
type PersistedQueries = Exclude<ApolloOptions['persistedQueries'], false>
