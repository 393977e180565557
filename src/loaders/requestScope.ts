import type { ColumnSet } from '../domain/columns.ts'
import { loadCost, type RequestBudget } from '../domain/requestBudget.ts'
import { scheduleWave } from './loadClock.ts'
import type { RequestTurns } from './requestTurns.ts'

/** How one request uses the loaders of the process. */
export interface RequestScope {
  /**
   * Starts a load with all loads of the same wave, and delays its result until the whole wave has settled.
   * @param identity names what is loaded. Loads of a wave with the same identity share one result.
   * @throws {Error} if the request exceeds its budget
   */
  readonly gather: <T>(load: () => Promise<T>, identity?: string) => Promise<T>
  readonly budget: RequestBudget
  /** Columns that each row needs, whatever the client selects. */
  readonly columns: ColumnSet
}

/** A loader of the process. A request uses it through its own scope. */
export interface SharedLoader<RequestLoader> {
  bind(scope: RequestScope): RequestLoader
}

interface Wave {
  /** Start the loads; each calls `done` when it has settled. */
  readonly starts: ((done: () => void) => void)[]
  readonly shared: Map<string, Promise<unknown>>
  readonly settled: Promise<void>
}

/** Cost of a load that shares the result of another one, in fields. */
const sharedCost = 5

/**
 * Creates the scope of one request. The loads that are gathered in one turn of the event loop form a wave. While a part
 * of the request waits for a further turn, the wave stays open: that part adds to it.
 *
 * Without waves, fields whose statements end at different times would load the level below them in different batches, and the
 * number of statements of a document would depend on timing. Waves of other requests are independent.
 */
export function createRequestScope(budget: RequestBudget, turns: RequestTurns, columns: ColumnSet): RequestScope {
  let wave: Wave | null = null

  function openWave(): Wave {
    const starts: Wave['starts'] = []
    const settled = new Promise<void>((settle) => {
      scheduleWave({
        onceComplete: (listener) => turns.onceReleased(listener),
        start() {
          wave = null
          let pending = starts.length
          const done = (): void => {
            if (--pending === 0) settle()
          }
          for (const start of starts) start(done)
        },
      })
    })
    return { starts, shared: new Map(), settled }
  }
  return {
    budget,
    columns,
    gather<T>(load: () => Promise<T>, identity?: string): Promise<T> {
      const { starts, shared, settled } = (wave ??= openWave())
      const same = identity === undefined ? undefined : shared.get(identity)
      const cost = same ? sharedCost : loadCost
      budget.charge('fields', cost)
      const loaded =
        (same as Promise<T> | undefined) ?? // the same identity is the same load, and so of the same type
        new Promise<T>((resolve) => {
          starts.push((done) => {
            resolve(load())
            void loaded.then(done, done) // handles a rejection immediately: an unhandled one ends the process
          })
        })
      if (identity !== undefined) shared.set(identity, loaded)
      return settled.then(() => {
        const turn = turns.take(cost)
        return turn ? turn.then(() => loaded) : loaded
      })
    },
  }
}
