import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../process/serverProcess.ts'
import type { TestDatabase } from '../database/withDatabase.ts'
import { beatsDocument } from './withHeartbeats.ts'

export interface Reporting {
  /** Begins to report for all of them through this server, in one request after the other. */
  through(server: ServerProcess): void
  /** What this server answers from now on, or does not, is of no interest. */
  leave(server: ServerProcess): void
  /** How often all of them were heard. @throws what a server answered that it should not have */
  stop(): Promise<number>
}

/** A pause in which others have their turn. */
const pauseMs = 20

/**
 * Reports for supervisors all the time. Time is short for them: whenever all of them were heard they are made older by so
 * many seconds, and have to be heard again before the rest of three intervals has gone by.
 */
export function keepReporting(db: TestDatabase, ids: readonly string[], olderBySeconds: number): Reporting {
  const input = { heartbeats: ids.map((supervisorId) => ({ supervisorId })) }
  const loops: Promise<void>[] = []
  const left = new Set<ServerProcess>()
  const failures: unknown[] = []
  let stopped = false
  let heard = 0
  let aged = 0
  let aging = false

  const report = async (server: ServerProcess): Promise<void> => {
    const { heartbeats } = await server.data(beatsDocument, { input })
    if (heartbeats.__typename !== 'HeartbeatsPayload') throw new Error(heartbeats.message)
    const refused = heartbeats.results.find(({ __typename, ...rest }) => !('accepted' in rest && rest.accepted))
    if (refused) throw new Error(`a heartbeat was not recorded: ${JSON.stringify(refused)}`)
    heard++
  }
  const makeOlder = async (): Promise<void> => {
    aging = true
    await db.pool.query(
      'UPDATE supervisors SET last_heartbeat = last_heartbeat - make_interval(secs => $2) WHERE id = ANY ($1::uuid[])',
      [ids, olderBySeconds],
    )
    aged++
    aging = false
  }
  const loop = async (server: ServerProcess): Promise<void> => {
    try {
      while (!stopped && !left.has(server)) {
        const agedBefore = aged
        await report(server)
        // it was sent after they were made older, and so they are young again
        if (agedBefore === aged && !aging && !left.has(server)) await makeOlder()
        await delay(pauseMs)
      }
    } catch (error) {
      if (!left.has(server)) failures.push(error)
    }
  }
  return {
    through: (server) => {
      loops.push(loop(server))
    },
    leave: (server) => {
      left.add(server)
    },
    async stop() {
      stopped = true
      await Promise.all(loops)
      if (failures.length > 0) throw failures[0]
      return heard
    },
  }
}
