import { setTimeout as sleep } from 'node:timers/promises'

/** Background work that repeats while the server runs. */
export interface Loop {
  /** Runs the work immediately, and again after each pause. Resolves when the first run has ended, even with an error. */
  start(): Promise<void>
  /** Resolves when no run is in progress. */
  stop(): Promise<void>
}

export interface LoopOptions {
  /** Runs the work once, and returns the pause until the next run in milliseconds. The signal asks it to end early. */
  readonly run: (signal: AbortSignal) => Promise<number>
  /** Called when a run fails. The next run follows after `pauseAfterErrorMs`. */
  readonly onError: (error: unknown) => void
  readonly pauseAfterErrorMs: number
}

export function createLoop({ run, onError, pauseAfterErrorMs }: LoopOptions): Loop {
  const stopping = new AbortController()
  const { signal } = stopping
  let first: Promise<number> | undefined
  let running: Promise<void> | undefined

  const runOnce = async (): Promise<number> => {
    try {
      return await run(signal)
    } catch (error) {
      onError(error)
      return pauseAfterErrorMs
    }
  }
  const repeat = async (afterFirst: Promise<number>): Promise<void> => {
    for (let ms = await afterFirst; ; ms = await runOnce()) {
      await pause(ms, signal)
      if (signal.aborted) return
    }
  }
  return {
    start: async () => {
      if (signal.aborted) return
      first ??= runOnce()
      running ??= repeat(first)
      await first
    },
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** Ends early when the signal is aborted. The timer does not keep the process alive. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}
