import { causeOfCode } from '../db/causes.ts'
import type { Fault } from '../db/createFaultWatch.ts'
import type { Database } from '../db/database.ts'
import { fetchCondition, type Condition } from '../db/queries/condition.ts'
import { outageMs } from '../db/queries/sweeps.ts'
import { DomainError, UnavailableError } from '../domain/errors.ts'

const timeoutMs = 2_000

/**
 * Why a running server cannot serve; null when it can. The reasons are those that clients read in UNAVAILABLE:
 *
 * - the database does not respond within 2 s;
 * - a statement failed, and an operator must repair the cause, such as a full disk;
 * - the database is read-only, or the role of the server lacks privileges;
 * - no server of the database has run a sweep for too long.
 */
export async function checkReadiness(db: Database, sweepIntervalMs: number): Promise<string | null> {
  const timeout = new Promise<string>((resolve) =>
    setTimeout(resolve, timeoutMs, `The database did not respond within ${timeoutMs} ms.`).unref(),
  )
  const answer = fetchCondition(db.on('probe')).then((condition) => {
    const fault = findFault(condition)
    if (fault) db.faults.report(fault)
    return (fault?.cause ?? db.faults.current())?.reason ?? explainStall(condition, sweepIntervalMs)
  }, explainFailure)
  return Promise.race([answer, timeout])
}

function findFault({ isReadOnly, missingRights }: Condition): Fault | null {
  if (isReadOnly) return { cause: causeOfCode('25006'), detail: 'transaction_read_only is on' }
  return missingRights === null ? null : { cause: causeOfCode('42501'), detail: `missing: ${missingRights}` }
}

function explainFailure(error: unknown): string {
  if (error instanceof UnavailableError) return error.reason
  return error instanceof DomainError ? error.message : 'The database refused the readiness query.'
}

/** Null while any server runs sweeps, this one or another. */
function explainStall({ sweepLagMs }: Condition, intervalMs: number): string | null {
  if (sweepLagMs !== null && sweepLagMs <= outageMs(intervalMs)) return null
  const lastRun = sweepLagMs === null ? 'it has never run' : `last run ${Math.round(sweepLagMs / 1_000)} s ago`
  return `Sweeper stalled: ${lastRun}, expected every ${intervalMs / 1_000} s.`
}
