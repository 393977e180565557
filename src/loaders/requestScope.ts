import type { ColumnSet } from '../domain/columns.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { loadCost, type RequestBudget } from '../domain/requestBudget.ts'
import type { KeySource } from './batchLoader.ts'
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
  /** The same for a key. The keys of a wave that have the same source and columns are loaded together. */
  readonly gatherKey: <Key, Value, Result>(load: KeyLoad<Key, Value, Result>) => Promise<Result>
  readonly budget: RequestBudget
  /** The only subtree that the caller can see; null if it can see the whole hierarchy. */
  readonly boundary: SupervisorId | null
}

/** A load of one key. */
export interface KeyLoad<Key, Value, Result> {
  readonly source: KeySource<Key, Value>
  readonly key: Key
  readonly columns: ColumnSet
  /** Names the key. Loads of a wave with the same source, columns and identity share one value. Default: nothing is shared. */
  readonly identity?: string
  readonly toResult: (value: Value) => Result
}

/** A loader of the process. A request uses it through its own scope. */
export interface SharedLoader<RequestLoader> {
  bind(scope: RequestScope): RequestLoader
}

/** Cost of a load that shares the result of another one, in fields. */
const sharedCost = 5

export interface ScopeOptions extends Pick<RequestScope, 'budget' | 'boundary'> {
  readonly turns: RequestTurns
}

/**
 * Creates the scope of one request. The loads that are gathered in one turn of the event loop form a wave. While a part
 * of the request waits for a further turn, the wave stays open: that part adds to it.
 *
 * Without waves, fields whose statements end at different times would load the level below them in different batches, and the
 * number of statements of a document would depend on timing. Waves of other requests are independent.
 */
export function createRequestScope({ budget, turns, boundary }: ScopeOptions): RequestScope {
  let open: Wave | null = null

  function openWave(): Wave {
    const wave = new Wave(budget, turns)
    scheduleWave({
      onceComplete: (listener) => turns.onceReleased(listener),
      start() {
        open = null
        wave.start()
      },
    })
    return wave
  }
  return {
    budget,
    boundary,
    gather: (load, identity) => (open ??= openWave()).add(load, identity),
    gatherKey: (load) => (open ??= openWave()).addKey(load),
  }
}

/** What is loaded once for a wave, and its result when it has settled. */
interface Loading {
  result: unknown
}

/** The keys of one source and one set of columns. */
interface KeyBatch {
  readonly source: KeySource<unknown, unknown>
  readonly columns: ColumnSet
  readonly keys: unknown[]
  readonly loadings: Loading[]
  /** By identity. */
  readonly shared: Map<string, Loading>
}

/** Continues a part of the request. */
type Resume = () => void

/**
 * The loads of one wave. A load is one promise: a request loads thousands of keys, and each further promise of a key would take
 * as long as the rest of its load.
 */
class Wave {
  readonly #budget: RequestBudget
  readonly #turns: RequestTurns
  readonly #starts: (() => Promise<void>)[] = []
  readonly #shared = new Map<string, Loading>()
  readonly #batches = new Map<object, KeyBatch[]>()
  /** In the order of the loads, with the cost of each. */
  readonly #waiting: { readonly cost: number; readonly resume: Resume }[] = []

  constructor(budget: RequestBudget, turns: RequestTurns) {
    this.#budget = budget
    this.#turns = turns
  }

  add<T>(load: () => Promise<T>, identity: string | undefined): Promise<T> {
    const known = identity === undefined ? undefined : this.#shared.get(identity)
    const cost = this.#charge(known)
    const loading: Loading = known ?? { result: undefined }
    if (identity !== undefined) this.#shared.set(identity, loading)
    if (!known) this.#starts.push(() => settle(load, loading))
    return this.#wait(loading, cost, identical<T>)
  }

  addKey<Key, Value, Result>(load: KeyLoad<Key, Value, Result>): Promise<Result> {
    const { identity } = load
    const batch = this.#batchOf(load.source, load.columns)
    const known = identity === undefined ? undefined : batch.shared.get(identity)
    const cost = this.#charge(known)
    const loading: Loading = known ?? { result: undefined }
    if (!known) {
      batch.keys.push(load.key)
      batch.loadings.push(loading)
      if (identity !== undefined) batch.shared.set(identity, loading)
    }
    return this.#wait(loading, cost, load.toResult)
  }

  /** Starts all loads, and continues the request when all of them have settled. */
  start(): void {
    const loads = this.#starts.map((start) => start())
    for (const batches of this.#batches.values()) for (const batch of batches) loads.push(this.#load(batch))
    void Promise.all(loads).then(() => {
      for (const { cost, resume } of this.#waiting) this.#turns.run(cost, resume)
    })
  }

  #charge(known: Loading | undefined): number {
    const cost = known ? sharedCost : loadCost
    this.#budget.charge('fields', cost)
    return cost
  }

  #batchOf<Key, Value>(source: KeySource<Key, Value>, columns: ColumnSet): KeyBatch {
    let batches = this.#batches.get(source)
    if (!batches) this.#batches.set(source, (batches = []))
    let batch = batches.find((each) => each.columns === columns)
    if (!batch) {
      batch = { source, columns, keys: [], loadings: [], shared: new Map() }
      batches.push(batch)
    }
    return batch
  }

  async #load({ source, columns, keys, loadings }: KeyBatch): Promise<void> {
    try {
      const results = await source.loadMany(keys, this.#budget, columns)
      loadings.forEach((loading, i) => (loading.result = results[i]))
    } catch (error) {
      const failure = new Failure(error)
      for (const loading of loadings) loading.result = failure
    }
  }

  #wait<Result>(loading: Loading, cost: number, toResult: (value: never) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const resume = (): void => {
        const { result } = loading
        if (result instanceof Failure) reject(result.error)
        else if (result instanceof Error) reject(result)
        else resolve(toResult(result as never)) // the value of the same load
      }
      this.#waiting.push({ cost, resume })
    })
  }
}

/** A load that failed as a whole. */
class Failure {
  readonly error: Error
  constructor(cause: unknown) {
    this.error = cause instanceof Error ? cause : new Error(String(cause))
  }
}

async function settle(load: () => Promise<unknown>, loading: Loading): Promise<void> {
  try {
    loading.result = await load()
  } catch (error) {
    loading.result = new Failure(error)
  }
}

const identical = <T>(value: T): T => value
