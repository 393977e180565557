import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expensiveRequests, expensiveSubscriptions } from '../../bench/isolation/expensiveRequests.ts'
import { buildHostileFleet } from '../../bench/isolation/fleet.ts'
import { startHostileClient, type Report } from '../../bench/isolation/hostileClients.ts'
import { hostileRequests } from '../../bench/isolation/hostileRequests.ts'
import { rawSocket, type RawSocket } from '../support/api/rawSocket.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { collectsGarbage, readUsage, send } from '../support/process/requestCost.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
const agent = new Agent({ keepAlive: true })
const size = { supervisors: 2_000, members: 2_000, events: 4_000, reporting: 0 }

/** What a hostile request may be answered with: a result, an error of the client, or the end of its time. */
const harmless =
  /^(answered|LIMIT_EXCEEDED|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|GRAPHQL_PARSE_FAILED|TOO_MANY_OPERATIONS|timeout)$/
/**
 * Milliseconds. The limit of a trivial query is relative to one on an idle server, which takes a millisecond or two. Garbage
 * collections, bodies of 4 MB and other busy processes take longer than five times that, and must not fail the test. A
 * request that blocks the event loop takes several seconds. `npm run bench -- isolation` measures the difference.
 */
const floorMs = 500
/** Bytes of objects that a server may hold more than before once the attacks are over, such as its caches. */
const maxGrowth = 200e6

let server: ServerProcess
let id: string
let aloneMs: number
let idleBytes: number

beforeAll(async () => {
  const session = await database.session()
  ;({ id } = await buildHostileFleet(session, size))
  server = await servers.start({ DATABASE_URL: database.url, ...collectsGarbage })
  await probe(delay(500)) // compiles the trivial query
  aloneMs = await probe(delay(2_000))
  idleBytes = await readLiveBytes()
})
afterAll(() => {
  agent.destroy()
})

/** Sends trivial queries until the promise is settled. Returns the 99th percentile of their response times. */
async function probe(until: Promise<unknown>): Promise<number> {
  const state = { isOver: false }
  const stop = (): void => void (state.isOver = true)
  until.then(stop, stop)
  const times: number[] = []
  while (!state.isOver) {
    const startedAt = performance.now()
    const { body } = await send(server.url, agent, '{"query":"{ __typename }"}')
    times.push(performance.now() - startedAt)
    expect(JSON.parse(body)).toMatchObject({ data: { __typename: 'Query' } })
    await delay(10)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN
}

/** A client that has done nothing, with a subscription. */
async function openBystander(): Promise<RawSocket> {
  const bystander = await rawSocket(`${server.url.replace('http', 'ws')}/graphql`)
  bystander.subscribe('events', { query: 'subscription { supervisorEvents { __typename } }' })
  return bystander
}

/** The server must serve its other clients as before. */
async function expectIsolated(bystander: RawSocket, p99: number): Promise<void> {
  expect(p99).toBeLessThan(Math.max(5 * aloneMs, floorMs))
  expect(server.process.exitCode).toBe(null)
  expect(server.log().filter(({ level }) => Number(level) >= 50)).toEqual([])
  expect(bystander.ws.readyState).toBe(bystander.ws.OPEN)
  bystander.subscribe('query', { query: '{ __typename }' })
  expect(await bystander.message('query')).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } })
  expect(await bystander.message('query')).toMatchObject({ type: 'complete' })
  bystander.ws.terminate()
}

const outcomesOf = ({ outcomes }: Report): [request: string, outcome: string][] =>
  Object.entries(outcomes).flatMap(([name, counts]) =>
    Object.keys(counts).map((outcome): [string, string] => [name, outcome]),
  )

describe.each(['http', 'websocket'] as const)('over %s', (transport) => {
  test('each hostile request is answered or refused, and delays no other client', async () => {
    const bystander = await openBystander()
    const requests = [...hostileRequests(id), ...expensiveRequests(id)]
    const client = startHostileClient({ url: `${server.url}/graphql`, transport, requests, inFlight: 2, passes: 1 })
    const p99 = await probe(client.report)
    const outcomes = outcomesOf(await client.report)
    expect(outcomes).toHaveLength(requests.length)
    expect(outcomes.filter(([, outcome]) => !harmless.test(outcome))).toEqual([])
    await expectIsolated(bystander, p99)
  })
})

test('expensive subscriptions and sockets that do not read delay no other client', async () => {
  const bystander = await openBystander()
  const client = startHostileClient({
    url: `${server.url}/graphql`,
    transport: 'websocket',
    requests: [],
    inFlight: 0,
    subscriptions: expensiveSubscriptions(),
    deafSockets: 1,
  })
  const changes = async (): Promise<void> => {
    await delay(1_500) // until the client has subscribed
    for (let change = 0; change < 20; change++) {
      await database.pool.query('UPDATE supervisors SET description = $1 WHERE id = $2', [`change ${change}`, id])
      await delay(150)
    }
  }
  const p99 = await probe(changes())
  const outcomes = outcomesOf(await client.stop())
  // a socket that takes nothing is disconnected, and a subscription that exceeds its budget ends with an error
  const kept = outcomes.filter(([name]) => name !== 'sockets that do not read')
  expect(kept.filter(([, outcome]) => !harmless.test(outcome))).toEqual([])
  await expectIsolated(bystander, p99)
})

/** Bytes of the objects that the server still uses. Without the garbage, they do not depend on when the server collects it. */
async function readLiveBytes(): Promise<number> {
  server.process.kill('SIGUSR2')
  await delay(100)
  return (await readUsage(server.url)).usedBytes
}

test('the memory of the attacks is freed', async () => {
  // requests of the attacks may still run until their timeout
  await expect
    .poll(async () => (await readLiveBytes()) - idleBytes, { timeout: 30_000, interval: 500 })
    .toBeLessThan(maxGrowth)
})
