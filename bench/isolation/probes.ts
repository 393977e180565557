/** A request that is sent at a steady rate, whether or not the previous request has its response. */
export interface Probe {
  readonly name: string
  readonly intervalMs: number
  /** Rejects if the request is refused or fails; the message says why. */
  send(): Promise<unknown>
}

export interface Sample {
  /** Response times in milliseconds, those of failed requests included. */
  readonly latencies: number[]
  /** Number of failed requests by reason. */
  readonly failures: Map<string, number>
}

export interface Probing {
  /** The requests that begin from now on belong to this phase; null: they are not recorded. */
  record(phase: string | null): void
  sampleOf(phase: string, probe: Probe): Sample
  /** Resolves when the last response has arrived. */
  stop(): Promise<void>
}

/** Starts to send all probes. Response times run from the sending of each request, so a stall delays all that begin in it. */
export function startProbes(probes: readonly Probe[]): Probing {
  const samples = new Map<string, Sample>()
  let phase: string | null = null
  const state = { isStopped: false }
  const sampleOf = (phaseName: string, { name }: Probe): Sample => {
    const key = `${phaseName}: ${name}`
    const sample = samples.get(key) ?? { latencies: [], failures: new Map<string, number>() }
    samples.set(key, sample)
    return sample
  }
  const sendOne = async (probe: Probe): Promise<void> => {
    const sample = phase === null ? null : sampleOf(phase, probe)
    const began = performance.now()
    try {
      await probe.send()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      sample?.failures.set(reason, (sample.failures.get(reason) ?? 0) + 1)
    }
    sample?.latencies.push(performance.now() - began)
  }
  const keepSending = async (probe: Probe): Promise<void> => {
    const pending = new Set<Promise<void>>()
    let due = performance.now()
    while (!state.isStopped) {
      const sent = sendOne(probe)
      pending.add(sent)
      void sent.then(() => pending.delete(sent))
      due += probe.intervalMs
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    }
    await Promise.all(pending)
  }
  const loops = probes.map(keepSending)
  return {
    record(next) {
      phase = next
    },
    sampleOf,
    async stop() {
      state.isStopped = true
      await Promise.all(loops)
    },
  }
}
