import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import type { Context } from '../context.ts'
import type { SpanEnd } from '../domain/trace.ts'
import type { EndedOperation, Transport } from '../observability/metrics.ts'
import type { OperationDetails } from '../observability/operationLog.ts'
import { describeRootField } from './rootField.ts'

/** The end of an operation, as reported by a transport that uses the steps of the pipeline one by one. */
export interface ObservedOperation {
  /** Undefined if the document is not valid, or has no such operation. */
  readonly operation: { readonly document: DocumentNode; readonly definition: OperationDefinitionNode } | undefined
  /** The first error of the result. */
  readonly error: { readonly extensions?: { readonly code?: unknown; readonly bound?: unknown } } | undefined
  /** Undefined if the operation was refused before it had one. */
  readonly context: Pick<Context, 'viewer' | 'budget' | 'outcome' | 'trace'> | undefined
  readonly operationName?: string | null | undefined
  readonly requestId?: string | undefined
  readonly transport: Transport
  /** When the operation began, by `performance.now()`. */
  readonly startedAt: number
}

/** What the metrics and the log tell about an operation. */
export function describeEnd({ operation, error, context, transport, startedAt, ...sent }: ObservedOperation): {
  readonly ended: EndedOperation
  readonly details: OperationDetails
} {
  return {
    ended: {
      operation: operation ? describeRootField(operation.document, operation.definition) : 'none',
      outcome: error ? codeOf(error) : (context?.outcome.refusal ?? 'ok'),
      transport,
      milliseconds: performance.now() - startedAt,
      bound: boundOf(error),
    },
    details: {
      ...sent,
      type: operation?.definition.operation,
      actor: context?.viewer.actor,
      statements: context?.budget.used('statements'),
      fields: context?.budget.used('fields'),
      traceId: context?.trace?.traceId,
    },
  }
}

function codeOf({ extensions }: NonNullable<ObservedOperation['error']>): string {
  return typeof extensions?.code === 'string' ? extensions.code : 'UNKNOWN'
}

/** The limit that an operation exceeded. The names are a fixed set, so they can be labels of a metric. */
export function boundOf(error: ObservedOperation['error']): string | undefined {
  const bound = error?.extensions?.bound
  return typeof bound === 'string' ? bound : undefined
}

/** The end of the span of an operation, with the attributes of the semantic conventions for GraphQL. */
export function describeSpan(
  { operation, outcome, transport }: EndedOperation,
  { type = 'operation', operationName, requestId, statements, fields }: OperationDetails,
): SpanEnd {
  return {
    name: `${type} ${operation}`,
    attributes: {
      'graphql.operation.type': type,
      'graphql.operation.name': operationName ?? undefined,
      'hierarchy.outcome': outcome,
      'hierarchy.request_id': requestId,
      'hierarchy.statements': statements,
      'hierarchy.fields': fields,
      'network.protocol.name': transport,
    },
    ...(outcome !== 'ok' && { error: outcome }),
  }
}
