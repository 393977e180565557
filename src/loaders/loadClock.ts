/** A wave of loads. It starts when no part of its request can still add loads. */
interface Wave {
  /** Calls the listener once parts of the request that still wait have continued. Returns false if no part waits. */
  onceComplete(listener: () => void): boolean
  start(): void
}

// Arrays that are replaced in each turn. A Set would keep its former items, and with them the requests, alive until a major
// garbage collection: its tables refer to each other when it grows and shrinks.
let waves: Wave[] = []
let batches: (() => void)[] = []
let isScheduled = false

/**
 * Starts a wave at the end of this turn of the event loop, or of the first later turn in which the wave is complete. The loads of
 * all waves that start in one turn form common batches.
 */
export function scheduleWave(wave: Wave): void {
  waves.push(wave)
  schedule()
}

/** Runs a batch when all waves of this turn have started. */
export function scheduleBatch(run: () => void): void {
  batches.push(run)
  schedule()
}

function schedule(): void {
  if (isScheduled) return
  isScheduled = true
  setImmediate(runTurn)
}

function runTurn(): void {
  const due = waves
  waves = []
  for (const wave of due) {
    const again = (): void => {
      scheduleWave(wave)
    }
    if (!wave.onceComplete(again)) wave.start()
  }
  const runs = batches
  batches = []
  isScheduled = false
  for (const run of runs) run()
}
