import type { Cancellation } from '../domain/cancellation.ts'
import type { RequestBudget } from '../domain/requestBudget.ts'

export interface QueuedFor {
  /** Any of the requests that the statement is for: requests take turns. */
  readonly request: RequestBudget | undefined
  /** Fails when no request waits for the statement: the statement then leaves the queue. */
  readonly cancellation?: Cancellation | undefined
}

/** Runs a statement in its turn. */
export type StatementQueue = <T>(queuedFor: QueuedFor, run: () => Promise<T>) => Promise<T>

/**
 * Creates a queue for statements that can scan whole tables, such as counts and filtered lists. It leaves the other
 * connections of the pool to the statements that find their rows by an index. Requests take turns: one request with many
 * statements does not delay the single statement of another.
 * @param concurrency number of statements that run at the same time
 */
export function createScanQueue(concurrency: number): StatementQueue {
  /** The statements that wait, by request. The request whose turn is next comes first. */
  const waiting = new Map<RequestBudget | undefined, Set<() => void>>()
  let running = 0

  const leave = (request: RequestBudget | undefined, start: () => void): void => {
    const own = waiting.get(request)
    own?.delete(start)
    if (own?.size === 0) waiting.delete(request)
  }
  const startNext = (): void => {
    const [next] = waiting
    if (!next || running >= concurrency) return
    const [request, own] = next
    const [start] = own
    waiting.delete(request)
    if (own.size > 1) waiting.set(request, own) // behind the other requests
    if (!start) return
    own.delete(start)
    running++
    start()
  }
  const untilTurn = ({ request, cancellation }: QueuedFor): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        stopWatching?.()
        resolve()
      }
      const stopWatching = cancellation?.onFailure(() => {
        leave(request, start)
        reject(cancellation.failure ?? new Error('expected the cancellation to have a reason'))
      })
      if (cancellation?.failure) return
      const own = waiting.get(request) ?? new Set()
      waiting.set(request, own.add(start))
      startNext()
    })
  return async (queuedFor, run) => {
    await untilTurn(queuedFor)
    try {
      return await run()
    } finally {
      running--
      startNext()
    }
  }
}
