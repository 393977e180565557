import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/database.ts'
import { fetchVisibility, recordHeartbeats, type HeartbeatRow, type SentHeartbeat } from '../db/queries/heartbeats.ts'
import { applyActivations, type ActivatedRow, type ReportingSupervisor } from '../db/queries/statusChanges.ts'
import { inTreeTransaction } from '../db/treeTransaction.ts'
import { asUncertain, withEffect } from '../db/unavailable.ts'
import { UnavailableError } from '../domain/errors.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { maxHeartbeats } from '../domain/heartbeat.ts'
import type { Viewer } from '../domain/viewer.ts'
import { createGroupedLoader, type OnBatch } from '../loaders/batchLoader.ts'
import { fetchSeparately } from '../loaders/loadBatch.ts'
import { createBatcher } from './createBatcher.ts'
import type { HeartbeatTrouble } from './heartbeatTrouble.ts'

/** The result of one heartbeat; null if the sender sees no such supervisor. */
export type HeartbeatVerdict = HeartbeatRow | UnavailableError | null

/** Writes heartbeats in batches, across all requests in flight. */
export interface HeartbeatRecorder {
  /** Records heartbeats, and returns a result for each of them, in order. */
  record(sent: readonly SentHeartbeat[]): Promise<readonly HeartbeatVerdict[]>
  /**
   * Makes a SPAWNING supervisor ACTIVE after its first heartbeat. Returns the supervisor as it is then; null if it no longer
   * exists, or has left the caller's subtree.
   * @throws {UnavailableError}
   */
  activate(reporting: ReportingSupervisor, viewer: Viewer): Promise<ActivatedRow | null>
}

/** Long enough to batch the heartbeats that clients send at the same time, and too short for clients to notice. */
const batching = { waitMs: 5, maxItems: maxHeartbeats }
/** The lock timeout of heartbeats, the same as for other changes. */
const lockTimeoutMs = 5_000
/** However many heartbeats PostgreSQL refuses, those of other clients are recorded. */
const everyItem = { maxFailures: Infinity, atLimit: 'throw' } as const
const retryDelayMs = { first: 5, max: 100 }

/**
 * Creates the recorder, once for the process. Heartbeats that arrive within 5 ms become one statement, with at most
 * 1,000 heartbeats.
 *
 * The statement skips rows that another transaction has locked. These heartbeats are retried, and the results of the others
 * are returned in the meantime. If the statement waited, it would keep its connection for as long as one row is locked, and a few such
 * statements would use up the connection pool.
 */
export function createHeartbeatRecorder(db: Database, trouble: HeartbeatTrouble, onBatch?: OnBatch): HeartbeatRecorder {
  const connection = db.on('heartbeat')
  const write = createBatcher(batching, (sent: readonly SentHeartbeat[]) => {
    onBatch?.('heartbeats', sent.length)
    return trouble
      .watch(() => fetchSeparately(sent, (some) => recordHeartbeats(connection, some), everyItem))
      .catch((error: unknown) => {
        throw asUncertain(error, 'The heartbeat may have been recorded. Send it again.')
      })
  })
  const isVisible = createBatcher(batching, (sent: readonly SentHeartbeat[]) => {
    onBatch?.('reportable', sent.length)
    return trouble.watch(() => fetchVisibility(connection, sent))
  })
  /** Retries a heartbeat without a result: its supervisor does not exist for the sender, or its row is locked. */
  const recordLocked = async (sent: SentHeartbeat): Promise<HeartbeatVerdict> => {
    const deadline = performance.now() + lockTimeoutMs
    for (let delayMs = retryDelayMs.first; ; delayMs = Math.min(delayMs * 2, retryDelayMs.max)) {
      const [visible] = await isVisible([sent])
      if (!visible) return null
      if (performance.now() > deadline) {
        trouble.noteLockedOut(sent.heartbeat.supervisorId)
        return lockTimeout(sent.heartbeat.supervisorId)
      }
      await sleep(delayMs)
      const [row] = await write([sent])
      if (row) return verdictOf(row)
    }
  }

  const activations = createGroupedLoader<{ reporting: ReportingSupervisor; viewer: Viewer }, ActivatedRow | null>(
    'activations',
    { db, onBatch },
    // a transaction writes events of one actor
    ({ viewer }) => JSON.stringify([viewer.actor, viewer.onBehalfOf, viewer.within]),
    ({ reporting }) => `${reporting.id} ${reporting.incarnation}`,
    async (_db, { viewer }, keys) => {
      const reporting = keys.map((key) => key.reporting)
      const options = { lock: 'exclusive', pool: 'activation' } as const
      const rows = await inTreeTransaction({ db, viewer }, options, (tx) =>
        applyActivations(tx, reporting, viewer.within),
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      return reporting.map(({ id }) => byId.get(id) ?? null)
    },
  )
  return {
    async record(sent) {
      if (sent.length === 0) return []
      const rows = await write(sent).catch((error: unknown) => {
        const refusal = refusalOf(error)
        return sent.map(() => refusal)
      })
      const verdicts = rows.map((row) => row && verdictOf(row))
      if (!verdicts.includes(null)) return verdicts
      return Promise.all(sent.map(async (each, i) => verdicts[i] ?? recordLocked(each).catch(refusalOf)))
    },
    activate: (reporting, viewer) => activations.load({ reporting, viewer }),
  }
}

const notRecorded = 'The heartbeat was not recorded. Send it again.'

/** An UnavailableError is the result of the heartbeats that it concerns. @throws any other error */
function refusalOf(thrown: unknown): UnavailableError {
  const error = withEffect(thrown, 'NONE', notRecorded)
  if (error instanceof UnavailableError) return error
  throw error
}

/** @throws the error of a heartbeat whose values PostgreSQL refuses */
function verdictOf(row: HeartbeatRow | Error): HeartbeatRow | UnavailableError {
  return row instanceof Error ? refusalOf(row) : row
}

function lockTimeout(id: SupervisorId): UnavailableError {
  return new UnavailableError(
    `Lock timeout: another transaction has locked supervisor ${id} for more than ${lockTimeoutMs / 1_000} s.`,
    1_000,
    { effect: 'NONE', sentence: notRecorded },
  )
}
