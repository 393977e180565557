import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { activateReporting, type ActivatedRow, type ReportingSupervisor } from '../db/queries/activateReporting.ts'
import { findReportable } from '../db/queries/findReportable.ts'
import { recordHeartbeats, type HeartbeatRow, type SentHeartbeat } from '../db/queries/recordHeartbeats.ts'
import { inTreeTransaction } from '../db/treeTransaction.ts'
import { UnavailableError } from '../domain/errors.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { maxHeartbeats } from '../domain/heartbeat.ts'
import type { Viewer } from '../domain/viewer.ts'
import { createGroupedLoader, type OnBatch } from './batchLoader.ts'
import { gatherCalls } from './gatherCalls.ts'

/** What became of a heartbeat; null where the sender sees no such supervisor. */
export type HeartbeatVerdict = HeartbeatRow | UnavailableError | null

/** Writes heartbeats, gathered across all requests in flight. */
export interface HeartbeatRecorder {
  /** Judges each, in their order. */
  record(sent: readonly SentHeartbeat[]): Promise<readonly HeartbeatVerdict[]>
  /** After the first heartbeat: the supervisor as it is then. Null where it is gone. @throws {UnavailableError} */
  activate(reporting: ReportingSupervisor, viewer: Viewer): Promise<ActivatedRow | null>
}

/** Long enough to gather what clients that wait for their answers send at once, and too short for them to notice. */
const gathering = { waitMs: 5, maxItems: maxHeartbeats }
/** As long as others wait for a lock. */
const patienceMs = 5_000
const retryMs = { first: 5, most: 100 }

/**
 * Once per process. What comes within 5 ms is one statement, of 1,000 heartbeats at most. It waits for nobody: those whose
 * row somebody else holds are tried again, and the others are answered meanwhile. (A statement that waited would keep its
 * connection, and a few of them all connections, for as long as one row is held.)
 */
export function createHeartbeatRecorder(db: Database, onBatch?: OnBatch): HeartbeatRecorder {
  const write = gatherCalls(gathering, (sent: readonly SentHeartbeat[]) => {
    onBatch?.('heartbeats', sent.length)
    return recordHeartbeats(db, sent)
  })
  const find = gatherCalls(gathering, (sent: readonly SentHeartbeat[]) => {
    onBatch?.('reportable', sent.length)
    return findReportable(db, sent)
  })
  /** One that got no answer: there is no such supervisor, or it is held. */
  const recordHeld = async (sent: SentHeartbeat): Promise<HeartbeatVerdict> => {
    const deadline = performance.now() + patienceMs
    for (let pause = retryMs.first; ; pause = Math.min(pause * 2, retryMs.most)) {
      const [found] = await find([sent])
      if (!found) return null
      if (performance.now() > deadline) return heldForTooLong(sent.heartbeat.supervisorId)
      await sleep(pause)
      const [row] = await write([sent])
      if (row) return row
    }
  }

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
    async record(sent) {
      if (sent.length === 0) return []
      const rows: readonly HeartbeatVerdict[] = await write(sent).catch((error: unknown) => {
        const verdict = asVerdict(error)
        return sent.map(() => verdict)
      })
      if (!rows.includes(null)) return rows
      return Promise.all(sent.map(async (each, i) => rows[i] ?? recordHeld(each).catch(asVerdict)))
    },
    activate: (reporting, viewer) => activations.load({ reporting, viewer }),
  }
}

/** Not now is the answer of those that it happened to. @throws any other error */
function asVerdict(error: unknown): UnavailableError {
  if (error instanceof UnavailableError) return error
  throw error
}

function heldForTooLong(id: SupervisorId): UnavailableError {
  return new UnavailableError(
    `Somebody else has held supervisor ${id} for too long. The heartbeat was not recorded; send it again.`,
    1_000,
  )
}
