import { OperationTypeNode, type DocumentNode, type ExecutionResult } from 'graphql'
import { ClientGoneError, type Cancellation } from '../domain/cancellation.ts'
import { BudgetExceededError, type RequestBudget } from '../domain/requestBudget.ts'
import { asGraphQLError, type RawError } from './maskErrors.ts'
import { PublicError } from './PublicError.ts'
import { measureResult, selectsJson } from './resultSize.ts'

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
 * Runs an operation within the budget of its request. A query ends as soon as it exceeds a limit, its time is over or its
 * client has gone: its statements are cancelled, and the error is its whole result. A mutation always runs to its end, so that
 * its result tells what it has changed. Of its payload it loses the fields that exceed the budget.
 */
export async function runWithinBudget(
  { budget, document, kind, client }: RunOptions,
  run: () => Promise<RawResult> | RawResult,
): Promise<RawResult> {
  if (kind === OperationTypeNode.MUTATION) return limitSize(budget, document, await run())
  const stopWatching = client?.onFailure(() => client.failure && budget.fail(client.failure))
  const { timeMs } = budget.limits
  const timer = setTimeout(() => budget.fail(new BudgetExceededError('timeMs', timeMs, timeMs)), timeMs)
  const failed = new Promise<undefined>((resolve) => {
    budget.onFailure(() => {
      resolve(undefined)
    })
  })
  try {
    const result = await Promise.race([failed, run()])
    if (!result || budget.failure) return { errors: [explain(budget.failure)] }
    return limitSize(budget, document, result)
  } finally {
    stopWatching?.()
    clearTimeout(timer)
  }
}

function explain(failure: Error | null): RawError {
  return failure instanceof ClientGoneError
    ? new PublicError(failure.message, { code: 'CANCELLED' })
    : asGraphQLError(failure)
}

/** A result with fewer fields is not measured, unless they can be JSON. */
const maxUnmeasuredFields = 2_000

function limitSize(budget: RequestBudget, document: DocumentNode, result: RawResult): RawResult {
  // the fields of short texts are limited already
  if (budget.used('fields') <= maxUnmeasuredFields && !selectsJson(document)) return result
  try {
    budget.charge('resultSize', measureResult(result.data, budget.limits.resultSize))
    return result
  } catch (error) {
    return { errors: [asGraphQLError(error)] }
  }
}
