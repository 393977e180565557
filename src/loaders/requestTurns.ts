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

interface Waiting {
  readonly cost: number
  readonly resume: () => void
}

/** The requests that wait for a turn, in the order in which they began to wait. */
const waitingRequests = new Set<RequestTurns>()
/** The expensive requests that run. The others wait until one of them has ended. */
const runningExpensive = new Set<RequestTurns>()
/** The number of each connection's last expensive request that was allowed to run. */
const lastRun = new WeakMap<object, number>()
let runs = 0
/** Identifies the current turn of the event loop. */
let currentTurn = 0
const spentInTurn = { small: 0, large: 0 }
let isNextTurnScheduled = false

function scheduleNextTurn(): void {
  if (isNextTurnScheduled) return
  isNextTurnScheduled = true
  setImmediate(() => {
    isNextTurnScheduled = false
    currentTurn++
    spentInTurn.small = 0
    spentInTurn.large = 0
    for (const request of listRunnable()) {
      if (spentInTurn[request.size] >= maxPerTurn) continue
      waitingRequests.delete(request)
      request.release()
    }
    if (listRunnable().length > 0) scheduleNextTurn()
  })
}

/** Returns the waiting requests that may continue. The expensive ones are last. */
function listRunnable(): readonly RequestTurns[] {
  const waiting = [...waitingRequests]
  const expensive = waiting.filter(({ isExpensive }) => isExpensive)
  admitExpensive(expensive)
  return [
    ...waiting.filter(({ isExpensive }) => !isExpensive),
    ...expensive.filter((request) => runningExpensive.has(request)),
  ]
}

/** Lets expensive requests run. Connections take turns. */
function admitExpensive(expensive: readonly RequestTurns[]): void {
  while (runningExpensive.size < maxExpensive) {
    let next: RequestTurns | undefined
    for (const request of expensive)
      if (!runningExpensive.has(request) && hasPlace(request) && (!next || turnOf(request) < turnOf(next)))
        next = request
    if (!next) return
    runningExpensive.add(next)
    lastRun.set(next.connection, ++runs)
  }
}

const turnOf = ({ connection }: RequestTurns): number => lastRun.get(connection) ?? 0

function hasPlace({ connection }: RequestTurns): boolean {
  let count = 0
  for (const request of runningExpensive) if (request.connection === connection) count++
  return count < maxExpensiveOfConnection
}

/**
 * Shares the event loop among requests. A request that completes many fields waits for further turns of the event loop,
 * and other requests run in between. Waiting requests take turns. Small requests have their own share of each turn, so they do not
 * wait for large ones. Only a few expensive requests run at the same time.
 */
export class RequestTurns {
  /** The connection of the request: an object that stands for it. */
  readonly connection: object
  readonly #budget: RequestBudget
  #waiting: Waiting[] = []
  #onReleased: (() => void)[] = []
  #turn = -1
  #spent = 0
  #total = 0
  #announced = 0

  constructor(budget: RequestBudget, connection: object = budget) {
    this.#budget = budget
    this.connection = connection
  }

  /** Small: the request has read little so far, and its result takes little work. */
  get size(): 'small' | 'large' {
    return this.#total < maxSmallFields && this.#budget.isSmall ? 'small' : 'large'
  }

  get isExpensive(): boolean {
    return this.#total + this.#announced > expensiveFrom
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
    if (this.#turn !== currentTurn) {
      this.#turn = currentTurn
      this.#spent = 0
    }
    scheduleNextTurn()
    const canRun = !this.isExpensive || runningExpensive.has(this)
    if (canRun && this.#waiting.length === 0 && this.#spent < maxPerRequest && spentInTurn[this.size] < maxPerTurn) {
      this.#spend(cost)
      return undefined
    }
    waitingRequests.add(this)
    return new Promise((resume) => this.#waiting.push({ cost, resume }))
  }

  /** Resumes the callers that have waited longest. */
  release(): void {
    this.#turn = currentTurn
    this.#spent = 0
    let released = 0
    for (const { cost, resume } of this.#waiting) {
      if (this.#spent >= maxPerRequest) break
      released++
      this.#spend(cost)
      resume()
    }
    this.#waiting = this.#waiting.slice(released)
    if (this.#waiting.length > 0) waitingRequests.add(this)
    else for (const listener of this.#onReleased.splice(0)) listener()
  }

  /** The request has its result: nothing of it continues. */
  end(): void {
    this.#waiting = []
    this.#onReleased = []
    waitingRequests.delete(this)
    if (runningExpensive.delete(this) && waitingRequests.size > 0) scheduleNextTurn()
  }

  #spend(cost: number): void {
    spentInTurn[this.size] += cost
    this.#spent += cost
    this.#total += cost
  }
}
