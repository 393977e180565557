import { setTimeout as delay } from 'node:timers/promises'
import { queryObjects, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Client, createClient } from 'graphql-ws'
import { beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { encodeEventCursor } from '../../src/domain/page.ts'
import { feedPollMs } from '../../src/events/createEventFeed.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

/** How often somebody subscribes and goes: SUBSCRIPTION_CYCLES, or 300. */
const cycles = Number(process.env.SUBSCRIPTION_CYCLES ?? 300)
const atOnce = 10
/** By which the heap differs from one time to another, in bytes. */
const noise = 2_000_000

const api = withApi()
const sockets = withSockets(api)
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void // there by that flag

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

/** Some events before the newest: whoever begins here is sent them at once. */
let recent = encodeEventCursor('0')

beforeAll(async () => {
  await givenTree(api.pool, 'root > [a, b, c]')
})

/** Not one of `sockets`, which holds on to its own until the test is over. */
const connect = (): Client =>
  createClient({
    url: sockets.url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
  })

/** Goes before it has started. */
const goAtOnce = (client: Client): Promise<void> => {
  const { stop, ended } = sockets.follow(followInCycles, undefined, client)
  stop()
  return ended
}
/** Goes while it waits for an event. */
const goWaiting = async (client: Client): Promise<void> => {
  const { stop, ended } = sockets.follow(followInCycles, undefined, client)
  await sockets.follow(askInCycles, undefined, client).ended
  stop()
  await ended
}
/** Goes in the middle of events. */
const goFlowing = async (client: Client): Promise<void> => {
  const items = client.iterate({ query: String(followInCycles), variables: { after: recent } })
  await items.next()
  await items.next()
  await items.return?.()
}
/** Is gone without a word, socket and all: in the middle of events, or waiting. */
const vanish = async (): Promise<void> => {
  const own = connect()
  const items = own.iterate({ query: String(followInCycles), variables: { after: recent } })
  await items.next()
  const waiting = sockets.follow(followInCycles, undefined, own)
  if (Math.random() < 0.5) await sockets.follow(askInCycles, undefined, own).ended
  own.terminate()
  await waiting.ended
}
const ways = [goAtOnce, goWaiting, goFlowing, goWaiting, goFlowing, vanish]

/** Subscribes and goes so often, while events come; every connection is closed after. */
async function cycle(times: number): Promise<void> {
  let left = times
  const worker = async (): Promise<void> => {
    const client = connect()
    while (left-- > 0) await ways[left % ways.length]?.(client)
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
  await Promise.all(Array.from({ length: atOnce }, worker)).finally(() => {
    writing.abort()
  })
  await written
}

async function countStatements(): Promise<number> {
  api.statements.length = 0
  await delay(4 * feedPollMs)
  return api.statements.length
}

/** What there would be more of if something were left behind. */
function countHeld(): Record<string, number> {
  const held: Record<string, number> = { TCPSocketWrap: 0, Timeout: 0, Immediate: 0 }
  for (const kind of process.getActiveResourcesInfo()) if (kind in held) held[kind] = (held[kind] ?? 0) + 1
  for (const [name, emitter] of Object.entries({ server: api.app.server, process }))
    for (const event of emitter.eventNames()) held[`${name} ${String(event)}`] = emitter.listenerCount(event)
  return held
}

/** What the test itself has noted. */
function forgetNotes(): void {
  api.log.length = 0
  api.statements.length = 0
}

/** Objects that are still held, closures and generators among them. */
function countObjects(): number {
  forgetNotes()
  return queryObjects(Object, { format: 'count' })
}

async function measureHeap(): Promise<number> {
  forgetNotes()
  let bytes = Infinity
  for (let i = 0; i < 5; i++) {
    await new Promise(setImmediate)
    collectGarbage()
    bytes = Math.min(bytes, process.memoryUsage().heapUsed)
  }
  return bytes
}

test(
  `${cycles} subscriptions that come and go, in every way there is, leave nothing behind`,
  { timeout: 60_000 + cycles * 30 },
  async () => {
    await cycle(300) // compiles, connects, prepares
    await expect.poll(countStatements).toBe(0)
    const heldBefore = countHeld()
    const heapBefore = await measureHeap()
    const objectsBefore = countObjects()

    const since = performance.now()
    await cycle(cycles)
    const ms = performance.now() - since

    await expect.poll(countStatements).toBe(0) // nobody follows any more
    await expect.poll(() => Object.entries(countHeld()).filter(([what, n]) => n > (heldBefore[what] ?? 0))).toEqual([])
    const grown = (await measureHeap()) - heapBefore
    const objects = countObjects() - objectsBefore
    console.info(
      `subscriptions: ${cycles} cycles in ${Math.round(ms)} ms, ${Math.round(grown / 1_000)} kB of heap and ${objects} objects more after them`,
    )
    expect(objects).toBeLessThan(cycles / 2) // one in each cycle, or a few in one of the ways to go, would be more
    expect(grown).toBeLessThan(noise)
  },
)
