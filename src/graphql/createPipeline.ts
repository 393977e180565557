import { getOperationAST } from 'graphql'
import type { CreateContext } from '../context.ts'
import type { Quota } from '../domain/tokenBucket.ts'
import { hasRole, identityOf, type Viewer } from '../domain/viewer.ts'
import type { EndedOperation, Transport } from '../observability/metrics.ts'
import type { OperationDetails } from '../observability/operationLog.ts'
import { costOfText, createRateCheck, mayBeHeartbeat } from './checkRate.ts'
import { createExecutor, type OperationResult } from './execute.ts'
import { maxNameLength } from './documentText.ts'
import { createKnownOperations, type KnownOperations, type SentDocument } from './knownOperations.ts'
import { limitError } from './limitError.ts'
import { limitRunning } from './limitRunning.ts'
import { limitSubscriptions } from './limitSubscriptions.ts'
import { meterOperations } from './meterOperations.ts'
import { asGraphQLError, createErrorMask, type MaskError, type OnInternalError } from './maskErrors.ts'
import type { Operation } from './operation.ts'
import { boundOf, describeEnd, describeSpan, type ObservedOperation } from './describeEnd.ts'
import { createDocumentParser, type DocumentParser, type ParsedDocument } from './parseDocument.ts'
import { PublicError } from './PublicError.ts'
import type { RateLimits } from './rateLimit.ts'

export interface PipelineOptions {
  readonly createContext: CreateContext
  /** Whether operations that are requested often are compiled by graphql-jit. */
  readonly jit: boolean
  /** Whether documents may select `__schema` and `__type`. */
  readonly introspection: boolean
  /** Maximum number of operations that run at the same time, over all transports. Heartbeats are not counted. */
  readonly maxRunning: number
  /** Maximum number of open subscriptions of one caller. @default unlimited */
  readonly maxSubscriptionsPerActor?: number
  /** @default unlimited */
  readonly rateLimits?: RateLimits
  /** Default: every document is accepted, and none is known by an id. */
  readonly operations?: KnownOperations
  /** Why the server does not serve operations now; null while it does. */
  readonly notReady: () => string | null
  /** Called for each operation that is refused although it is a heartbeat, or may be one, and its caller may send heartbeats. */
  readonly onRefused: () => void
  readonly onInternalError: OnInternalError
  /** Receives each operation once it has its result. A subscription counts when it has started. */
  readonly onOperation: (operation: EndedOperation, details: OperationDetails) => void
}

export interface OperationRequest extends SentDocument {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/** The sender of a request, and the transport. */
export interface Sender {
  readonly viewer: Viewer
  readonly transport: Transport
  readonly requestId?: string | undefined
  /** The parent of the request's trace, of W3C Trace Context. */
  readonly traceparent?: string | null | undefined
}

export interface Caller extends Sender, Pick<Operation, 'acceptsStream' | 'client' | 'pace' | 'verifyCaller'> {}

/** An operation whose document is valid, ready to run. */
export interface PreparedOperation extends Operation {
  readonly transport: Transport
  readonly requestId?: string | undefined
  readonly startedAt: number
}

/**
 * Turns GraphQL documents into results, for any transport:
 *
 * 1. `admit`: refuses requests while the server is not ready;
 * 2. `parse`: parses and validates, with a cache of documents;
 * 3. `execute`: limits, then graphql-jit, graphql-js or a subscription;
 * 4. `maskError`: what the client sees of an error;
 * 5. `observe`: reports the operation to the metrics.
 *
 * `prepare` performs steps 1 and 2, and `run` the rest. Over HTTP, Apollo Server uses the steps one by one
 * (src/http/apolloOptions.ts).
 */
export interface Pipeline {
  /** The operation, or the errors of a document that is not executed. */
  readonly prepare: (
    request: OperationRequest,
    caller: Caller,
  ) => PreparedOperation | { readonly errors: readonly PublicError[] }
  /** The result. An internal error is part of it. */
  readonly run: (operation: PreparedOperation) => Promise<OperationResult>
  /** Why a request is refused before its document is parsed; null if it is not. A refusal counts as an operation. */
  readonly admit: (request: SentDocument, sender: Sender) => PublicError | null
  /** Never throws. A refused document counts as an operation, and costs the actor points. */
  readonly parse: (source: string, sender: Pick<Sender, 'transport'> & Partial<Sender>) => ParsedDocument
  readonly findDocument: DocumentParser['find']
  /** The text of a document of the operator's manifest, by its id. */
  readonly findText: KnownOperations['find']
  /** The state of the actor's rate limit for operations other than heartbeats; null if they are not limited. */
  readonly quotaOf: (viewer: Viewer) => Quota | null
  /** Rejects for a defect of the server. */
  readonly execute: (operation: Operation) => Promise<OperationResult>
  readonly maskError: MaskError
  readonly observe: (operation: ObservedOperation) => void
}

export function createPipeline({
  createContext,
  jit,
  introspection,
  maxRunning,
  maxSubscriptionsPerActor = Infinity,
  rateLimits = { operations: undefined, heartbeats: undefined },
  operations = createKnownOperations({ mode: 'off', manifest: undefined, onUnknown: () => undefined }),
  notReady,
  onRefused,
  onInternalError,
  onOperation,
}: PipelineOptions): Pipeline {
  const maskError = createErrorMask(onInternalError)
  const documents = createDocumentParser(introspection)
  const executor = createExecutor({
    mayCompile: (text) => jit && operations.mayCompile(text),
    hideSuggestions: !introspection,
    maskError,
    createContext,
    rateLimits,
  })
  const checkRate = createRateCheck(rateLimits.operations, documents.has)
  const noteRefused = (viewer: Viewer): void => {
    if (hasRole(viewer, 'REPORT')) onRefused() // other callers cannot send heartbeats
  }
  const running = limitRunning(limitSubscriptions(executor, maxSubscriptionsPerActor), {
    maxRunning,
    onRefused: noteRefused,
  })
  const execute = meterOperations(running, { rateLimits, onRefused: noteRefused })

  const observe: Pipeline['observe'] = (operation) => {
    const { ended, details } = describeEnd(operation)
    onOperation(ended, details)
    operation.context?.trace?.span?.end(describeSpan(ended, details))
  }
  const admit: Pipeline['admit'] = (request, { viewer, transport, requestId }) => {
    const { query = '', operationName } = request
    const error =
      whyNotAdmitted(operationName, notReady()) ?? checkRate(query, identityOf(viewer)) ?? operations.check(request)
    const code = error?.extensions.code
    if (code === 'UNAVAILABLE' || (code === 'RATE_LIMITED' && mayBeHeartbeat(query))) noteRefused(viewer)
    if (error)
      onOperation(
        { operation: 'none', outcome: error.extensions.code, transport, milliseconds: 0, bound: boundOf(error) },
        { actor: viewer.actor, operationName, requestId },
      )
    return error
  }
  const parse: Pipeline['parse'] = (source, { viewer, transport, requestId }) => {
    const startedAt = performance.now()
    const parsed = parseOrMask(source)
    if ('errors' in parsed) {
      if (viewer) rateLimits.operations?.charge(identityOf(viewer), costOfText(source))
      observe({ operation: undefined, error: parsed.errors[0], context: undefined, transport, startedAt, requestId })
    }
    return parsed
  }
  const parseOrMask = (source: string): ParsedDocument => {
    try {
      return documents.parse(source)
    } catch (error) {
      return { errors: [maskError(asGraphQLError(error))] }
    }
  }
  return {
    admit,
    parse,
    findDocument: documents.find,
    findText: operations.find,
    quotaOf: (viewer) => rateLimits.operations?.quotaOf(identityOf(viewer)) ?? null,
    execute,
    maskError,
    observe,
    prepare(
      { documentId, operationName, variables, ...sent },
      { viewer, transport, requestId, traceparent = null, acceptsStream, client, pace, verifyCaller },
    ) {
      const query = sent.query === '' && documentId !== undefined ? (operations.find(documentId) ?? '') : sent.query
      const refused = admit({ query, documentId, operationName }, { viewer, transport, requestId })
      if (refused) return { errors: [refused] }
      const startedAt = performance.now()
      const parsed = parse(query, { viewer, transport, requestId })
      if ('errors' in parsed) return parsed
      const context = createContext({ viewer, connection: pace, traceparent })
      return {
        ...parsed,
        operationName,
        variables: variables ?? undefined,
        context,
        acceptsStream,
        client,
        pace,
        verifyCaller,
        transport,
        requestId,
        startedAt,
      }
    },
    async run(operation) {
      const result = await execute(operation).catch((error: unknown) => ({
        errors: [maskError(asGraphQLError(error))],
      }))
      const error = Symbol.asyncIterator in result ? undefined : result.errors?.[0]
      const { document, operationName, context, transport, requestId, startedAt } = operation
      const definition = getOperationAST(document, operationName)
      observe({
        operation: definition ? { document, definition } : undefined,
        error,
        context,
        operationName: definition ? definition.name?.value : operationName,
        requestId,
        transport,
        startedAt,
      })
      return result
    },
  }
}

function whyNotAdmitted(
  operationName: OperationRequest['operationName'],
  notReadyReason: string | null,
): PublicError | null {
  if (notReadyReason !== null) return new PublicError(`${notReadyReason} Try again.`, { code: 'UNAVAILABLE' })
  const length = operationName?.length ?? 0
  if (length <= maxNameLength) return null
  return limitError(
    'BAD_REQUEST',
    { bound: 'nameLength', limit: maxNameLength, actual: length },
    `The operation name has ${length} characters; at most ${maxNameLength} are allowed. Choose a shorter name.`,
  )
}
