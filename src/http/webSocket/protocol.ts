import type { FastifyBaseLogger } from 'fastify'
import type { ExecutionArgs, GraphQLError } from 'graphql'
import { CloseCode, makeServer, MessageType, type Server } from 'graphql-ws'
import { randomUUID } from 'node:crypto'
import type { Authenticate, Caller } from '../../auth/authenticate.ts'
import type { Pipeline } from '../../graphql/createPipeline.ts'
import type { OperationResult } from '../../graphql/execute.ts'
import { asGraphQLError } from '../../graphql/maskErrors.ts'
import { documentIdOf } from '../../graphql/knownOperations.ts'
import type { Pace } from '../../graphql/pace.ts'
import { limitError } from '../../graphql/limitError.ts'
import { PublicError } from '../../graphql/PublicError.ts'
import { schema } from '../../schema/index.ts'
import { explainRefusedCaller, mayReport } from '../caller.ts'
import { replaceLargeResult } from './largeResults.ts'
import { maxOperations, type InFlightOperations, type OperationQueue, type RunningOperations } from './operations.ts'

/** What the protocol keeps of one connection. */
export interface Connection {
  readonly operations: RunningOperations
  readonly queue: OperationQueue
  readonly pace: Pace
  /** Address of the client. */
  readonly address: string
  /** Closes the connection. The reason has at most 123 bytes. */
  readonly close: (code: number, reason: string) => void
  /** Called when the client has sent its credentials. */
  readonly onInit: () => void
  readonly onAuthenticated: () => void
  /** Null until the client is authenticated, by `connection_init`. */
  caller: Caller | null
  /** `traceparent` of `connection_init`: the parent of the traces of its operations. */
  traceparent: string | null
  /** Stops watching the credentials of the caller. */
  endCaller: () => void
  isClosed: boolean
}

export interface ProtocolOptions {
  readonly pipeline: Pipeline
  readonly authenticate: Authenticate
  readonly log: FastifyBaseLogger
  /** Within this time after it has opened, a connection must send `connection_init`. */
  readonly initTimeoutMs: number
  readonly inFlight: InFlightOperations
  /** Called for each connection or operation that is refused before its document is read, if its caller may send heartbeats. */
  readonly onRefused: () => void
}

/** Maximum number of characters of the id of an operation. */
const maxIdLength = 256
/** Maximum number of characters of an id or a name in the log. */
const maxLoggedLength = 100
/** The code with which a WebSocket is closed when the client should connect again later. graphql-ws has no name for it. */
export const tryAgainLater = 1013

/**
 * The server's side of the protocol graphql-transport-ws, on the pipeline.
 *
 * `onSubscribe` runs the whole operation, since only what it returns is sent as the protocol's `error` message. graphql-ws
 * then expects arguments to execute: `execute` and `subscribe` return the result that these arguments stand for.
 */
export function createProtocol({
  pipeline,
  authenticate,
  log,
  initTimeoutMs,
  inFlight,
  onRefused,
}: ProtocolOptions): Server<Connection> {
  const results = new WeakMap<ExecutionArgs, OperationResult>()
  const handOver = (args: ExecutionArgs): OperationResult => {
    const result = results.get(args)
    if (!result) throw new TypeError('expected the arguments that onSubscribe has returned')
    return result
  }

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initTimeoutMs,
    async onConnect({ extra, connectionParams }) {
      const closeWith = (error: unknown): void => {
        const { status, message } = explainRefusedCaller(error)
        if (status === 503) onRefused()
        extra.close(status === 503 ? tryAgainLater : CloseCode.Forbidden, cutReason(message))
      }
      extra.onInit()
      try {
        extra.caller = await authenticate({ connectionParams }, extra.address)
        extra.traceparent = readTraceparent(connectionParams)
        if (!extra.isClosed) extra.endCaller = extra.caller.watch(closeWith)
        extra.onAuthenticated()
        return true
      } catch (error) {
        closeWith(error)
        return false
      }
    },
    onClose({ extra }) {
      extra.isClosed = true
      extra.endCaller()
    },
    async onSubscribe(
      { extra: { operations, queue, caller, pace, traceparent } },
      id,
      { query, operationName, variables, ...others },
    ) {
      const requestId = randomUUID()
      const operationLog = log.child({
        reqId: requestId,
        operationId: id.slice(0, maxLoggedLength),
        operationName: operationName?.slice(0, maxLoggedLength),
      })
      const refuse = (error: PublicError): GraphQLError[] => {
        const { code } = error.extensions
        operationLog.debug({ code }, 'operation refused')
        if (code !== 'BAD_REQUEST' && mayReport(caller)) onRefused()
        return [error.extendedBy({ requestId })]
      }
      if (id.length > maxIdLength)
        return refuse(
          limitError(
            'BAD_REQUEST',
            { bound: 'operationIdLength', limit: maxIdLength, actual: id.length },
            `The operation id has ${id.length} characters; at most ${maxIdLength} are allowed. Choose a shorter id.`,
          ),
        )
      if (inFlight.isClosing)
        return refuse(new PublicError('The server is shutting down. Connect again.', { code: 'UNAVAILABLE' }))
      const operation = operations.get(id)
      if (operation?.isTooMany)
        return refuse(
          limitError(
            'TOO_MANY_OPERATIONS',
            { bound: 'openOperations', limit: maxOperations, actual: operations.size },
            `Too many operations: at most ${maxOperations} may be open at the same time on one connection. Complete one first.`,
          ),
        )
      if (!caller) throw new TypeError('an operation came before the connection was acknowledged')
      const verifyCaller = (): Promise<void> =>
        caller.verify().catch((error: unknown) => {
          const { status, code, message } = explainRefusedCaller(error)
          if (status === 503 && mayReport(caller)) onRefused()
          throw new PublicError(message, { code })
        })
      try {
        await verifyCaller()
      } catch (error) {
        operationLog.debug('operation refused')
        return [pipeline.maskError(asGraphQLError(error)).extendedBy({ requestId })]
      }
      operationLog.debug('incoming operation')
      const startedAt = performance.now()
      const prepared = pipeline.prepare(
        // an empty name counts as none
        { query, documentId: documentIdOf(others), operationName: operationName || undefined, variables },
        {
          viewer: caller.viewer,
          transport: 'websocket',
          requestId,
          traceparent,
          acceptsStream: true,
          client: operation?.client,
          pace,
          verifyCaller,
        },
      )
      if ('errors' in prepared) {
        operationLog.debug({ responseTime: performance.now() - startedAt }, 'operation ended')
        return prepared.errors.map((error) => error.extendedBy({ requestId }))
      }
      const result = await pipeline.run(prepared)
      const isStream = Symbol.asyncIterator in result
      if (isStream && operation) {
        inFlight.settle(operation)
        queue.settle(operation)
      }
      const responseTime = performance.now() - startedAt
      operationLog.debug({ responseTime }, isStream ? 'subscription started' : 'operation ended')
      if (!isStream && result.data === undefined && result.errors)
        return result.errors.map((error) => error.extendedBy({ requestId }))
      const args = { schema, document: prepared.document, operationName: prepared.operationName }
      results.set(args, isStream ? result : { ...result, extensions: { ...result.extensions, requestId } })
      return args
    },
    execute: handOver,
    subscribe: handOver,
    onNext: (_context, _id, _operation, _args, result) => replaceLargeResult(result),
    // an error that ended a subscription; all others are public already
    onError: (_context, _id, _operation, errors) => errors.map((error) => pipeline.maskError(error).toJSON()),
  })
}

/** A frame that closes a WebSocket has at most 123 bytes of text. */
function cutReason(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= 123) return reason
  // a stream leaves out the bytes of an incomplete character at the end
  return `${new TextDecoder().decode(bytes.subarray(0, 120), { stream: true })}…`
}

/** The `error` message for an operation that failed outside of its execution. */
export function describeFailure({ maskError }: Pick<Pipeline, 'maskError'>, id: string, error: unknown): string {
  return JSON.stringify({ id, type: MessageType.Error, payload: [maskError(asGraphQLError(error)).toJSON()] })
}

function readTraceparent(connectionParams: Readonly<Record<string, unknown>> | undefined): string | null {
  const value = connectionParams?.traceparent
  return typeof value === 'string' ? value : null
}
