import { maxSmallFields, type RequestBudget } from '../domain/requestBudget.ts'
import { expensiveFrom, processQueue, type QueuedRequest } from './turnQueue.ts'

interface Waiting {
  readonly cost: number
  readonly resume: () => void
}

/**
 * Shares the event loop among requests. A request that completes many fields waits for further turns of the event loop,
 * and other requests run in between. Waiting requests take turns. Small requests have their own share of each turn, so they do not
 * wait for large ones. Only a few expensive requests run at the same time.
 */
export class RequestTurns implements QueuedRequest {
  /** The connection of the request: an object that stands for it. */
  readonly connection: object
  readonly #budget: RequestBudget
  readonly #queue: typeof processQueue
  #waiting: Waiting[] = []
  #onReleased: (() => void)[] = []
  #turn = -1
  #spent = 0
  #total = 0
  #announced = 0
  #isMutation = false
  #isChanging = false
  #hasEnded = false

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

  /**
   * The request begins to run. A query waits while memory is scarce, and ends when it is short. A mutation has no timeout, and may be
   * a batch of heartbeats: it does not wait, and its payload ends last.
   */
  begin({ isMutation }: { readonly isMutation: boolean }): void {
    this.#isMutation = isMutation
    this.#hasEnded = false
    this.#queue.add(this)
  }

  get endsLast(): boolean {
    return this.#isMutation
  }

  /** Runs a change of a mutation. The server does not end the request meanwhile, because its effect would be unknown. */
  async whileChanging<Result>(change: () => Promise<Result>): Promise<Result> {
    this.#isChanging = true
    try {
      return await change()
    } finally {
      this.#isChanging = false
    }
  }

  get mayEnd(): boolean {
    return !this.#isChanging
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
   * @returns a promise if the caller has to wait. The promise never settles if the request has its result. It can have it before all
   * of its parts have run: after a failure of its budget, or an error in a field that must not be null.
   */
  take(cost: number): Promise<void> | undefined {
    if (this.#budget.failure || this.#hasEnded) return new Promise(() => undefined)
    if (this.#canContinue(cost)) return undefined
    return new Promise((resume) => this.#waiting.push({ cost, resume }))
  }

  /** The same with a callback, for thousands of callers: without a promise. */
  run(cost: number, resume: () => void): void {
    if (this.#budget.failure || this.#hasEnded) return
    if (this.#canContinue(cost)) resume()
    else this.#waiting.push({ cost, resume })
  }

  /** Resumes the callers that have waited longest. */
  release(): void {
    this.#turn = this.#queue.current
    this.#spent = 0
    let released = 0
    for (const { cost, resume } of this.#waiting) {
      if (this.#spent >= this.#queue.maxPerRequest) break
      released++
      this.#spend(cost)
      resume()
    }
    this.#waiting = this.#waiting.slice(released)
    if (this.#waiting.length > 0) this.#queue.wait(this)
    else for (const listener of this.#onReleased.splice(0)) listener()
  }

  fail(error: Error): void {
    this.#budget.fail(error)
  }

  /** The request has its result: nothing of it continues. */
  end(): void {
    this.#hasEnded = true
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
    if (this.#spent < this.#queue.maxPerRequest && this.#queue.canContinue(this)) {
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
