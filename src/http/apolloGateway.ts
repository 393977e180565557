import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import type { Cancellation } from '../domain/cancellation.ts'
import type { Context } from '../context.ts'
import type { Pipeline } from '../graphql/createPipeline.ts'
import { asGraphQLError } from '../graphql/maskErrors.ts'
import { additionalRules, parseOptions } from '../graphql/parseDocument.ts'
import { schema } from '../schema/index.ts'

/** What Apollo Server passes from the transport to the pipeline. */
export interface HttpContext {
  readonly context: Context
  /** Fails when the connection closes before the response is sent. */
  readonly client: Cancellation
}

/**
 * Makes Apollo Server execute on the pipeline. Apollo parses and validates by itself, with the pipeline's options, and
 * accepts an executor only from a gateway. So the pipeline's `execute` is presented as a gateway.
 *
 * The gateway hook must not be combined with plugins that have `willResolveField`: with one, Apollo wraps every field of
 * the schema, which halves the throughput.
 */
export function apolloOptions(
  pipeline: Pipeline,
  introspection: boolean,
): Pick<
  ApolloServerOptionsWithGateway<HttpContext>,
  'gateway' | 'introspection' | 'validationRules' | 'parseOptions' | 'formatError'
> {
  return {
    gateway: gatewayOf(pipeline),
    introspection: true, // `validationRules` decide
    validationRules: additionalRules(introspection),
    parseOptions,
    formatError: (_formatted, error) => pipeline.maskError(asGraphQLError(error)).toJSON(),
  }
}

/** Reports each operation that Apollo handles to the pipeline's metrics. */
export function apolloObserver(pipeline: Pipeline): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart() {
      const startedAt = performance.now()
      return Promise.resolve({
        willSendResponse({ document, operation: definition, contextValue, response: { body } }) {
          const result = body.kind === 'single' ? body.singleResult : body.initialResult
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
