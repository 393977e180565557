import { randomUUID } from 'node:crypto'
import { createLoop, type Loop } from '../background/loop.ts'
import type { Database } from '../db/database.ts'
import { reportServer, reportStop } from '../db/queries/servers.ts'
import type { HeartbeatTrouble } from './heartbeatTrouble.ts'

export interface ServerReporterOptions {
  readonly db: Database
  readonly trouble: HeartbeatTrouble
  /** Called when trouble begins, and again when new trouble begins after it has ended. */
  readonly onTrouble: () => void
  /** Called for each report that states trouble within the last 10 s. */
  readonly onTroubleReport: () => void
  /** Called when a report fails. The next one follows after a second. */
  readonly onError: (error: unknown) => void
}

/** Much shorter than the time after which a server without a report is lost. */
const intervalMs = 2_000
const pauseAfterErrorMs = 1_000
/** Time without trouble after which later trouble is logged again. */
const troubleEndsMs = 10_000

/**
 * Creates the background job that writes the report of this server for all servers of the database: that it runs, and when it
 * last had trouble with heartbeats. The sweeps of all servers then make allowance for heartbeats that this server missed.
 */
export function createServerReporter({
  db,
  trouble,
  onTrouble,
  onTroubleReport,
  onError,
}: ServerReporterOptions): Loop {
  const id = randomUUID()
  let dueAt = Infinity
  let wasTroubled = false
  const report = async (): Promise<number> => {
    // a stalled process receives no heartbeats
    if (performance.now() - dueAt > intervalMs) trouble.note()
    const { ageMs, lockedOut } = trouble
    const isTroubled = ageMs !== null && ageMs < troubleEndsMs
    if (isTroubled && !wasTroubled) onTrouble()
    if (isTroubled) onTroubleReport()
    wasTroubled = isTroubled
    try {
      await reportServer(db.on('supervision'), { id, troubleAgeMs: ageMs, lockedOut })
    } catch (error) {
      onError(error)
      dueAt = performance.now() + pauseAfterErrorMs
      return pauseAfterErrorMs
    }
    dueAt = performance.now() + intervalMs
    return intervalMs
  }
  const loop = createLoop({ run: report, onError, pauseAfterErrorMs })
  return {
    start: () => loop.start(),
    async stop() {
      await loop.stop()
      await reportStop(db.on('supervision'), id).catch(onError)
    },
  }
}
