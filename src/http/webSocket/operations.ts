import { setTimeout as sleep } from 'node:timers/promises'
import { ClientGoneError, type CancellationSource } from '../../domain/cancellation.ts'

/** Maximum number of open operations of one connection, including subscriptions and waiting operations. */
export const maxOperations = 100

/** A `subscribe` message. Its bytes are counted until it is released. */
export interface HeldMessage {
  readonly text: string
  /** To be called once. */
  readonly release: () => void
}

/** One operation of a connection, from its `subscribe` message until its last result is sent. */
export interface RunningOperation {
  /** Whether the operation is refused, because its connection already had `maxOperations`. */
  readonly isTooMany: boolean
  /** Fails when the client completes the operation, or its connection closes. */
  readonly client: CancellationSource
  /** Whether the client sent `complete`, which frees the id. */
  isStopped: boolean
  /** The `subscribe` message while the operation waits; null once it has begun or never will. */
  message: HeldMessage | null
  /** The `subscribe` message of the next operation with this id, handled when this one has ended. */
  next: HeldMessage | null
}

/**
 * The operations of one connection by id, stopped ones included: a stopped mutation still runs to its end. The next
 * operation with its id has to wait until then, since graphql-ws would mistake the one for the other.
 */
export type RunningOperations = Map<string, RunningOperation>

/** Marks an operation as stopped. An operation that waits, for its turn or for its id, never begins. */
export function stopOperation(operation: RunningOperation | undefined): void {
  if (!operation) return
  operation.isStopped = true
  operation.message?.release()
  operation.next?.release()
  operation.message = null
  operation.next = null
  operation.client.fail(new ClientGoneError())
}

/** Maximum number of operations of one connection that run, or whose result is not sent yet. Others wait in order. */
const maxRunning = 20

/** Limits how many operations of one connection run at the same time. A subscription counts only until it has started. */
export class OperationQueue {
  readonly #running = new Set<RunningOperation>()
  readonly #waiting: { readonly operation: RunningOperation; readonly run: () => void }[] = []

  start(operation: RunningOperation, run: () => void): void {
    this.#waiting.push({ operation, run })
    this.#startNext()
  }

  /** The operation has ended, or turned out to be a subscription. */
  settle(operation: RunningOperation): void {
    if (this.#running.delete(operation)) this.#startNext()
  }

  #startNext(): void {
    while (this.#running.size < maxRunning) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#running.add(next.operation)
      next.run()
    }
  }
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
  settle(operation: RunningOperation): void {
    this.#operations.delete(operation)
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
