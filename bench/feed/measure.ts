import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { ServerProcess } from '../support/serverProcess.ts'
import { openConnection, type Connection } from './subscribers.ts'

export interface Load {
  readonly subscribers: number
  readonly changesPerSecond: number
  readonly seconds: number
  /** Of the configuration that each change writes. */
  readonly bytes: number
}

export interface Measured {
  readonly changesPerSecond: number
  /** Those that the server sent meanwhile, by its own count, whatever they are for. */
  readonly statementsPerSecond: number
  readonly messagesPerSecond: number
  /** From the commit's answer to the client, in milliseconds, sorted. */
  readonly latencies: readonly number[]
  /** What the server is larger by: with the subscribers, and at its largest while events came. */
  readonly grownBy: number
  readonly peak: number
}

const perSocket = 50
/** Each change is another one: what changes nothing leaves no event. */
let changes = 0
/** From the last subscription to the first change: what they began with is over. */
const restMs = 1_000

/** How many statements the server has ever sent; asking takes one. */
async function countStatements({ url }: ServerProcess): Promise<number> {
  const answer = await fetch(new URL('/metrics', url))
  const counts = (await answer.text()).matchAll(/^hierarchy_statement_seconds_count\{.*\} (\d+)$/gm)
  return [...counts].reduce((total, [, count]) => total + Number(count), 0)
}

/** Follows with so many, and makes changes at a steady rate. */
export async function measureFeed(
  server: ServerProcess,
  writer: pg.Client,
  ids: readonly string[],
  load: Load,
): Promise<Measured> {
  const bare = server.memory()
  const connections: Connection[] = []
  for (let left = load.subscribers; left > 0; left -= perSocket)
    connections.push(await openConnection(server.url, Math.min(left, perSocket)))
  await sleep(restMs)
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
    if (performance.now() > deadline) throw new Error('not all events came')
    await sleep(50)
  }
}

export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN
}
