import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { startServer, type ServerProcess } from '../support/serverProcess.ts'
import { openConnection, type Connection } from './subscribers.ts'

export interface Load {
  readonly subscribers: number
  readonly changesPerSecond: number
  readonly seconds: number
  /** Size of the configuration that each change writes. */
  readonly bytes: number
}

export interface Measured {
  readonly changesPerSecond: number
  /** All statements of the server, by its own metrics. */
  readonly statementsPerSecond: number
  readonly messagesPerSecond: number
  /** From the result of the commit to the client, in milliseconds, sorted. */
  readonly latencies: readonly number[]
  /** Growth of the server's memory in bytes: with idle subscribers, and at its peak during the events. */
  readonly grownBy: number
  readonly peak: number
}

const subscriptionsPerSocket = 50
/** Makes each change different, because an update without a change writes no event. */
let changes = 0
/** Pause between the last subscription and the first change, so that the work of subscribing is not measured. */
const settleMs = 1_000

/** Number of statements that the server has sent since its start. Reading the metric causes one more. */
async function countStatements({ url }: ServerProcess): Promise<number> {
  const answer = await fetch(new URL('/metrics', url))
  const counts = (await answer.text()).matchAll(/^hierarchy_statement_seconds_count\{.*\} (\d+)$/gm)
  return [...counts].reduce((total, [, count]) => total + Number(count), 0)
}

/** Starts other work on a server before a measurement; the returned function ends it afterwards. */
export type SideWork = (server: ServerProcess) => Promise<() => Promise<void>>

/** Measures on a new server, so that earlier measurements do not affect its memory. */
export async function measureOnNewServer(
  databaseUrl: string,
  writer: pg.Client,
  ids: readonly string[],
  load: Load,
  { profileTo, sideWork }: { readonly profileTo?: string | undefined; readonly sideWork?: SideWork | undefined } = {},
): Promise<Measured> {
  const server = await startServer(databaseUrl, profileTo)
  try {
    await measureFeed(server, writer, ids, { ...load, subscribers: 1, seconds: 2 })
    const endSideWork = await sideWork?.(server)
    const measured = await measureFeed(server, writer, ids, load)
    await endSideWork?.()
    return measured
  } finally {
    await server.stop()
  }
}

/** Opens the subscriptions and makes changes at a steady rate. */
async function measureFeed(
  server: ServerProcess,
  writer: pg.Client,
  ids: readonly string[],
  load: Load,
): Promise<Measured> {
  const bare = server.memory()
  const connections: Connection[] = []
  for (let left = load.subscribers; left > 0; left -= subscriptionsPerSocket)
    connections.push(await openConnection(server.url, Math.min(left, subscriptionsPerSocket)))
  await sleep(settleMs)
  const committedAt = new Map<number, number>()
  const received: (readonly [change: number, at: number])[] = []
  for (const { subscribers } of connections)
    for (const subscriber of subscribers)
      subscriber.onMessage = (text) => {
        received.push([Number(/"change":(\d+)/.exec(text)?.[1]), performance.now()])
      }
  const grownBy = server.memory() - bare
  let peak = grownBy

  const filler = 'x'.repeat(load.bytes)
  const statementsBefore = await countStatements(server)
  const began = performance.now()
  let observed = 0
  while (performance.now() - began < load.seconds * 1_000) {
    const change = changes++
    await writer.query({
      name: 'change',
      text: `UPDATE supervisors SET config = jsonb_build_object('change', $1::int, 'filler', $2::text) WHERE id = $3`,
      values: [change, filler, ids[change % ids.length]],
    })
    committedAt.set(change, performance.now())
    if (performance.now() - began > observed * 1_000) {
      peak = Math.max(peak, server.memory() - bare)
      observed++
    }
    await sleep(Math.max(0, began + (committedAt.size * 1_000) / load.changesPerSecond - performance.now()))
  }
  const seconds = (performance.now() - began) / 1_000
  await waitFor(() => received.length >= committedAt.size * load.subscribers)
  const statements = (await countStatements(server)) - statementsBefore - 1
  const countedSeconds = (performance.now() - began) / 1_000
  for (const { socket } of connections) socket.terminate()
  return {
    changesPerSecond: committedAt.size / seconds,
    statementsPerSecond: statements / countedSeconds,
    messagesPerSecond: received.length / seconds,
    latencies: received.map(([change, at]) => Math.max(0, at - (committedAt.get(change) ?? NaN))).sort((a, b) => a - b),
    grownBy,
    peak,
  }
}

async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('not all events arrived within 30 s')
    await sleep(50)
  }
}

export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN
}
