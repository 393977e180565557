// A hostile client in its own process, so that it does not share an event loop with the measured requests. Started by
// hostileClients.ts, which sends the options.
import { Agent } from 'node:http'
import type { ClientOptions, Report } from './hostileClients.ts'
import type { HostileRequest } from './hostileRequests.ts'
import { openSocket, sendByHttp, type Send } from './sendHostile.ts'

process.once('message', (options: ClientOptions) => {
  void attack(options).then((report) => process.send?.(report, () => process.exit(0)))
})
process.once('disconnect', () => process.exit(0)) // the parent process has ended

async function attack(options: ClientOptions): Promise<Report> {
  const { url, transport, requests, inFlight, passes = Infinity, subscriptions = [], deafSockets = 0 } = options
  let isStopped = false
  const stopped = new Promise<void>((resolve) => {
    process.once('message', () => {
      isStopped = true
      resolve()
    })
  })
  const outcomes: Record<string, Record<string, number>> = {}
  const count = (name: string, outcome: string): void => {
    const own = (outcomes[name] ??= {})
    own[outcome] = (own[outcome] ?? 0) + 1
  }
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  const send: Send = transport === 'http' ? (body) => sendByHttp(url, agent, body) : openSocket(url)
  const bodies = requests.map(bodyOf)
  let next = 0
  const work = async (): Promise<void> => {
    while (!isStopped && next < passes * requests.length) {
      const i = next++ % requests.length
      const body = bodies[i]
      if (body) count(requests[i]?.name ?? '', await send(body()))
    }
  }
  for (const query of subscriptions) void keepSubscribed(query)
  for (let i = 0; i < deafSockets; i++) void keepDeaf()
  if (requests.length === 0) await stopped
  else await Promise.all(Array.from({ length: inFlight }, work))
  return { outcomes }

  async function keepSubscribed(query: string): Promise<void> {
    const body = JSON.stringify({ query })
    for (;;) {
      count('subscriptions', await openSocket(url)(body, { untilEnd: true }))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  /** Requests large results, and does not read them. */
  async function keepDeaf(): Promise<void> {
    const body = JSON.stringify({ query: '{ supervisors(first: 100) { nodes { config } } }' })
    for (;;) {
      const sendDeaf = openSocket(url, { isDeaf: true })
      const [outcome = ''] = await Promise.all(Array.from({ length: 20 }, () => sendDeaf(body)))
      count('sockets that do not read', outcome)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Returns the JSON of a request. It is created once, so that creating it does not limit the rate. */
function bodyOf({ query, variables, isUnique = false }: HostileRequest): () => string {
  const text = JSON.stringify({ query, variables })
  if (!isUnique) return () => text
  const end = text.slice('{"query":"'.length)
  return () => `{"query":"#${Math.random()}\\n${end}`
}
