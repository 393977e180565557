/** Differences below this are not corrected: the header `Date` has whole seconds. */
const toleranceMs = 2_000

/** The clock of the server, estimated from the header `Date` of its responses: the clock of the browser may be wrong. */
class ServerClock {
  #offsetMs = 0

  observe(date: string | null): void {
    const time = date === null ? NaN : Date.parse(date)
    if (Number.isNaN(time)) return
    const offset = time + 500 - Date.now()
    this.#offsetMs = Math.abs(offset) > toleranceMs ? offset : 0
  }

  now(): number {
    return Date.now() + this.#offsetMs
  }
}

export const serverClock = new ServerClock()
