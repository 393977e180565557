import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expensiveRequests, expensiveSubscriptions } from '../../bench/isolation/expensiveRequests.ts'
import { buildHostileFleet } from '../../bench/isolation/fleet.ts'
import { startHostileClient, type Report } from '../../bench/isolation/hostileClients.ts'
import { hostileRequests } from '../../bench/isolation/hostileRequests.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { send } from '../support/process/requestCost.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'

const seconds = Number(process.env.SHORT_MEMORY_SECONDS ?? 5)
/** The smallest heap that docs/reference/limits.md supports, in MiB. */
const heap = 256
const database = withDatabase()
const servers = withServers()
const agent = new Agent({ keepAlive: true })

let server: ServerProcess
let id: string
let reporting: readonly string[]

beforeAll(async () => {
  const size = { supervisors: 2_000, members: 2_000, events: 4_000, reporting: 10 }
  ;({ id, reporting } = await buildHostileFleet(await database.session(), size))
  server = await servers.start({ DATABASE_URL: database.url, NODE_OPTIONS: `--max-old-space-size=${heap}` })
})
afterAll(() => {
  agent.destroy()
})

/** Sends trivial queries and heartbeats until the promise is settled. Each of them must succeed. */
async function probe(until: Promise<unknown>): Promise<number> {
  const state = { isOver: false }
  const stop = (): void => void (state.isOver = true)
  until.then(stop, stop)
  let sent = 0
  for (; !state.isOver; sent++) {
    const input = `{ supervisorId: "${reporting[sent % reporting.length]}", incarnation: 1 }`
    for (const [query, expected] of [
      ['{ __typename }', '"Query"'],
      [`mutation { heartbeat(input: ${input}) { ... on HeartbeatPayload { accepted } } }`, '"accepted":true'],
    ] as const) {
      const { body } = await send(server.url, agent, JSON.stringify({ query }))
      expect(body).toContain(expected)
    }
    await delay(20)
  }
  return sent
}

test('a server with a small heap ends large queries instead of its process', async () => {
  const heavy = hostileRequests(id).filter(({ name }) => name === 'aliases of ancestors in one list')
  const attack = { url: `${server.url}/graphql`, requests: heavy, inFlight: 12, passes: 16 }
  const clients = (['http', 'websocket'] as const).map((transport) => startHostileClient({ ...attack, transport }))
  const reports = Promise.all(clients.map(({ report }) => report))
  expect(await probe(reports)).toBeGreaterThan(0)
  const outcomes = (await reports).flatMap((report) => Object.keys(report.outcomes[heavy[0]?.name ?? ''] ?? {}))
  expect(server.process.exitCode).toBe(null)
  expect(outcomes).toContain('UNAVAILABLE')
  expect(outcomes.filter((outcome) => !/^(UNAVAILABLE|LIMIT_EXCEEDED|timeout|answered)$/.test(outcome))).toEqual([])
  const refused = server.log().find(({ bound }) => bound === 'memory')
  expect(refused).toMatchObject({ outcome: 'UNAVAILABLE' })
})

test(
  'a server with a small heap survives all hostile clients',
  async () => {
    const requests = [...hostileRequests(id), ...expensiveRequests(id)]
    const url = `${server.url}/graphql`
    const sockets = { subscriptions: expensiveSubscriptions(), deafSockets: 5 }
    const clients = [0, 1, 2, 3].map((i) => {
      const from = Math.floor((i * requests.length) / 4)
      const own = [...requests.slice(from), ...requests.slice(0, from)]
      return i < 2
        ? startHostileClient({ url, transport: 'http', requests: own, inFlight: 4 })
        : startHostileClient({ url, transport: 'websocket', requests: own, inFlight: 4, ...sockets })
    })
    await probe(delay(seconds * 1_000))
    const reports: readonly Report[] = await Promise.all(clients.map((client) => client.stop()))
    expect(reports).toHaveLength(4)
    expect(server.process.exitCode).toBe(null)
  },
  seconds * 1_000 + 120_000,
)
