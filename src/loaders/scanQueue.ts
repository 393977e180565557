import type { RequestBudget } from '../domain/requestBudget.ts'

/** Runs a statement in its turn. `request` is any of the requests that wait for the statement. */
export type StatementQueue = <T>(request: RequestBudget | undefined, run: () => Promise<T>) => Promise<T>

/**
 * Creates a queue for statements that can scan whole tables, such as counts and filtered lists. It leaves the other
 * connections of the pool to the statements that find their rows by an index. Requests take turns: one request with many
 * statements does not delay the single statement of another.
 * @param concurrency number of statements that run at the same time
 */
export function createScanQueue(concurrency: number): StatementQueue {
  /** The statements that wait, by request. The request whose turn is next comes first. */
  const waiting = new Map<RequestBudget | undefined, (() => void)[]>()
  let running = 0

  const startNext = (): void => {
    const [next] = waiting
    if (!next || running >= concurrency) return
    const [request, [start, ...rest]] = next
    waiting.delete(request)
    if (rest.length > 0) waiting.set(request, rest)
    running++
    start?.()
  }
  return async (request, run) => {
    await new Promise<void>((resolve) => {
      waiting.set(request, [...(waiting.get(request) ?? []), resolve])
      startNext()
    })
    try {
      return await run()
    } finally {
      running--
      startNext()
    }
  }
}
