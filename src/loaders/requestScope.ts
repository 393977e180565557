import type { NodeBudget } from '../domain/budget.ts'

/** How one request uses the loaders of the process. */
export interface RequestScope {
  /** Delays a promise until all promises of the same wave have settled. */
  readonly gather: <T>(promise: Promise<T>) => Promise<T>
  readonly budget: NodeBudget
}

const ignore = (): void => undefined

/**
 * Creates the scope of one request. All promises that are gathered in one turn of the event loop form a wave.
 *
 * Without waves, fields whose statements end at different times would load the level below them in different batches, and the
 * number of statements of a document would depend on timing. Waves of other requests are independent.
 */
export function createRequestScope(budget: NodeBudget): RequestScope {
  let wave: { readonly members: Promise<unknown>[]; readonly settled: Promise<unknown> } | null = null
  return {
    budget,
    gather(promise) {
      if (!wave) {
        const members: Promise<unknown>[] = []
        const closed = new Promise<void>((resolve) => setImmediate(resolve))
        const settled = closed.then(() => {
          wave = null
          return Promise.all(members)
        })
        wave = { members, settled }
      }
      wave.members.push(promise.then(ignore, ignore)) // handles a rejection immediately: an unhandled one ends the process
      return wave.settled.then(() => promise)
    },
  }
}
