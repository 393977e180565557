import { isDataError } from '../db/unavailable.ts'
import type { SupervisorId } from '../domain/glossary.ts'

/** Trouble of this server with heartbeats that it could not record. The server reports it to all servers (docs/adr/0014). */
export interface HeartbeatTrouble {
  /** Runs a write of heartbeats. A write that fails or takes too long is trouble. */
  watch<T>(write: () => Promise<T>): Promise<T>
  /** Notes that heartbeats could not be recorded, or that this server was stalled. */
  note(): void
  /**
   * Notes that a heartbeat was refused because another transaction holds the row of its supervisor. More supervisors than the list
   * holds are trouble of the server.
   */
  noteLockedOut(id: SupervisorId): void
  /** Milliseconds since the latest trouble; null if there was none. */
  readonly ageMs: number | null
  /** Supervisors whose heartbeats were refused because their rows were locked, at most 1,000. */
  readonly lockedOut: readonly SupervisorId[]
}

/** A write that takes longer, in milliseconds, is trouble, although it may still succeed. */
const slowWriteMs = 1_000
/** The longest time without a heartbeat before a supervisor is unresponsive: three intervals of 300 s. */
const lockedOutForMs = 900_000
const maxLockedOut = 1_000

export function createHeartbeatTrouble(): HeartbeatTrouble {
  /** The start times of the writes in progress. */
  const began = new Set<{ readonly at: number }>()
  const lockedOut = new Map<SupervisorId, number>()
  let lastAt: number | null = null
  const note = (): void => {
    lastAt = performance.now()
  }
  return {
    async watch(write) {
      const own = { at: performance.now() }
      began.add(own)
      try {
        return await write()
      } catch (error) {
        if (!isDataError(error)) note() // otherwise the client sent an invalid value
        throw error
      } finally {
        began.delete(own)
        if (performance.now() - own.at > slowWriteMs) note()
      }
    },
    note,
    noteLockedOut(id) {
      lockedOut.delete(id) // the map keeps the order of insertion
      lockedOut.set(id, performance.now())
      const [oldest] = lockedOut.keys()
      if (lockedOut.size <= maxLockedOut || oldest === undefined) return
      lockedOut.delete(oldest)
      note() // a change of a large subtree: the grace period of all supervisors replaces the names of those that are not listed
    },
    get ageMs() {
      const now = performance.now()
      if ([...began].some(({ at }) => now - at > slowWriteMs)) return 0
      return lastAt === null ? null : now - lastAt
    },
    get lockedOut() {
      const since = performance.now() - lockedOutForMs
      for (const [id, at] of lockedOut) if (at < since) lockedOut.delete(id)
      return [...lockedOut.keys()]
    },
  }
}
