import { getOperationAST } from 'graphql'
import type { Viewer } from '../domain/viewer.ts'
import type { OperationResult } from './execute.ts'
import { heartbeatShareOf } from './heartbeatFields.ts'
import type { Operation } from './operation.ts'
import { limitError } from './limitError.ts'
import type { PublicError } from './PublicError.ts'

type Execute = (operation: Operation) => Promise<OperationResult>

export interface RunningLimits {
  readonly maxRunning: number
  /** Called when an operation is refused that has a heartbeat among other root fields. */
  readonly onRefused: (viewer: Viewer) => void
}

/**
 * Limits how many operations run at the same time; further ones are refused. A subscription counts only until it has started.
 * An operation whose root fields are all heartbeats is neither counted nor refused.
 */
export function limitRunning(execute: Execute, { maxRunning, onRefused }: RunningLimits): Execute {
  let running = 0
  return async (operation) => {
    const definition = getOperationAST(operation.document, operation.operationName)
    const heartbeats = definition ? heartbeatShareOf(operation.document, definition) : 'none'
    if (heartbeats === 'all') return execute(operation)
    if (running >= maxRunning) {
      if (heartbeats === 'some') onRefused(operation.context.viewer)
      return { errors: [tooManyOperations(maxRunning, running + 1)] }
    }
    running++
    try {
      return await execute(operation)
    } finally {
      running--
    }
  }
}

function tooManyOperations(limit: number, actual: number): PublicError {
  return limitError(
    'TOO_MANY_OPERATIONS',
    { bound: 'runningOperations', limit, actual },
    `The server is busy: at most ${limit} operations may run at the same time. Try again.`,
  )
}
