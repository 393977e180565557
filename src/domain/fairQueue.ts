import type { Cancellation } from './cancellation.ts'

export interface QueuedFor {
  /** Owner of the work, such as a request or a connection. Owners take turns. */
  readonly owner: object | undefined
  /** Rejects when the work is no longer needed: the work then leaves the queue. */
  readonly cancellation?: Cancellation | undefined
}

/** Runs work in its turn. */
export interface FairQueue {
  run<T>(queuedFor: QueuedFor, work: () => Promise<T>): Promise<T>
  /** Number of tasks that wait. */
  readonly waiting: number
}

/**
 * Creates a queue whose owners take turns: an owner with many tasks does not delay the single task of another.
 * @param concurrency returns the maximum number of tasks that run at the same time. It may change while tasks wait
 */
export function createFairQueue(concurrency: () => number): FairQueue {
  /** The work that waits, by owner. The owner whose turn is next comes first. */
  const waiting = new Map<object | undefined, Set<() => void>>()
  let running = 0

  const leave = (owner: object | undefined, start: () => void): void => {
    const own = waiting.get(owner)
    own?.delete(start)
    if (own?.size === 0) waiting.delete(owner)
  }
  const startNext = (): void => {
    while (running < concurrency()) {
      const [next] = waiting
      if (!next) return
      const [owner, own] = next
      const [start] = own
      waiting.delete(owner)
      if (own.size > 1) waiting.set(owner, own) // to the end of the queue
      if (!start) return
      own.delete(start)
      running++
      start()
    }
  }
  const untilTurn = ({ owner, cancellation }: QueuedFor): Promise<void> =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        stopWatching?.()
        resolve()
      }
      const stopWatching = cancellation?.onFailure(() => {
        leave(owner, start)
        reject(cancellation.failure ?? new Error('expected the cancellation to have a reason'))
      })
      if (cancellation?.failure) return
      const own = waiting.get(owner) ?? new Set()
      waiting.set(owner, own.add(start))
      startNext()
    })
  return {
    async run(queuedFor, work) {
      await untilTurn(queuedFor)
      try {
        return await work()
      } finally {
        running--
        startNext()
      }
    },
    get waiting() {
      let count = 0
      for (const own of waiting.values()) count += own.size
      return count
    },
  }
}
