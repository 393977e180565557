import { LRUCache } from 'lru-cache'
import type { RequestBudget } from '../domain/requestBudget.ts'

/** A result, and the time of `performance.now()` at which it was still right. */
interface Aged<Value> {
  readonly value: Value
  readonly moment: number
}

interface Running<Value> {
  readonly result: Promise<Aged<Value>>
  /** Of the request that started it, whose end cancels it. */
  readonly budget: RequestBudget
}

export interface AgedResultsOptions<Value> {
  /** Largest number of results that are kept. */
  readonly max: number
  /** Age of a new result in milliseconds: it can come from counts that the database keeps. @default 0 */
  readonly ageOf?: (value: Value) => number
  /**
   * Whether a result may be older than a request: an expensive one. A request never gets another result from before it. Default: all
   * may be older.
   */
  readonly isKept?: (value: Value) => boolean
}

/** What a request asks for. */
export interface Asked<Value> {
  /** Names the result. */
  readonly key: string
  /** Largest age of the result when the request asked, in milliseconds. 0: it is computed after that. */
  readonly maxAgeMs: number
  readonly budget: RequestBudget
  readonly compute: () => Promise<Value>
}

/**
 * Creates a cache of results that requests accept up to an age. Requests that ask for a result while it is computed wait for that
 * computation: a thousand requests at once compute it once. If the request that started it ends early, the others compute it again.
 */
export function createAgedResults<Value>(options: AgedResultsOptions<Value>): (asked: Asked<Value>) => Promise<Value> {
  const { max, ageOf = () => 0, isKept = () => true } = options
  const kept = new LRUCache<string, Aged<Value>>({ max })
  const running = new Map<string, Running<Value>>()

  const compute = ({ key, budget, compute: run }: Asked<Value>): Promise<Aged<Value>> => {
    const began = performance.now()
    const own: Running<Value> = {
      budget,
      result: run()
        .then((value) => {
          const aged = { value, moment: began - ageOf(value) }
          if (isKept(value)) kept.set(key, aged)
          return aged
        })
        .finally(() => {
          if (running.get(key) === own) running.delete(key)
        }),
    }
    running.set(key, own)
    return own.result
  }

  return async (asked) => {
    const { key, maxAgeMs, budget } = asked
    const now = performance.now()
    const since = now - maxAgeMs
    for (;;) {
      const known = maxAgeMs > 0 ? kept.get(key) : undefined
      if (known && known.moment >= since) return known.value
      // to wait for a cheap result would take longer: it is computed for all requests that ask in one turn of the event loop
      const other = maxAgeMs > 0 && (known || !options.isKept) ? running.get(key) : undefined
      if (!other) return (await compute(asked)).value
      try {
        const { value, moment } = await other.result
        if (moment >= (isKept(value) ? since : now)) return value
      } catch (error) {
        if (!other.budget.failure || budget.failure) throw error
      }
    }
  }
}
