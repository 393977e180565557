import { setTimeout as sleep } from 'node:timers/promises'
import { NoServerError, ServerError } from './askServer.ts'
import { backoff } from './backoff.ts'

export interface RetryOptions {
  /** Stops the retries: the next error is thrown. */
  readonly signal: AbortSignal
  /** Longest pause between attempts, in milliseconds, in addition to the pause that the server asks for. */
  readonly maxPauseMs: number
  /** True: the first failure is final if no server responds. Use it for the first request of a command. */
  readonly expectsServer?: boolean
  /** Called before the first retry. */
  readonly onRetry?: (error: ServerError) => void
}

/**
 * Calls `ask` until it succeeds. Retries only errors after which a retry can succeed, with exponential backoff.
 * @throws {ServerError} if a retry is of no use, or the signal stopped the retries
 */
export async function askAgain<Answer>(
  ask: () => Promise<Answer>,
  { signal, maxPauseMs, expectsServer = false, onRetry }: RetryOptions,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted || !(error instanceof ServerError) || error.retryAfterMs === null) throw error
      if (failures === 1) {
        if (expectsServer && error instanceof NoServerError) throw error
        onRetry?.(error)
      }
      const pause = error.retryAfterMs + backoff(failures, maxPauseMs)
      await sleep(pause, undefined, { signal }).catch(() => undefined)
    }
  }
}
