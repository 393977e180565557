import type { ErrorCode } from '../domain/errors.ts'
import type { KnownFacts } from '../domain/facts.ts'
import type { Quota } from '../domain/tokenBucket.ts'

/** How the operation of one request ended, as far as its GraphQL result does not tell. */
export class OperationOutcome {
  #refusal: ErrorCode | null = null
  #commits = 0
  #quota: Quota | null = null
  readonly #completed = new Map<string, KnownFacts>()

  /** Keeps the code of a refused mutation. The first one of a request counts. */
  noteRefusal(code: ErrorCode): void {
    this.#refusal ??= code
  }

  get refusal(): ErrorCode | null {
    return this.#refusal
  }

  /** Keeps the state of the rate limit that applies to the operation. */
  noteQuota(quota: Quota): void {
    this.#quota = quota
  }

  get quota(): Quota | null {
    return this.#quota
  }

  /** Counts a committed transaction. The mutations of a request run one after the other. */
  noteCommit(): void {
    this.#commits++
  }

  get commits(): number {
    return this.#commits
  }

  /** Keeps the known facts of a mutation that changed something, or may have changed something: its payload may be lost. */
  noteCompleted(responseKey: string, facts: KnownFacts): void {
    this.#completed.set(responseKey, facts)
  }

  /** The facts of the completed mutations of the request, by their keys in the response. */
  get completed(): ReadonlyMap<string, KnownFacts> {
    return this.#completed
  }
}
