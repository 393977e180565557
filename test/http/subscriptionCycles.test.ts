import { setTimeout as delay } from 'node:timers/promises'
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Client, createClient } from 'graphql-ws'
import { beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { RequestBudget } from '../../src/domain/requestBudget.ts'
import { encodeEventCursor } from '../../src/domain/page.ts'
import { feedPollMs } from '../../src/events/createEventFeed.ts'
import { RequestTurns } from '../../src/loaders/requestTurns.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

/** Number of subscriptions that start and stop. */
const cycles = Number(process.env.SUBSCRIPTION_CYCLES ?? 120)
const concurrency = 10
/** Bytes and objects by which the heap varies between measurements: connections of the pools open and close. */
const noise = { bytes: 2_000_000, objects: 5_000 }
/** Each operation and each connection has one of these, and no other object of the server does. */
const ownClasses = { RequestBudget, RequestTurns, WebSocket }

const api = withApi()
const sockets = withSockets(api)
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void // the flag defines `gc` in new contexts

const followInCycles = graphql(`
  subscription FollowInCycles($after: String) {
    supervisorEvents(after: $after) {
      __typename
    }
  }
`)
const askInCycles = graphql(`
  query AskInCycles {
    __typename
  }
`)

/** The cursor of an event shortly before the newest, so that a subscription after it receives events immediately. */
let recent = encodeEventCursor('0')

beforeAll(async () => {
  await givenTree(api.pool, 'root > [a, b, c]')
})

/** A separate client, since `sockets` keeps its clients until the test is over. */
const connect = (): Client =>
  createClient({
    url: sockets.url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
  })

/** Stops before the subscription has started. */
const stopImmediately = (client: Client): Promise<void> => {
  const { stop, ended } = sockets.follow(followInCycles, undefined, client)
  stop()
  return ended
}
/** Stops while the subscription waits for an event. */
const stopWhileWaiting = async (client: Client): Promise<void> => {
  const { stop, ended } = sockets.follow(followInCycles, undefined, client)
  await sockets.follow(askInCycles, undefined, client).ended
  stop()
  await ended
}
/** Stops while the subscription receives events. */
const stopWhileReceiving = async (client: Client): Promise<void> => {
  const items = client.iterate({ query: String(followInCycles), variables: { after: recent } })
  await items.next()
  await items.next()
  await items.return?.()
}
/** Terminates the connection without a close message, while one subscription receives events and another one waits. */
const terminateConnection = async (): Promise<void> => {
  const own = connect()
  const items = own.iterate({ query: String(followInCycles), variables: { after: recent } })
  await items.next()
  const waiting = sockets.follow(followInCycles, undefined, own)
  if (Math.random() < 0.5) await sockets.follow(askInCycles, undefined, own).ended
  own.terminate()
  await waiting.ended
}
const waysToStop = [
  stopImmediately,
  stopWhileWaiting,
  stopWhileReceiving,
  stopWhileWaiting,
  stopWhileReceiving,
  terminateConnection,
]

/** Starts and stops this many subscriptions while events are written, and closes every connection. */
async function cycle(times: number): Promise<void> {
  let left = times
  const worker = async (): Promise<void> => {
    const client = connect()
    while (left-- > 0) await waysToStop[left % waysToStop.length]?.(client)
    await client.dispose()
  }
  const writing = new AbortController()
  const write = async (): Promise<void> => {
    while (!writing.signal.aborted) {
      const { rows } = await api.pool.query<{ newest: string }>(
        `WITH changed AS (UPDATE supervisors SET config = jsonb_build_object('at', random()) WHERE name <> 'root')
         SELECT max(sequence)::text AS newest FROM supervisor_events`,
      )
      recent = encodeEventCursor(String(Number(rows[0]?.newest ?? 0) - 3))
      await delay(30)
    }
  }
  const written = write()
  await Promise.all(Array.from({ length: concurrency }, worker)).finally(() => {
    writing.abort()
  })
  await written
}

async function countStatements(): Promise<number> {
  api.statements.length = 0
  await delay(4 * feedPollMs)
  return api.statements.length
}

/** Resources that a leak would increase: handles, event listeners, and the objects of operations and connections. */
function countHeld(): Record<string, number> {
  const held: Record<string, number> = { TCPSocketWrap: 0, Timeout: 0, Immediate: 0 }
  for (const kind of process.getActiveResourcesInfo()) if (kind in held) held[kind] = (held[kind] ?? 0) + 1
  for (const [name, own] of Object.entries(ownClasses)) held[name] = queryObjects(own, { format: 'count' })
  for (const [name, emitter] of Object.entries({ server: api.app.server, process }))
    for (const event of emitter.eventNames()) held[`${name} ${String(event)}`] = emitter.listenerCount(event)
  return held
}

/** A loader keeps its last batch, with the budgets of its requests. Replaces that batch with a batch of one request. */
async function replaceLastBatch(): Promise<void> {
  const client = connect()
  await stopWhileWaiting(client)
  await client.dispose()
}

/** Clears what the test itself has collected, since it would count as a leak. */
function clearCollected(): void {
  api.log.length = 0
  api.statements.length = 0
}

/** Objects that are still reachable, closures and generators included. */
function countObjects(): number {
  clearCollected()
  return queryObjects(Object, { format: 'count' })
}

async function measureHeap(): Promise<number> {
  clearCollected()
  let bytes = Infinity
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate)
    collectGarbage()
    bytes = Math.min(bytes, process.memoryUsage().heapUsed)
  }
  return bytes
}

interface Growth {
  readonly objects: number
  readonly bytes: number
}

/** With many cycles, one leaked object per cycle, or a few per cycle of one way to stop, exceeds the noise. */
const isNoise = ({ objects, bytes }: Growth): boolean =>
  objects < Math.max(cycles / 2, noise.objects) && bytes < noise.bytes

/** Runs the cycles. Returns the objects and the bytes of the heap that are left by them. */
async function measureGrowth(): Promise<Growth> {
  const heapBefore = await measureHeap()
  const objectsBefore = countObjects()
  await cycle(cycles)
  await expect.poll(countStatements).toBe(0) // without subscribers, the event feed does not poll
  return { bytes: (await measureHeap()) - heapBefore, objects: countObjects() - objectsBefore }
}

test(
  `${cycles} subscriptions that stop in every possible way leak nothing`,
  { timeout: 60_000 + cycles * 90 },
  async () => {
    await cycle(Math.min(cycles, 300)) // warms up: compiles documents, opens connections, prepares statements
    await expect.poll(countStatements).toBe(0)
    await replaceLastBatch()
    const heldBefore = countHeld()
    const growths = []
    // a leak grows in every round; connections of the pools and of earlier tests, which open and close, only in some
    for (let round = 0; round < 3; round++) {
      const growth = await measureGrowth()
      growths.push(growth)
      if (isNoise(growth)) break
    }
    await replaceLastBatch()
    await expect.poll(() => Object.entries(countHeld()).filter(([name, n]) => n > (heldBefore[name] ?? 0))).toEqual([])
    expect(growths.some(isNoise), JSON.stringify(growths)).toBe(true)
  },
)
