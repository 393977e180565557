import DataLoader from 'dataloader'
import type { Database } from '../db/database.ts'
import { activateReporting, type ActivatedRow, type ReportingSupervisor } from '../db/queries/activateReporting.ts'
import { recordHeartbeats, type HeartbeatRow, type SentHeartbeat } from '../db/queries/recordHeartbeats.ts'
import { inTreeTransaction } from '../db/treeTransaction.ts'
import { maxHeartbeats } from '../domain/heartbeat.ts'
import type { Viewer } from '../domain/viewer.ts'
import { createGroupedLoader, type OnBatch } from './batchLoader.ts'

/** Writes heartbeats, gathered across all requests in flight. */
export interface HeartbeatRecorder {
  /** Null where the sender sees no such supervisor. @throws {UnavailableError} */
  record(heartbeat: SentHeartbeat): Promise<HeartbeatRow | null>
  /** After the first heartbeat: the supervisor as it is then. Null where it is gone. @throws {UnavailableError} */
  activate(reporting: ReportingSupervisor, viewer: Viewer): Promise<ActivatedRow | null>
}

/** Long enough to gather what clients that wait for their answers send at once, and too short for them to notice. */
const gatherMs = 3

/**
 * Once per process. What comes within 3 ms is one statement, of 1,000 heartbeats at most. It waits for nobody: those whose
 * row somebody else holds, be it for seconds, follow in a statement of their own, and the others are answered meanwhile.
 */
export function createHeartbeatRecorder(db: Database, onBatch?: OnBatch): HeartbeatRecorder {
  const gather = (name: string, skipLocked: boolean): DataLoader<SentHeartbeat, HeartbeatRow | null> =>
    new DataLoader(
      (heartbeats) => {
        onBatch?.(name, heartbeats.length)
        return recordHeartbeats(db, heartbeats, skipLocked)
      },
      { cache: false, maxBatchSize: maxHeartbeats, batchScheduleFn: (callback) => setTimeout(callback, gatherMs) },
    )
  const free = gather('heartbeats', true)
  const locked = gather('heartbeatsOfLocked', false)

  const activations = createGroupedLoader<{ reporting: ReportingSupervisor; viewer: Viewer }, ActivatedRow | null>(
    'activations',
    onBatch,
    ({ viewer }) => viewer.actor, // whom the record names
    ({ reporting }) => `${reporting.id} ${reporting.incarnation}`,
    async ({ viewer }, keys) => {
      const reporting = keys.map((key) => key.reporting)
      const rows = await inTreeTransaction({ db, viewer }, { lock: 'exclusive' }, (tx) =>
        activateReporting(tx, reporting),
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      return reporting.map(({ id }) => byId.get(id) ?? null)
    },
  )
  return {
    record: async (heartbeat) => (await free.load(heartbeat)) ?? locked.load(heartbeat),
    activate: (reporting, viewer) => activations.load({ reporting, viewer }),
  }
}
