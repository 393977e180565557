import type { RequestBudget } from '../domain/requestBudget.ts'

/** Maximum number of fields that one request completes in one turn of the event loop: about a millisecond of work. */
const maxPerRequest = 2_000
/** Fields that all requests together complete in one turn. */
const maxPerTurn = 4_000

interface Waiting {
  readonly cost: number
  readonly resume: () => void
}

/** The requests that wait for a turn, in the order in which they began to wait. */
const waitingRequests = new Set<RequestTurns>()
/** Identifies the current turn of the event loop. */
let currentTurn = 0
let spentInTurn = 0
let isNextTurnScheduled = false

function scheduleNextTurn(): void {
  if (isNextTurnScheduled) return
  isNextTurnScheduled = true
  setImmediate(() => {
    isNextTurnScheduled = false
    currentTurn++
    spentInTurn = 0
    for (const request of [...waitingRequests]) {
      if (spentInTurn >= maxPerTurn) break
      waitingRequests.delete(request)
      request.release()
    }
    if (waitingRequests.size > 0) scheduleNextTurn()
  })
}

/**
 * Shares the event loop among requests. A request that completes many fields waits for further turns of the event loop,
 * and other requests run in between. Waiting requests take turns.
 */
export class RequestTurns {
  readonly #budget: RequestBudget
  #waiting: Waiting[] = []
  #turn = -1
  #spent = 0

  constructor(budget: RequestBudget) {
    this.#budget = budget
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
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
    if (!this.isWaiting && this.#spent < maxPerRequest && spentInTurn < maxPerTurn) {
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
    if (this.#budget.failure) this.#waiting = []
    let released = 0
    for (const { cost, resume } of this.#waiting) {
      if (this.#spent >= maxPerRequest) break
      released++
      this.#spend(cost)
      resume()
    }
    this.#waiting = this.#waiting.slice(released)
    if (this.isWaiting) waitingRequests.add(this)
  }

  #spend(cost: number): void {
    this.#spent += cost
    spentInTurn += cost
  }
}
