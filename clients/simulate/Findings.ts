/** A process that was killed, and what came of it. Moments are this process's. */
interface Death {
  readonly lastHeardAt: number
}

/** What a simulation finds out: which of the killed were found, how fast, and whether anybody else was failed. */
export class Findings {
  readonly #deaths: Death[] = []
  /** By supervisor, those that are not found yet. */
  readonly #open = new Map<string, Death>()
  readonly #latencies: number[] = []
  readonly #healthyFailed: string[] = []
  readonly #boundMs: number
  readonly #shortestMs: number
  restarted = 0

  /** @param boundMs after their last heartbeat the dead are found: three intervals, and the time until somebody looks */
  constructor(intervalMs: number, sweepMs: number) {
    this.#shortestMs = 3 * intervalMs
    this.#boundMs = this.#shortestMs + sweepMs
  }

  /** A process was killed, whose last heartbeat was answered then. */
  died(supervisorId: string, lastHeardAt: number): void {
    const death = { lastHeardAt }
    this.#deaths.push(death)
    this.#open.set(supervisorId, death)
  }

  /** A supervisor was failed, so long after its last heartbeat (negative: before it) by the database's clock. */
  failed(supervisorId: string, name: string, silentMs: number): void {
    const death = this.#open.get(supervisorId)
    if (!death || silentMs < this.#shortestMs) {
      // the last one may have come since: who is FAILED is heard still
      const when = `${inSeconds(Math.abs(silentMs))} ${silentMs < 0 ? 'before' : 'after'} a heartbeat`
      this.#healthyFailed.push(`${name}, ${when}`)
    } else {
      this.#open.delete(supervisorId)
      this.#latencies.push(silentMs)
    }
  }

  get killed(): number {
    return this.#deaths.length
  }
  get found(): number {
    return this.#latencies.length
  }
  get healthyFailed(): number {
    return this.#healthyFailed.length
  }

  /** The killed that should have been found by now, and were not; a second more is for the way here. */
  countOverdue(now: number): number {
    return [...this.#open.values()].filter(({ lastHeardAt }) => now - lastHeardAt > this.#boundMs + 1_000).length
  }

  /** Lines for people. */
  describe(now: number): string[] {
    const overdue = this.countOverdue(now)
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    const late = sorted.filter((latency) => latency > this.#boundMs).length
    const at = (quantile: number): string => inSeconds(sorted[Math.ceil(quantile * sorted.length) - 1] ?? 0)
    return [
      `killed   ${this.killed}`,
      `found    ${this.found}, ${this.restarted} of them restarted by policy; ${overdue} overdue, ${this.#open.size - overdue} not due yet`,
      sorted.length === 0
        ? `latency  nobody was found, which takes up to ${inSeconds(this.#boundMs)} after the last heartbeat`
        : `latency  p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)} after the last heartbeat; ${late} beyond ${inSeconds(this.#boundMs)} (3 intervals and a sweep)`,
      `healthy  ${this.healthyFailed} failed`,
      ...this.#healthyFailed.slice(0, 10).map((each) => `         ${each}`),
    ]
  }
}

function inSeconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
