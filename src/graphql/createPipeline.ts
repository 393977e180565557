import { getOperationAST, type DocumentNode, type OperationDefinitionNode } from 'graphql'
import type { CreateContext } from '../context.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { CompletedOperation, Transport } from '../observability/metrics.ts'
import { createExecutor, type OperationResult } from './execute.ts'
import { isNestedTooDeeply, maxBrackets, maxTokens } from './limits.ts'
import { asGraphQLError, createErrorMask, type MaskError, type OnInternalError } from './maskErrors.ts'
import type { Operation } from './operation.ts'
import { createDocumentParser, type ParsedDocument } from './parseDocument.ts'
import { PublicError } from './PublicError.ts'
import { describeRootField } from './rootField.ts'

export interface PipelineOptions {
  readonly createContext: CreateContext
  /** Whether operations that are requested often are compiled by graphql-jit. */
  readonly jit: boolean
  /** Whether documents may select `__schema` and `__type`. */
  readonly introspection: boolean
  /** Why the server does not serve operations now; null while it does. */
  readonly notReady: () => string | null
  readonly onInternalError: OnInternalError
  /** Receives each operation once it has its result. A subscription counts when it has started. */
  readonly onOperation: (operation: CompletedOperation) => void
}

export interface OperationRequest {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

export interface Caller extends Pick<Operation, 'acceptsStream' | 'client'> {
  readonly viewer: Viewer
  readonly transport: Transport
}

/** The end of an operation, as reported by a transport that parses and validates by itself. */
export interface ObservedOperation {
  /** Undefined if the document is not valid, or has no such operation. */
  readonly operation: { readonly document: DocumentNode; readonly definition: OperationDefinitionNode } | undefined
  /** The first error of the result. */
  readonly error: { readonly extensions?: { readonly code?: unknown } } | undefined
  /** The code of a refusal that is part of the data. */
  readonly refusal: string | null
  readonly transport: Transport
  /** When the operation began, by `performance.now()`. */
  readonly startedAt: number
}

/** An operation whose document is valid, ready to run. */
export interface PreparedOperation extends Operation {
  readonly transport: Transport
  readonly startedAt: number
}

/**
 * Turns GraphQL documents into results, for any transport:
 *
 * 1. `admit`: refuses requests while the server is not ready, and texts that are nested too deeply to be parsed;
 * 2. parse and validate, with a cache of valid documents;
 * 3. `execute`: limits, then graphql-jit, graphql-js or a subscription;
 * 4. `maskError`: what the client sees of an error;
 * 5. `observe`: reports the operation to the metrics.
 *
 * `prepare` does 1 and 2, `run` the rest. Apollo Server parses and validates by itself, and uses the other steps one by
 * one (src/http/apolloGateway.ts).
 */
export interface Pipeline {
  /** The operation, or the errors of a document that is not executed. */
  readonly prepare: (
    request: OperationRequest,
    caller: Caller,
  ) => PreparedOperation | { readonly errors: readonly PublicError[] }
  /** The result. An internal error is part of it. */
  readonly run: (operation: PreparedOperation) => Promise<OperationResult>
  /** Why a text is not even parsed; null if it is. A refusal counts as an operation. */
  readonly admit: (source: unknown, transport: Transport) => PublicError | null
  /** Rejects for a defect of the server. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
  readonly maskError: MaskError
  readonly observe: (operation: ObservedOperation) => void
}

export function createPipeline({
  createContext,
  jit,
  introspection,
  notReady,
  onInternalError,
  onOperation,
}: PipelineOptions): Pipeline {
  const maskError = createErrorMask(onInternalError)
  const parseDocument = createDocumentParser(introspection)
  const execute = createExecutor({ jit, maskError, createContext })

  const observe: Pipeline['observe'] = ({ operation, error, refusal, transport, startedAt }) => {
    onOperation({
      operation: operation ? describeRootField(operation.document, operation.definition) : 'none',
      outcome: error ? codeOf(error) : (refusal ?? 'ok'),
      transport,
      milliseconds: performance.now() - startedAt,
    })
  }
  const admit: Pipeline['admit'] = (source, transport) => {
    const error = whyNotAdmitted(source, notReady())
    if (error) onOperation({ operation: 'none', outcome: error.extensions.code, transport, milliseconds: 0 })
    return error
  }
  const parse = (source: string): ParsedDocument => {
    try {
      return parseDocument(source)
    } catch (error) {
      return { errors: [maskError(asGraphQLError(error))] }
    }
  }
  return {
    admit,
    execute,
    maskError,
    observe,
    prepare({ query, operationName, variables }, { viewer, transport, acceptsStream, client }) {
      const refused = admit(query, transport)
      if (refused) return { errors: [refused] }
      const startedAt = performance.now()
      const parsed = parse(query)
      if ('errors' in parsed) {
        const [error] = parsed.errors
        observe({ operation: undefined, error, refusal: null, transport, startedAt })
        return parsed
      }
      const context = createContext({ viewer })
      return {
        ...parsed,
        operationName,
        variables: variables ?? undefined,
        context,
        acceptsStream,
        client,
        transport,
        startedAt,
      }
    },
    async run(operation) {
      const result = await execute(operation).catch((error: unknown) => ({
        errors: [maskError(asGraphQLError(error))],
      }))
      const error = Symbol.asyncIterator in result ? undefined : result.errors?.[0]
      const { document, operationName, context, transport, startedAt } = operation
      const definition = getOperationAST(document, operationName)
      observe({
        operation: definition ? { document, definition } : undefined,
        error,
        refusal: context.outcome.refusal,
        transport,
        startedAt,
      })
      return result
    },
  }
}

function whyNotAdmitted(source: unknown, notReadyReason: string | null): PublicError | null {
  if (notReadyReason !== null) return new PublicError(`${notReadyReason} Try again.`, { code: 'UNAVAILABLE' })
  if (typeof source !== 'string' || !isNestedTooDeeply(source)) return null
  return new PublicError(
    `The document is nested more than ${maxBrackets} levels deep, or has more than ${maxTokens} brackets. Split it.`,
    { code: 'GRAPHQL_VALIDATION_FAILED' },
  )
}

function codeOf({ extensions }: NonNullable<ObservedOperation['error']>): string {
  return typeof extensions?.code === 'string' ? extensions.code : 'UNKNOWN'
}
