import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expensiveRequests, expensiveSubscriptions } from './expensiveRequests.ts'
import { hostileRequests, type HostileRequest } from './hostileRequests.ts'

export interface ClientOptions {
  /** Address of the GraphQL endpoint. */
  readonly url: string
  readonly transport: 'http' | 'websocket'
  readonly requests: readonly HostileRequest[]
  /** Requests in flight at the same time. */
  readonly inFlight: number
  /** How often it sends all requests; until it is stopped, if not given. */
  readonly passes?: number
  /** Subscriptions, each on its own connection. */
  readonly subscriptions?: readonly string[]
  /** WebSockets that request large results and read nothing. */
  readonly deafSockets?: number
}

export interface Report {
  /** Number of requests by their name and outcome: `answered`, the code of an error, or how the connection ended. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface HostileClient {
  /** Resolves when all passes are done. */
  readonly report: Promise<Report>
  stop(): Promise<Report>
}

const main = fileURLToPath(new URL('./hostileClient.ts', import.meta.url))

/** Starts a client in its own process. Without `passes`, it sends its requests in a loop until it is stopped. */
export function startHostileClient(options: ClientOptions): HostileClient {
  const child = fork(main, { execArgv: ['--import', 'tsx'] })
  // hostile clients take no processor time from a server: they run on other machines
  if (child.pid !== undefined) setPriority(child.pid, 19)
  const report = new Promise<Report>((resolve, reject) => {
    child.once('message', (message) => {
      resolve(message as Report) // the only message of hostileClient.ts
    })
    child.once('close', (code) => {
      reject(new Error(`a hostile client ended with ${code} before it reported`))
    })
  })
  child.send(options)
  return {
    report,
    stop() {
      if (child.connected) child.send('stop')
      return report
    },
  }
}

/** Requests in flight of each hostile client. */
const inFlight = 4
const deafSockets = 5

/** Two clients over HTTP, two over WebSocket; the latter also subscribe, and open connections that they do not read. */
export function startHostileClients(url: string, id: string): readonly HostileClient[] {
  const requests = [...hostileRequests(id), ...expensiveRequests(id)]
  // each client starts at a different request
  const from = (start: number) => [...requests.slice(start), ...requests.slice(0, start)]
  const quarter = Math.floor(requests.length / 4)
  const sockets = { inFlight, subscriptions: expensiveSubscriptions(), deafSockets }
  return [
    startHostileClient({ url, transport: 'http', requests, inFlight }),
    startHostileClient({ url, transport: 'http', requests: from(quarter), inFlight }),
    startHostileClient({ url, transport: 'websocket', requests: from(2 * quarter), ...sockets }),
    startHostileClient({ url, transport: 'websocket', requests: from(3 * quarter), ...sockets }),
  ]
}
