import { getOperationAST, type OperationDefinitionNode } from 'graphql'
import { identityOf, type Viewer } from '../domain/viewer.ts'
import type { OperationResult } from './execute.ts'
import { countHeartbeats, heartbeatShareOf } from './heartbeatFields.ts'
import type { Operation } from './operation.ts'
import { PublicError } from './PublicError.ts'
import type { RateLimits } from './rateLimit.ts'
import { costOf, requestedCost } from './requestedCost.ts'

type Execute = (operation: Operation) => Promise<OperationResult>

export interface MeterOptions {
  readonly rateLimits: RateLimits
  /** Called when an operation with heartbeats is refused. */
  readonly onRefused: (viewer: Viewer) => void
}

/** Minimum cost of an operation, in points: the work of the server besides its fields. */
export const minimumCost = 10
/** Maximum share of the burst that an operation reserves. Higher reservations would refuse documents that seldom cost as much. */
const maxReservedShare = 0.1

/** Limits the rate of each caller, and reports the highest possible and the actual cost of an operation in `extensions.cost`. */
export function meterOperations(execute: Execute, options: MeterOptions): Execute {
  return async (operation) => {
    const { document, operationName, variables, context } = operation
    const definition = getOperationAST(document, operationName)
    if (!definition) return execute(operation)
    const { budget } = context
    const requested = requestedCost(document, definition, variables)
    const admission = admit(operation, definition, requested, options)
    if ('retryAfter' in admission) return { errors: [rateExceeded(admission.retryAfter)] }
    try {
      const result = await execute(operation)
      if (Symbol.asyncIterator in result || result.data === undefined) return result
      return { ...result, extensions: { ...result.extensions, cost: costOf(requested, budget) } }
    } finally {
      admission.end(budget.cost)
    }
  }
}

type Admission = { readonly end: (cost: number) => void } | { readonly retryAfter: number }
const unlimited: Admission = { end: () => undefined }

/** Takes points from the bucket of the caller. Heartbeats have a bucket of their own, so that queries never delay them. */
function admit(
  { document, variables, context: { viewer, outcome } }: Operation,
  definition: OperationDefinitionNode,
  requested: number,
  { rateLimits, onRefused }: MeterOptions,
): Admission {
  const caller = identityOf(viewer)
  const heartbeats = heartbeatShareOf(document, definition)
  const limit = heartbeats === 'all' ? rateLimits.heartbeats : rateLimits.operations
  if (!limit) return unlimited
  const count = heartbeats === 'all' ? countHeartbeats(document, definition, variables) : null
  const reservation = limit.reserve(
    caller,
    count ?? Math.max(requested, minimumCost),
    count === null ? maxReservedShare : 1,
  )
  if ('retryAfter' in reservation) {
    if (heartbeats !== 'none') onRefused(viewer)
    outcome.noteQuota(limit.quotaOf(caller))
    return reservation
  }
  return {
    end(cost) {
      reservation.settle(count ?? Math.max(cost, minimumCost))
      outcome.noteQuota(limit.quotaOf(caller))
    },
  }
}

export function rateExceeded(retryAfter: number): PublicError {
  return new PublicError(`Rate limit exceeded for this actor. Retry after ${retryAfter} s, or send smaller requests.`, {
    code: 'RATE_LIMITED',
    retryAfter,
  })
}
