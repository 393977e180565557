import type { Database } from './db/database.ts'
import { fetchSweepLag, outageMs } from './db/queries/sweepRounds.ts'
import { DomainError } from './domain/errors.ts'

const timeoutMs = 2_000

/** Why a server that is up cannot serve: its database does not answer, or nobody looks for the dead. Null when it can. */
export async function whyUnfit(db: Database, sweepIntervalMs: number): Promise<string | null> {
  const timeout = new Promise<string>((resolve) =>
    setTimeout(resolve, timeoutMs, `The database did not answer within ${timeoutMs} ms.`).unref(),
  )
  const answer = fetchSweepLag(db).then(
    (lag) => explainStall(lag, sweepIntervalMs),
    (error: unknown) => (error instanceof DomainError ? error.message : 'The database refuses to answer.'),
  )
  return Promise.race([answer, timeout])
}

/** Null while somebody looks for the dead, this server or another. */
function explainStall(lagMs: number | null, intervalMs: number): string | null {
  if (lagMs !== null && lagMs <= outageMs(intervalMs)) return null
  const since = lagMs === null ? 'ever' : `for ${Math.round(lagMs / 1_000)} s`
  return `Nobody has looked for dead supervisors ${since}; expected every ${intervalMs / 1_000} s.`
}
