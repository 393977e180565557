import { OperationTypeNode, type DocumentNode, type ExecutionResult } from 'graphql'
import type { Context } from '../context.ts'
import { ClientGoneError, type Cancellation } from '../domain/cancellation.ts'
import { BudgetExceededError, type RequestBudget } from '../domain/requestBudget.ts'
import { asGraphQLError, type RawError } from './maskErrors.ts'
import { PublicError } from './PublicError.ts'
import { measureResult, selectsLongFields } from './resultSize.ts'
import { writeInTurns } from './stringifyResult.ts'

export interface RunOptions {
  readonly budget: RequestBudget
  readonly turns: Context['turns']
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
 * After a failure, its statements are cancelled, and its result contains only that error. The data of a large result
 * is a {@link JsonText}.
 *
 * A mutation has no timeout, and continues without its client: if it stopped halfway, its effect would be unknown. Only its
 * payload, which is read after the change, can exceed a limit.
 */
export async function runWithinBudget(
  options: RunOptions,
  run: () => Promise<RawResult> | RawResult,
): Promise<RawResult> {
  const { budget, kind, client } = options
  const isMutation = kind === OperationTypeNode.MUTATION
  options.turns.begin({ isMutation })
  const stopWatching = isMutation ? undefined : watch(budget, client)
  const failed = new Promise<undefined>((resolve) => {
    budget.onFailure(() => {
      resolve(undefined)
    })
  })
  const finish = async (): Promise<RawResult> => limitSize(options, await run())
  try {
    const result = await Promise.race([failed, finish()])
    return !result || budget.failure ? { data: null, errors: [explain(budget.failure)] } : result
  } catch (error) {
    if (!budget.failure) throw error
    return { data: null, errors: [explain(budget.failure)] }
  } finally {
    stopWatching?.()
    options.turns.end()
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

/** Characters of a field that is neither JSON nor a long text, and of its alias. */
const maxFieldLength = 600
/** One turn of measuring or writing JSON takes about as long as this number of fields. */
const turnCost = 1_000
/** Characters that take about as long to write as one field. */
const charactersPerField = 100
/** Maximum number of characters of a result that is serialized in one turn of the event loop. */
const maxSmallSize = 200_000

async function limitSize({ budget, turns, document }: RunOptions, result: RawResult): Promise<RawResult> {
  const longest = budget.used('fields') * maxFieldLength
  if (longest <= budget.limits.resultSize && !selectsLongFields(document)) return result // cannot be too large
  const pause = (): Promise<void> | undefined => turns.take(turnCost)
  const size = await measureResult(result.data, budget.limits.resultSize, pause)
  budget.charge('resultSize', size)
  if (size <= maxSmallSize || !result.data) return result
  turns.announce(size / charactersPerField)
  // the text takes less memory than the data, and the request is charged for writing it
  return { ...result, data: await writeInTurns(result.data, pause) }
}
