import { setTimeout as sleep } from 'node:timers/promises'

/** Work that is done again and again, for as long as the server runs. */
export interface Loop {
  /** Runs a round at once, and then one after each pause. Resolves when the first is over, however it ended. */
  start(): Promise<void>
  /** Resolves once no round is running any more. */
  stop(): Promise<void>
}

export interface LoopOptions {
  /** Answers how long to pause; told by the signal to come to an end. */
  readonly round: (signal: AbortSignal) => Promise<number>
  /** Told of a round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void
  readonly pauseAfterErrorMs: number
}

export function createLoop({ round, onError, pauseAfterErrorMs }: LoopOptions): Loop {
  const stopping = new AbortController()
  const { signal } = stopping
  let first: Promise<number> | undefined
  let running: Promise<void> | undefined

  const runRound = async (): Promise<number> => {
    try {
      return await round(signal)
    } catch (error) {
      onError(error)
      return pauseAfterErrorMs
    }
  }
  const run = async (afterFirst: Promise<number>): Promise<void> => {
    for (let ms = await afterFirst; ; ms = await runRound()) {
      await pause(ms, signal)
      if (signal.aborted) return
    }
  }
  return {
    start: async () => {
      if (signal.aborted) return
      first ??= runRound()
      running ??= run(first)
      await first
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Ends early when the signal says so; keeps no process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
