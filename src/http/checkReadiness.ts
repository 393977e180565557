import type { Database } from '../db/database.ts'
import { fetchSweepLag, outageMs } from '../db/queries/sweeps.ts'
import { DomainError } from '../domain/errors.ts'

const timeoutMs = 2_000

/**
 * Why a running server cannot serve: its database does not respond within 2 s, or no server of the database has run a sweep for
 * too long. Null when it can.
 */
export async function checkReadiness(db: Database, sweepIntervalMs: number): Promise<string | null> {
  const timeout = new Promise<string>((resolve) =>
    setTimeout(resolve, timeoutMs, `The database did not respond within ${timeoutMs} ms.`).unref(),
  )
  const answer = fetchSweepLag(db.on('probe')).then(
    (lag) => explainStall(lag, sweepIntervalMs),
    (error: unknown) => (error instanceof DomainError ? error.message : 'The database refused the readiness query.'),
  )
  return Promise.race([answer, timeout])
}

/** Null while any server runs sweeps, this one or another. */
function explainStall(lagMs: number | null, intervalMs: number): string | null {
  if (lagMs !== null && lagMs <= outageMs(intervalMs)) return null
  const lastRun = lagMs === null ? 'it has never run' : `last run ${Math.round(lagMs / 1_000)} s ago`
  return `Sweeper stalled: ${lastRun}, expected every ${intervalMs / 1_000} s.`
}
