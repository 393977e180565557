import { getHeapStatistics } from 'node:v8'
import { maxSmallFields, type RequestBudget } from '../domain/requestBudget.ts'

/** Maximum number of fields that one request completes in one turn of the event loop: about a millisecond of work. */
const maxPerRequest = 2_000
/** Fields that all large requests together complete in one turn, and as many again that all small requests together complete. */
const maxPerTurn = 4_000
/** A request is expensive once it has completed or announced this number of fields. */
const expensiveFrom = 20_000
/**
 * Expensive requests that run at the same time, over all connections and of one connection. Each holds its result in memory, and with
 * more of them, all would take longer.
 */
const maxExpensive = 4
const maxExpensiveOfConnection = 2
/** Above this share of the heap limit, every large request counts as expensive, and no more of them start while one runs. */
const scarceFrom = 0.6

interface Waiting {
  readonly cost: number
  readonly resume: () => void
}

/** The share of the heap limit that is in use, garbage included: 0 to 1. The process ends when it exceeds that limit. */
function usedHeapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used / limit
}

/** Decides which requests continue in each turn of the event loop. */
export class TurnQueue {
  readonly #spent = { small: 0, large: 0 }
  /** The requests that wait for a turn, in the order in which they began to wait. */
  readonly #waiting = new Set<RequestTurns>()
  /** The expensive requests that run. The others wait until one of them has ended. */
  readonly #runningExpensive = new Set<RequestTurns>()
  /** The number of each connection's last expensive request that was allowed to run. */
  readonly #lastRun = new WeakMap<object, number>()
  readonly #usedMemory: () => number
  #isMemoryScarce = false
  #runs = 0
  #current = 0
  #isNextScheduled = false

  /** @param usedMemory the share of the memory that is in use: 0 to 1 */
  constructor(usedMemory = usedHeapShare) {
    this.#usedMemory = usedMemory
  }

  /** Identifies the current turn of the event loop. */
  get current(): number {
    return this.#current
  }

  /** A request is expensive once it has completed or announced more fields than this. */
  get expensiveFrom(): number {
    return this.#isMemoryScarce ? maxSmallFields : expensiveFrom
  }

  canContinue(request: RequestTurns): boolean {
    if (request.isExpensive && !this.#runningExpensive.has(request)) return false
    return this.#spent[request.size] < maxPerTurn
  }

  spend(request: RequestTurns, cost: number): void {
    this.#spent[request.size] += cost
  }

  wait(request: RequestTurns): void {
    this.#waiting.add(request)
    // a new connection does not precede those that have waited for longer
    if (!this.#lastRun.has(request.connection)) this.#lastRun.set(request.connection, this.#runs)
  }

  /** Removes a request that has ended. */
  remove(request: RequestTurns): void {
    this.#waiting.delete(request)
    if (this.#runningExpensive.delete(request) && this.#waiting.size > 0) this.scheduleNext()
  }

  scheduleNext(): void {
    if (this.#isNextScheduled) return
    this.#isNextScheduled = true
    setImmediate(() => {
      this.#isNextScheduled = false
      this.#current++
      this.#spent.small = 0
      this.#spent.large = 0
      this.#isMemoryScarce = this.#usedMemory() > scarceFrom
      for (const request of this.#listRunnable()) {
        if (this.#spent[request.size] >= maxPerTurn) continue
        this.#waiting.delete(request)
        request.release()
      }
      if (this.#listRunnable().length > 0) this.scheduleNext()
    })
  }

  /** Returns the waiting requests that may continue. The expensive ones are last. */
  #listRunnable(): readonly RequestTurns[] {
    const waiting = [...this.#waiting]
    const expensive = waiting.filter(({ isExpensive }) => isExpensive)
    this.#admitExpensive(expensive)
    return [
      ...waiting.filter(({ isExpensive }) => !isExpensive),
      ...expensive.filter((request) => this.#runningExpensive.has(request)),
    ]
  }

  /** Lets expensive requests run. Connections take turns. */
  #admitExpensive(expensive: readonly RequestTurns[]): void {
    const turnOf = ({ connection }: RequestTurns): number => this.#lastRun.get(connection) ?? 0
    while (this.#runningExpensive.size < (this.#isMemoryScarce ? 1 : maxExpensive)) {
      let next: RequestTurns | undefined
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

  #hasPlace({ connection }: RequestTurns): boolean {
    let count = 0
    for (const request of this.#runningExpensive) if (request.connection === connection) count++
    return count < maxExpensiveOfConnection
  }
}

/** The queue of this process, which has one event loop. */
const processQueue = new TurnQueue()

/**
 * Shares the event loop among requests. A request that completes many fields waits for further turns of the event loop,
 * and other requests run in between. Waiting requests take turns. Small requests have their own share of each turn, so they do not
 * wait for large ones. Only a few expensive requests run at the same time.
 */
export class RequestTurns {
  /** The connection of the request: an object that stands for it. */
  readonly connection: object
  readonly #budget: RequestBudget
  readonly #queue: TurnQueue
  #waiting: Waiting[] = []
  #onReleased: (() => void)[] = []
  #turn = -1
  #spent = 0
  #total = 0
  #announced = 0
  #isMutation = false

  constructor(budget: RequestBudget, connection: object = budget, queue = processQueue) {
    this.#budget = budget
    this.connection = connection
    this.#queue = queue
  }

  /** Small: the request has read little so far, and its result takes little work. */
  get size(): 'small' | 'large' {
    return this.#total < maxSmallFields && this.#budget.isSmall ? 'small' : 'large'
  }

  get isExpensive(): boolean {
    return this.#total + this.#announced > (this.#isMutation ? expensiveFrom : this.#queue.expensiveFrom)
  }

  /** A mutation has no timeout, and may be a batch of heartbeats: it does not wait because memory is scarce. */
  markMutation(): void {
    this.#isMutation = true
  }

  /** Announces work, in fields, so that an expensive request waits for its place before the work and not in the middle of it. */
  announce(cost: number): void {
    this.#announced = cost
  }

  /** Calls the listener once no part of the request waits for a turn. Returns false if none waits now. */
  onceReleased(listener: () => void): boolean {
    if (this.#waiting.length === 0) return false
    this.#onReleased.push(listener)
    return true
  }

  /**
   * Takes a share of the current turn, or waits for a later one.
   * @param cost number of fields that the caller completes next
   * @returns a promise if the caller has to wait. The promise never settles if the budget of the request fails: the request then
   * has its result, and thousands of errors would take long.
   */
  take(cost: number): Promise<void> | undefined {
    if (this.#budget.failure) return new Promise(() => undefined)
    if (this.#canContinue(cost)) return undefined
    return new Promise((resume) => this.#waiting.push({ cost, resume }))
  }

  /** The same with a callback, for thousands of callers: without a promise. */
  run(cost: number, resume: () => void): void {
    if (this.#budget.failure) return
    if (this.#canContinue(cost)) resume()
    else this.#waiting.push({ cost, resume })
  }

  /** Resumes the callers that have waited longest. */
  release(): void {
    this.#turn = this.#queue.current
    this.#spent = 0
    let released = 0
    for (const { cost, resume } of this.#waiting) {
      if (this.#spent >= maxPerRequest) break
      released++
      this.#spend(cost)
      resume()
    }
    this.#waiting = this.#waiting.slice(released)
    if (this.#waiting.length > 0) this.#queue.wait(this)
    else for (const listener of this.#onReleased.splice(0)) listener()
  }

  /** The request has its result: nothing of it continues. */
  end(): void {
    this.#waiting = []
    this.#onReleased = []
    this.#queue.remove(this)
  }

  /** Takes a share of the current turn. Returns false if the caller has to wait. */
  #canContinue(cost: number): boolean {
    if (this.#turn !== this.#queue.current) {
      this.#turn = this.#queue.current
      this.#spent = 0
    }
    this.#queue.scheduleNext()
    if (this.#waiting.length > 0) return false
    if (this.#spent < maxPerRequest && this.#queue.canContinue(this)) {
      this.#spend(cost)
      return true
    }
    this.#queue.wait(this)
    return false
  }

  #spend(cost: number): void {
    this.#queue.spend(this, cost)
    this.#spent += cost
    this.#total += cost
  }
}
