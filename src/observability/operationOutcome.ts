import type { ErrorCode } from '../domain/errors.ts'

/** How the operation of one request ended, as far as its GraphQL result does not tell. */
export class OperationOutcome {
  #refusal: ErrorCode | null = null

  /** Keeps the code of a refused mutation. The first one of a request counts. */
  noteRefusal(code: ErrorCode): void {
    this.#refusal ??= code
  }

  get refusal(): ErrorCode | null {
    return this.#refusal
  }
}
