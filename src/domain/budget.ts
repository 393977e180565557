import { LimitExceededError } from './errors.ts'

/** How many nodes one request may be given, over all its lists: lists within lists multiply. */
export class NodeBudget {
  #limit = Infinity
  #spent = 0

  limitTo(nodes: number): void {
    this.#limit = nodes
  }

  /** @throws {LimitExceededError} when these are too many */
  spend(nodes: number): void {
    this.#spent += nodes
    if (this.#spent > this.#limit)
      throw new LimitExceededError('nodes, for a document of this many fields,', this.#limit, this.#spent)
  }
}
