import { getOperationAST } from 'graphql'
import type { OperationResult } from './execute.ts'
import type { Operation } from './operation.ts'
import { PublicError } from './PublicError.ts'
import { describeRootField } from './rootField.ts'

type Execute = (operation: Operation) => Promise<OperationResult>

/** Mutations that report that a process runs. If they were refused, a healthy supervisor would become FAILED. */
const neverRefused: readonly string[] = ['heartbeat', 'heartbeats']

/**
 * Limits how many operations run at the same time; further ones are refused. A subscription counts only until it has started.
 * Heartbeats are neither counted nor refused.
 */
export function limitRunning(execute: Execute, maxRunning: number): Execute {
  let running = 0
  return async (operation) => {
    const definition = getOperationAST(operation.document, operation.operationName)
    if (definition && neverRefused.includes(describeRootField(operation.document, definition)))
      return execute(operation)
    if (running >= maxRunning) return { errors: [tooManyOperations(maxRunning)] }
    running++
    try {
      return await execute(operation)
    } finally {
      running--
    }
  }
}

function tooManyOperations(maxRunning: number): PublicError {
  return new PublicError(`The server is busy: at most ${maxRunning} operations may run at the same time. Try again.`, {
    code: 'TOO_MANY_OPERATIONS',
  })
}
