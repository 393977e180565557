import { LimitExceededError } from './errors.ts'

/** How many nodes one request may be given, over all its lists: lists within lists multiply. */
export class NodeBudget {
  #limit = Infinity
  #spent = 0

  limitTo(nodes: number): void {
    this.#limit = nodes
  }

  spend(nodes: number): void {
    this.#spent += nodes
  }

  /** @throws {LimitExceededError} when more was spent than there was */
  assertKept(): void {
    if (this.#spent > this.#limit) {
      throw new LimitExceededError('nodes, for a document of this many fields,', this.#limit, this.#spent)
    }
  }
}
