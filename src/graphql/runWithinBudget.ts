import { OperationTypeNode, type DocumentNode, type ExecutionResult } from 'graphql'
import { ClientGoneError, type Cancellation } from '../domain/cancellation.ts'
import { BudgetExceededError, type RequestBudget } from '../domain/requestBudget.ts'
import { asGraphQLError, type RawError } from './maskErrors.ts'
import { PublicError } from './PublicError.ts'
import { measureResult, selectsJson } from './resultSize.ts'
import { markLarge } from './stringifyResult.ts'

export interface RunOptions {
  readonly budget: RequestBudget
  readonly document: DocumentNode
  readonly kind: OperationTypeNode
  readonly client: Cancellation | undefined
}

/** A result before its errors are masked. */
export interface RawResult extends Omit<ExecutionResult, 'errors'> {
  readonly errors?: readonly RawError[]
}

/**
 * Runs an operation until it has a result or its budget fails: it exceeds a limit, it times out, or its client disconnects.
 * After a failure, its statements are cancelled, and its result contains only that error.
 *
 * A mutation has no timeout, and continues without its client: if it stopped halfway, its effect would be unknown. Only its
 * payload, which is read after the change, can exceed a limit.
 */
export async function runWithinBudget(
  { budget, document, kind, client }: RunOptions,
  run: () => Promise<RawResult> | RawResult,
): Promise<RawResult> {
  const stopWatching = kind === OperationTypeNode.MUTATION ? undefined : watch(budget, client)
  const failed = new Promise<undefined>((resolve) => {
    budget.onFailure(() => {
      resolve(undefined)
    })
  })
  try {
    const result = await Promise.race([failed, run()])
    if (!result || budget.failure) return { data: null, errors: [explain(budget.failure)] }
    return limitSize(budget, document, result)
  } finally {
    stopWatching?.()
  }
}

/** Fails the budget after its timeout, or when the client disconnects. Returns a function that stops both. */
function watch(budget: RequestBudget, client: Cancellation | undefined): () => void {
  const { timeMs } = budget.limits
  const timer = setTimeout(() => budget.fail(new BudgetExceededError('timeMs', timeMs, timeMs)), timeMs)
  const stopWatching = client?.onFailure(() => client.failure && budget.fail(client.failure))
  return () => {
    stopWatching?.()
    clearTimeout(timer)
  }
}

function explain(failure: Error | null): RawError {
  return failure instanceof ClientGoneError
    ? new PublicError(failure.message, { code: 'CANCELLED' })
    : asGraphQLError(failure)
}

/** Characters of the longest text that the API accepts, apart from JSON. */
const maxTextLength = 10_000
/** Maximum number of characters of a result that is serialized in one turn of the event loop. */
const maxSmallSize = 200_000

function limitSize(budget: RequestBudget, document: DocumentNode, result: RawResult): RawResult {
  const longest = budget.used('fields') * maxTextLength
  if (longest <= budget.limits.resultSize && !selectsJson(document)) return result // cannot be too large
  try {
    const size = measureResult(result.data, budget.limits.resultSize)
    budget.charge('resultSize', size)
    if (size > maxSmallSize && result.data) markLarge(result.data)
    return result
  } catch (error) {
    return { data: null, errors: [asGraphQLError(error)] }
  }
}
