import {
  HeaderMap,
  type ApolloServerOptionsWithSchema,
  type ApolloServerPlugin,
  type GraphQLResponse,
  type HTTPGraphQLHead,
} from '@apollo/server'
import { LRUCache } from 'lru-cache'
import type { Cancellation } from '../domain/cancellation.ts'
import type { Context } from '../context.ts'
import type { Pipeline } from '../graphql/createPipeline.ts'
import { asGraphQLError } from '../graphql/maskErrors.ts'
import type { PublicResult } from '../graphql/PublicError.ts'
import { schema } from '../schema/index.ts'
import { headOfRefusal } from './refusal.ts'

/** The context that Apollo Server passes from the transport to the pipeline. */
export interface HttpContext {
  readonly context: Context
  /** Fails when the connection closes before the response is sent. */
  readonly client: Cancellation
  readonly requestId: string
}

type ApolloOptions = ApolloServerOptionsWithSchema<HttpContext>

/** Maximum size of the cache of automatic persisted queries, in bytes. It keeps the most recently used ones. */
const maxPersistedBytes = 8 * 1024 * 1024

/** The texts of automatic persisted queries, by their hashes. */
export type PersistedTexts = LRUCache<string, string>

export function createPersistedTexts(): PersistedTexts {
  return new LRUCache({ maxSize: maxPersistedBytes, sizeCalculation: (text) => 2 * text.length })
}

/** Makes Apollo Server use the documents and the errors of the pipeline. */
export function apolloOptions(
  pipeline: Pipeline,
  texts: PersistedTexts,
): Pick<ApolloOptions, 'schema' | 'documentStore' | 'persistedQueries' | 'introspection' | 'formatError'> {
  return {
    schema,
    documentStore: documentStoreOf(pipeline),
    persistedQueries: { cache: persistedQueriesOf(pipeline, texts) },
    introspection: true, // the pipeline decides
    formatError: (_formatted, error) => pipeline.maskError(asGraphQLError(error)).toJSON(),
  }
}

/**
 * Executes each operation on the pipeline instead of Apollo's executor, and reports it to the pipeline's metrics. Errors that
 * Apollo adds before the execution are reported as well.
 */
export function pipelinePlugin(pipeline: Pipeline): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart() {
      const startedAt = performance.now()
      return Promise.resolve({
        async responseForOperation({ document, queryHash, request, contextValue: { context, client } }) {
          if (queryHash === undefined) throw new TypeError('expected the hash of the document')
          const { operationName, variables } = request
          const operation = { document, queryHash, operationName, variables, context, acceptsStream: false, client }
          const result = await pipeline.execute(operation).catch((error: unknown) => ({
            errors: [pipeline.maskError(asGraphQLError(error))],
          }))
          if (Symbol.asyncIterator in result) throw new TypeError('expected one result over HTTP')
          return responseOf(result)
        },
        willSendResponse({ document, operation: definition, contextValue, response: { body } }) {
          const result = body.kind === 'single' ? body.singleResult : body.initialResult
          pipeline.observe({
            // Apollo sets the operation once the document is validated
            operation: document && definition ? { document, definition } : undefined,
            error: result.errors?.[0],
            context: contextValue.context,
            operationName: definition?.name?.value,
            requestId: contextValue.requestId,
            transport: 'http',
            startedAt,
          })
          return Promise.resolve()
        },
      })
    },
  }
}

function responseOf({ errors, ...result }: PublicResult): GraphQLResponse {
  const http: HTTPGraphQLHead = { headers: new HeaderMap() }
  if (!errors) return { body: { kind: 'single', singleResult: result }, http }
  const [error] = errors
  if (error && result.data === undefined) {
    const { status, headers } = headOfRefusal(error.extensions)
    http.status = status
    for (const [name, value] of Object.entries(headers)) http.headers.set(name, value)
  }
  return { body: { kind: 'single', singleResult: { ...result, errors: errors.map((each) => each.toJSON()) } }, http }
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

/** Apollo stores a text when its document is valid. Its keys are hashes with a prefix. */
function persistedQueriesOf(
  pipeline: Pipeline,
  texts: PersistedTexts,
): NonNullable<NonNullable<PersistedQueries>['cache']> {
  const hashOf = (key: string): string => key.slice(key.indexOf(':') + 1)
  return {
    get(key) {
      const text = texts.get(hashOf(key))
      if (text !== undefined) pipeline.parse(text, { transport: 'http' }) // so that Apollo finds the document
      return Promise.resolve(text)
    },
    set(key, text) {
      texts.set(hashOf(key), text)
      return Promise.resolve()
    },
    delete: (key) => Promise.resolve(texts.delete(hashOf(key))),
  }
}
type PersistedQueries = Exclude<ApolloOptions['persistedQueries'], false>
