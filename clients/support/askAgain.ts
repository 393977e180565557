import { setTimeout as sleep } from 'node:timers/promises'
import { ServerError } from './askServer.ts'
import { backoff } from './backoff.ts'

export interface Patience {
  /** Given up by it: the error is thrown that there is then. */
  readonly signal: AbortSignal
  /** The longest pause, unless the server asks for more. */
  readonly mostMs: number
}

/** Asks until there is an answer, for as long as it is of use to ask again. @throws {ServerError} */
export async function askAgain<Answer>(ask: () => Promise<Answer>, { signal, mostMs }: Patience): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask()
    } catch (error) {
      if (signal.aborted || !(error instanceof ServerError) || error.retryAfterMs === null) throw error
      const pause = error.retryAfterMs + backoff(failures, mostMs)
      await sleep(pause, undefined, { signal }).catch(() => undefined)
    }
  }
}
