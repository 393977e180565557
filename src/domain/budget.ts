import { LimitExceededError } from './errors.ts'

/** A request loads more nodes than it may. Its other lists fail as well. */
export class NodeBudgetExceededError extends LimitExceededError {
  constructor(limit: number, actual: number) {
    super('nodes for a document with this many fields', limit, actual)
  }
}

/**
 * Number of nodes that one request may load in all its lists together. Lists inside lists multiply, so the page size
 * alone does not bound a request. There is no limit until `limitTo` sets one.
 */
export class NodeBudget {
  #limit = Infinity
  #spent = 0

  limitTo(nodes: number): void {
    this.#limit = nodes
  }

  spend(nodes: number): void {
    this.#spent += nodes
  }

  /** @throws {NodeBudgetExceededError} if the request has loaded more nodes than its limit */
  assertNotExceeded(): void {
    if (this.#spent > this.#limit) {
      throw new NodeBudgetExceededError(this.#limit, this.#spent)
    }
  }
}
