import { setTimeout as delay } from 'node:timers/promises'
import type { ServerProcess } from '../process/serverProcess.ts'
import { beatsDocument } from './withHeartbeats.ts'

export interface PersistentProcesses {
  /** Number of requests so far of which each heartbeat was accepted. */
  readonly recorded: number
  /** Number of requests so far that failed, or of which a heartbeat was refused. */
  readonly refused: number
  stop(): Promise<void>
}

const pauseMs = 500
const timeoutMs = 2_000

/** Sends heartbeats of supervisors through one server, like processes that know no other server and never give up. */
export function reportThroughTrouble(server: ServerProcess, ids: readonly string[]): PersistentProcesses {
  // metrics that sometimes need new pages, which a full disk refuses
  const input = () => ({
    heartbeats: ids.map((supervisorId) => ({ supervisorId, metrics: { noise: noise(Math.random() * 6_000) } })),
  })
  const stopping = new AbortController()
  let recorded = 0
  let refused = 0
  const report = async (): Promise<boolean> => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: String(beatsDocument), variables: { input: input() } }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const accepted = (await response.text()).match(/"accepted":true/g) ?? []
    return accepted.length === ids.length
  }
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      if (await report().catch(() => false)) recorded++
      else refused++
      await delay(pauseMs)
    }
  })()
  return {
    get recorded() {
      return recorded
    },
    get refused() {
      return refused
    },
    stop() {
      stopping.abort()
      return loop
    },
  }
}

/** Text that does not compress. */
function noise(length: number): string {
  return Array.from({ length: length / 11 }, () => Math.random().toString(36).slice(2)).join('')
}
