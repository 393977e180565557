/** A wave of loads. It starts when no part of its request can still add loads. */
interface Wave {
  isComplete(): boolean
  start(): void
}

// Arrays that are replaced in each turn. A Set would keep its former items, and with them the requests, alive until a major
// garbage collection: its tables refer to each other when it grows and shrinks.
let waves: Wave[] = []
let batches: (() => void)[] = []
let isScheduled = false

/**
 * Starts a wave in this turn of the event loop, or in the first later turn in which the wave is complete. The loads of all waves
 * that start in one turn form common batches.
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
  const open = waves
  waves = []
  for (const wave of open) {
    if (wave.isComplete()) wave.start()
    else waves.push(wave)
  }
  const due = batches
  batches = []
  isScheduled = false
  for (const run of due) run()
  if (waves.length > 0) schedule()
}
