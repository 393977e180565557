/** A wave of loads. It starts when no part of its request can still add loads. */
interface Wave {
  isComplete(): boolean
  start(): void
}

const waves = new Set<Wave>()
let batches: (() => void)[] = []
let isScheduled = false

/**
 * Starts a wave in this turn of the event loop, or in the first later turn in which the wave is complete. The loads of all waves
 * that start in one turn form common batches.
 */
export function scheduleWave(wave: Wave): void {
  waves.add(wave)
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
  for (const wave of waves) {
    if (!wave.isComplete()) continue
    waves.delete(wave)
    wave.start()
  }
  const due = batches
  batches = []
  isScheduled = false
  for (const run of due) run()
  if (waves.size > 0) schedule()
}
