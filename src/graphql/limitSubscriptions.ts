import { getOperationAST, OperationTypeNode } from 'graphql'
import { identityOf } from '../domain/viewer.ts'
import type { OperationResult } from './execute.ts'
import { format, limitError } from './limitError.ts'
import type { Operation } from './operation.ts'
import type { PublicError, PublicResult } from './PublicError.ts'

type Execute = (operation: Operation) => Promise<OperationResult>

/**
 * Limits how many subscriptions of one caller are open on this server, over all its connections. A subscription counts from its
 * start until it ends for any reason.
 */
export function limitSubscriptions(execute: Execute, maxPerCaller: number): Execute {
  const open = new Map<string, number>()
  const count = (caller: string, change: number): void => {
    const subscriptions = (open.get(caller) ?? 0) + change
    if (subscriptions > 0) open.set(caller, subscriptions)
    else open.delete(caller)
  }
  return async (operation) => {
    const { document, operationName, acceptsStream, context } = operation
    const caller = identityOf(context.viewer)
    const kind = getOperationAST(document, operationName)?.operation
    if (kind !== OperationTypeNode.SUBSCRIPTION || !acceptsStream) return execute(operation)
    if ((open.get(caller) ?? 0) >= maxPerCaller) return { errors: [tooManySubscriptions(maxPerCaller)] }
    count(caller, 1) // counted before it starts, because several may start at the same time
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      count(caller, -1)
    }
    try {
      const result = await execute(operation)
      if (Symbol.asyncIterator in result) return notifyEnd(result, end)
      end()
      return result
    } catch (error) {
      end()
      throw error
    }
  }
}

/** Calls `end` after the last item, at an error, and when the consumer stops. */
function notifyEnd(stream: AsyncIterableIterator<PublicResult>, end: () => void): AsyncIterableIterator<PublicResult> {
  return {
    async next() {
      try {
        const item = await stream.next()
        if (item.done) end()
        return item
      } catch (error) {
        end()
        throw error
      }
    },
    async return() {
      end()
      await stream.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function tooManySubscriptions(max: number): PublicError {
  return limitError(
    'TOO_MANY_OPERATIONS',
    { bound: 'openSubscriptions', limit: max, actual: max + 1 },
    `Too many subscriptions: at most ${format(max)} of one actor may be open on a server. Complete one first.`,
  )
}
