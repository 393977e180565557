import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../process/serverProcess.ts'
import type { TestDatabase } from '../database/withDatabase.ts'
import { beatsDocument } from './withHeartbeats.ts'

export interface Reporting {
  /** Starts to report for all supervisors through this server, one request after the other. */
  reportThrough(server: ServerProcess): void
  /** Stops reporting through this server, and ignores its failures from now on. */
  ignore(server: ServerProcess): void
  /** Returns the number of requests that recorded the heartbeats of all supervisors. @throws the first failure */
  stop(): Promise<number>
}

/** Pause between two requests, so that the other loops can send theirs. */
const pauseMs = 20

/**
 * Reports heartbeats for supervisors continuously. To leave them little time, it moves their last heartbeat into the past
 * by `olderBySeconds` after each report. The next report must arrive before three heartbeat intervals have passed.
 */
export function keepReporting(
  db: Pick<TestDatabase, 'pool'>,
  ids: readonly string[],
  olderBySeconds: number,
): Reporting {
  const input = { heartbeats: ids.map((supervisorId) => ({ supervisorId })) }
  const loops: Promise<void>[] = []
  const ignored = new Set<ServerProcess>()
  const failures: unknown[] = []
  let stopped = false
  let reports = 0
  let aged = 0
  let aging = false

  const report = async (server: ServerProcess): Promise<void> => {
    const { heartbeats } = await server.data(beatsDocument, { input })
    if (heartbeats.__typename !== 'HeartbeatsPayload') throw new Error(heartbeats.message)
    const refused = heartbeats.results.find(({ __typename, ...rest }) => !('accepted' in rest && rest.accepted))
    if (refused) throw new Error(`a heartbeat was not recorded: ${JSON.stringify(refused)}`)
    reports++
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
      while (!stopped && !ignored.has(server)) {
        const agedBefore = aged
        await report(server)
        // this report was sent after the heartbeats were moved into the past, so they are recent again
        if (agedBefore === aged && !aging && !ignored.has(server)) await makeOlder()
        await delay(pauseMs)
      }
    } catch (error) {
      if (!ignored.has(server)) failures.push(error)
    }
  }
  return {
    reportThrough: (server) => {
      loops.push(loop(server))
    },
    ignore: (server) => {
      ignored.add(server)
    },
    async stop() {
      stopped = true
      await Promise.all(loops)
      if (failures.length > 0) throw failures[0]
      return reports
    },
  }
}
