import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { BudgetExceededError, maxSmallFields } from '../domain/requestBudget.ts'
import { readHeap } from '../heap.ts'

/**
 * How long the requests that a turn continues should take, in milliseconds. Fields differ much in the time that they take, so the
 * number of fields in a turn follows from the time that the fields of the last turns took.
 */
const turnMs = 4
/** The limits of that number, and its first value. */
const fieldsPerTurn = { least: 500, first: 4_000, most: 32_000 }
/** How fast the time of a field may fall from turn to turn: cheap fields must not hide expensive ones. It may rise at once. */
const slowestFall = 0.8
/** Turns with fewer fields tell little about the time of a field. */
const measuredFrom = 200
/** A request is expensive once it has completed or announced this number of fields. */
export const expensiveFrom = 20_000
/**
 * Expensive requests that run at the same time, over all connections and of one connection. Each holds its result in memory, and with
 * more of them, all would take longer.
 */
const maxExpensive = 4
const maxExpensiveOfConnection = 2
/** Above this share of the heap limit, every large request counts as expensive, and no more of them start while one runs. */
const scarceFrom = 0.6
/** Above this share of the heap limit without garbage, all large queries but one end; above the second, all large requests. */
const shortFrom = 0.75
const exhaustedFrom = 0.9

/** A request that takes turns. */
export interface QueuedRequest {
  readonly connection: object
  readonly size: 'small' | 'large'
  readonly isExpensive: boolean
  /** Whether the request may end before it has a result. */
  readonly mayEnd: boolean
  readonly endsLast: boolean
  /** Continues the parts of the request that wait. */
  release(): void
  /** Ends the request with an error. */
  fail(error: Error): void
}

/** Decides which requests continue in each turn of the event loop. */
export class TurnQueue {
  readonly #spent = { small: 0, large: 0 }
  /** The requests that have no result yet. The oldest is first. */
  readonly #requests = new Set<QueuedRequest>()
  /** The requests that wait for a turn, in the order in which they began to wait. */
  readonly #waiting = new Set<QueuedRequest>()
  /** The expensive requests that run. The others wait until one of them has ended. */
  readonly #runningExpensive = new Set<QueuedRequest>()
  /** The number of each connection's last expensive request that was allowed to run. */
  readonly #lastRun = new WeakMap<object, number>()
  readonly #readHeap: typeof readHeap
  #isMemoryScarce = false
  #runs = 0
  #current = 0
  #isNextScheduled = false
  #startedAt = 0
  #fieldMs = turnMs / fieldsPerTurn.first

  constructor(read = readHeap) {
    this.#readHeap = read
  }

  /** Identifies the current turn of the event loop. */
  get current(): number {
    return this.#current
  }

  /** Fields that all large requests together complete in a turn, and as many again that all small requests together complete. */
  get maxPerTurn(): number {
    return turnMs / this.#fieldMs
  }

  /** The part of `maxPerTurn` that one request may complete. */
  get maxPerRequest(): number {
    return this.maxPerTurn / 2
  }

  /** Whether much of the memory is in use, garbage included. */
  get isMemoryScarce(): boolean {
    return this.#isMemoryScarce
  }

  /** A request is expensive once it has completed or announced more fields than this. */
  get expensiveFrom(): number {
    return this.#isMemoryScarce ? maxSmallFields : expensiveFrom
  }

  canContinue(request: QueuedRequest): boolean {
    if (request.isExpensive && !this.#runningExpensive.has(request)) return false
    return this.#spent[request.size] < this.maxPerTurn
  }

  spend(request: QueuedRequest, cost: number): void {
    this.#spent[request.size] += cost
  }

  wait(request: QueuedRequest): void {
    this.#waiting.add(request)
    // a new connection does not precede those that have waited for longer
    if (!this.#lastRun.has(request.connection)) this.#lastRun.set(request.connection, this.#runs)
  }

  /** Adds a request that begins. */
  add(request: QueuedRequest): void {
    this.#requests.add(request)
  }

  /** Removes a request that has ended. */
  remove(request: QueuedRequest): void {
    this.#requests.delete(request)
    this.#waiting.delete(request)
    if (this.#runningExpensive.delete(request) && this.#waiting.size > 0) this.scheduleNext()
  }

  /**
   * Ends large queries if little memory is free. Call it after each garbage collection of the whole heap: at other times, it is not
   * known how much of the memory in use is garbage.
   */
  afterCollection(): void {
    const { used, limit } = this.#readHeap()
    if (used <= shortFrom * limit) return
    const error = new BudgetExceededError('memory', Math.floor(shortFrom * limit), used)
    const isExhausted = used > exhaustedFrom * limit
    const ending = [...this.#requests].filter(
      ({ size, mayEnd, endsLast }) => size === 'large' && mayEnd && (isExhausted || !endsLast),
    )
    const kept = isExhausted ? undefined : (ending.find((each) => this.#runningExpensive.has(each)) ?? ending[0])
    for (const request of ending) if (request !== kept) request.fail(error)
  }

  scheduleNext(): void {
    if (this.#isNextScheduled) return
    this.#isNextScheduled = true
    setImmediate(() => {
      this.#startedAt = performance.now()
      this.#isNextScheduled = false
      this.#current++
      this.#spent.small = 0
      this.#spent.large = 0
      const { used, limit } = this.#readHeap()
      this.#isMemoryScarce = used > scarceFrom * limit
      for (const request of this.#listRunnable()) {
        if (this.#spent[request.size] >= this.maxPerTurn) continue
        this.#waiting.delete(request)
        request.release()
      }
      if (this.#listRunnable().length > 0) this.scheduleNext()
    })
    // runs after everything that the turn has continued, and before the server reads from its sockets
    setImmediate(() => {
      this.#measure()
    })
  }

  /** Measures what a field of the turn took on average. */
  #measure(): void {
    const fields = this.#spent.small + this.#spent.large
    if (fields < measuredFrom) return
    const took = Math.max((performance.now() - this.#startedAt) / fields, turnMs / fieldsPerTurn.most)
    this.#fieldMs = Math.min(Math.max(took, this.#fieldMs * slowestFall), turnMs / fieldsPerTurn.least)
  }

  /** Returns the waiting requests that may continue. The expensive ones are last. */
  #listRunnable(): readonly QueuedRequest[] {
    const waiting = [...this.#waiting]
    const expensive = waiting.filter(({ isExpensive }) => isExpensive)
    this.#admitExpensive(expensive)
    return [
      ...waiting.filter(({ isExpensive }) => !isExpensive),
      ...expensive.filter((request) => this.#runningExpensive.has(request)),
    ]
  }

  /** Lets expensive requests run. Connections take turns. */
  #admitExpensive(expensive: readonly QueuedRequest[]): void {
    const turnOf = ({ connection }: QueuedRequest): number => this.#lastRun.get(connection) ?? 0
    while (this.#runningExpensive.size < (this.#isMemoryScarce ? 1 : maxExpensive)) {
      let next: QueuedRequest | undefined
      for (const request of expensive)
        if (
          !this.#runningExpensive.has(request) &&
          this.#hasPlace(request) &&
          (!next || turnOf(request) < turnOf(next))
        )
          next = request
      if (!next) return
      this.#runningExpensive.add(next)
      this.#lastRun.set(next.connection, ++this.#runs)
    }
  }

  #hasPlace({ connection }: QueuedRequest): boolean {
    let count = 0
    for (const request of this.#runningExpensive) if (request.connection === connection) count++
    return count < maxExpensiveOfConnection
  }
}

/** The queue of this process, which has one event loop. */
export const processQueue = new TurnQueue()

/** Ends large queries of this process when little memory is free. */
export function endQueriesWhenMemoryIsShort(): void {
  new PerformanceObserver((list) => {
    if (list.getEntries().some(coversWholeHeap)) processQueue.afterCollection()
  }).observe({ entryTypes: ['gc'] })
}

function coversWholeHeap(entry: PerformanceEntry): boolean {
  const detail: unknown = 'detail' in entry ? entry.detail : null
  return (
    typeof detail === 'object' &&
    detail !== null &&
    'kind' in detail &&
    detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR
  )
}
