import { setTimeout as sleep } from 'node:timers/promises'
import { ClientGoneError, type CancellationSource } from '../../domain/cancellation.ts'

/** One operation of a connection, from its `subscribe` message until its last result is sent. */
export interface RunningOperation {
  /** Fails when the client completes the operation, or its connection closes. */
  readonly client: CancellationSource
  /** Whether the client sent `complete`, which frees the id. */
  isStopped: boolean
  /** The `subscribe` message of the next operation with this id, handled when this one has ended. */
  next: string | null
}

/**
 * The operations of one connection by id, stopped ones included: a stopped mutation still runs to its end. The next
 * operation with its id has to wait until then, since graphql-ws would mistake the one for the other.
 */
export type RunningOperations = Map<string, RunningOperation>

/** Marks an operation as stopped. An operation that waits for its id never begins. */
export function stopOperation(operation: RunningOperation | undefined): void {
  if (!operation) return
  operation.isStopped = true
  operation.next = null
  operation.client.fail(new ClientGoneError())
}

/** The operations with a single result, over all connections, that a shutdown waits for. */
export class InFlightOperations {
  readonly #operations = new Set<RunningOperation>()
  #isClosing = false
  #onSettled = (): void => undefined

  /** Whether the server shuts down: no further operation begins. */
  get isClosing(): boolean {
    return this.#isClosing
  }

  begin(operation: RunningOperation): void {
    if (!this.#isClosing) this.#operations.add(operation)
  }

  /** The operation has its result, or turned out to be a subscription. */
  settle(operation: RunningOperation | undefined): void {
    if (operation) this.#operations.delete(operation)
    if (this.#operations.size === 0) this.#onSettled()
  }

  /** Resolves when all operations that have begun are settled, at the latest after the timeout. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true
    if (this.#operations.size === 0) return
    const settled = new Promise<void>((resolve) => (this.#onSettled = resolve))
    await Promise.race([settled, sleep(timeoutMs, undefined, { ref: false })])
  }
}
