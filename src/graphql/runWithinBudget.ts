import { OperationTypeNode, type ExecutionResult } from 'graphql'
import { BudgetExceededError, type RequestBudget } from '../domain/requestBudget.ts'
import { asGraphQLError, type RawError } from './maskErrors.ts'
import { PublicError } from './PublicError.ts'
import { measureResult } from './resultSize.ts'

export interface RunOptions {
  readonly budget: RequestBudget
  readonly kind: OperationTypeNode
  /** Aborted when the client does not wait for the result any more. */
  readonly signal: AbortSignal | undefined
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
  { budget, kind, signal }: RunOptions,
  run: () => Promise<RawResult> | RawResult,
): Promise<RawResult> {
  if (kind === OperationTypeNode.MUTATION) return limitSize(budget, await run())
  const onAbort = (): void => void budget.fail(new PublicError('The client has gone.', { code: 'CANCELLED' }))
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  const { timeMs } = budget.limits
  const timer = setTimeout(() => budget.fail(new BudgetExceededError('timeMs', timeMs, timeMs)), timeMs)
  const failed = new Promise<undefined>((resolve) => {
    budget.onFailure(() => {
      resolve(undefined)
    })
  })
  try {
    const result = await Promise.race([failed, run()])
    if (!result || budget.failure) return { errors: [asGraphQLError(budget.failure)] }
    return limitSize(budget, result)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    clearTimeout(timer)
  }
}

function limitSize(budget: RequestBudget, result: RawResult): RawResult {
  try {
    budget.charge('resultSize', measureResult(result.data, budget.limits.resultSize))
    return result
  } catch (error) {
    return { errors: [asGraphQLError(error)] }
  }
}
