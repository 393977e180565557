/** A killed process. Times are those of this process, in milliseconds. */
interface Death {
  readonly lastHeartbeatAt: number
}

/** The results of a simulation: which killed processes the server detected, how fast, and which failures were wrong. */
export class Findings {
  readonly #deaths: Death[] = []
  /** Deaths that are not detected yet, by supervisor. */
  readonly #undetected = new Map<string, Death>()
  readonly #latencies: number[] = []
  readonly #failedWhileHealthy: string[] = []
  readonly #maxLatencyMs: number
  readonly #minLatencyMs: number
  restarted = 0

  /** A killed process is detected three heartbeat intervals after its last heartbeat, plus at most one sweep interval. */
  constructor(heartbeatIntervalMs: number, sweepIntervalMs: number) {
    this.#minLatencyMs = 3 * heartbeatIntervalMs
    this.#maxLatencyMs = this.#minLatencyMs + sweepIntervalMs
  }

  /** Records that a process was killed, and when the server responded to its last heartbeat. */
  recordDeath(supervisorId: string, lastHeartbeatAt: number): void {
    const death = { lastHeartbeatAt }
    this.#deaths.push(death)
    this.#undetected.set(supervisorId, death)
  }

  /** Records that a supervisor became FAILED this long after its last heartbeat (negative: before), by the database's clock. */
  recordFailure(supervisorId: string, name: string, silentMs: number): void {
    const death = this.#undetected.get(supervisorId)
    if (!death || silentMs < this.#minLatencyMs) {
      // a negative time means that a heartbeat arrived after the failure: the server also records those of FAILED supervisors
      const when = `${inSeconds(Math.abs(silentMs))} ${silentMs < 0 ? 'before' : 'after'} a heartbeat`
      this.#failedWhileHealthy.push(`${name}, ${when}`)
    } else {
      this.#undetected.delete(supervisorId)
      this.#latencies.push(silentMs)
    }
  }

  get killed(): number {
    return this.#deaths.length
  }
  get detected(): number {
    return this.#latencies.length
  }
  get failedWhileHealthy(): number {
    return this.#failedWhileHealthy.length
  }

  /** Number of deaths that should be detected by now, but are not. Allows one second more for reading the event log. */
  countOverdue(now: number): number {
    return [...this.#undetected.values()].filter(
      ({ lastHeartbeatAt }) => now - lastHeartbeatAt > this.#maxLatencyMs + 1_000,
    ).length
  }

  /** The results as lines of text. */
  describe(now: number): string[] {
    const overdue = this.countOverdue(now)
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const late = sorted.filter((latency) => latency > this.#maxLatencyMs).length
    const at = (quantile: number): string => inSeconds(sorted[Math.ceil(quantile * sorted.length) - 1] ?? 0)
    return [
      `killed    ${this.killed}`,
      `detected  ${this.detected}, ${this.restarted} restarted by policy; ${overdue} overdue, ${this.#undetected.size - overdue} not due yet`,
      sorted.length === 0
        ? `latency   nothing detected; a detection takes up to ${inSeconds(this.#maxLatencyMs)} after the last heartbeat`
        : `latency   p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} after the last heartbeat; ${late} above ${inSeconds(this.#maxLatencyMs)} (3 heartbeat intervals and a sweep interval)`,
      `healthy   ${this.failedWhileHealthy} failed`,
      ...this.#failedWhileHealthy.slice(0, 10).map((each) => `          ${each}`),
    ]
  }
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
