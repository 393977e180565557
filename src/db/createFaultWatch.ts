import { findCause, type Cause } from './causes.ts'
import { originalOf } from './unavailable.ts'

/** A failure that an operator must repair. */
export interface Fault {
  readonly cause: Cause
  /** The message of PostgreSQL or of the driver: for the log, not for clients. */
  readonly detail: string
}

/** Detects failures of statements that an operator must repair, such as a full disk. */
export interface FaultWatch {
  /** Receives the result of a statement, or of an attempt to connect. */
  note(statement: { readonly text: string; readonly error: unknown }): void
  /** Receives a fault that was detected otherwise. It is reported, but not remembered. */
  report(fault: Fault): void
  /**
   * The newest failure whose statement has not succeeded since; null if there is none. A failure that has not occurred again for
   * 15 s does not count: its statement may never be sent again.
   */
  current(): Cause | null
}

const rememberMs = 15_000
const reportEveryMs = 10_000

/** @param onFault called for a failure, at most once in 10 s for each cause */
export function createFaultWatch(
  onFault: (fault: Fault) => void,
  now: () => number = () => performance.now(),
): FaultWatch {
  /** The failures by the texts of their statements; the newest is last. */
  const failures = new Map<string, { readonly cause: Cause; readonly at: number }>()
  const reportedAt = new Map<Cause, number>()

  const report = (fault: Fault): void => {
    if (now() - (reportedAt.get(fault.cause) ?? -Infinity) < reportEveryMs) return
    reportedAt.set(fault.cause, now())
    onFault(fault)
  }
  return {
    report,
    note({ text, error }) {
      if (error === undefined) {
        failures.delete(text)
        return
      }
      const original = originalOf(error)
      const cause = findCause(original)
      if (!cause || cause.repair === null) return
      failures.delete(text)
      failures.set(text, { cause, at: now() })
      report({ cause, detail: original instanceof Error ? original.message : String(original) })
    },
    current() {
      for (const [text, { at }] of failures) if (now() - at > rememberMs) failures.delete(text)
      return [...failures.values()].at(-1)?.cause ?? null
    },
  }
}
