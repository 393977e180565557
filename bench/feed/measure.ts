import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { ServerProcess } from '../support/serverProcess.ts'
import { openConnection, type Connection } from './subscribers.ts'

export interface Load {
  readonly subscribers: number
  readonly changesPerSecond: number
  readonly seconds: number
  /** From the last subscription to the first change. */
  readonly restMs: number
  /** Of the configuration that each change writes. */
  readonly bytes: number
}

export interface Measured {
  readonly changesPerSecond: number
  /** Of the server, whatever they are for. */
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
/** Sessions tell of their statements up to ten seconds late: also of those that the subscriptions began with. */
export const untilToldMs = 11_000
/** Those that go on tell once a second. */
const busyToldMs = 1_500

async function countCommits(session: pg.Client): Promise<number> {
  const { rows } = await session.query<{ commits: number }>(
    `SELECT xact_commit::int AS commits FROM pg_stat_database WHERE datname = current_database()`,
  )
  return rows[0]?.commits ?? 0
}

/** Follows with so many, and makes changes at a steady rate. */
export async function measureFeed(
  server: ServerProcess,
  writer: pg.Client,
  observer: pg.Client,
  ids: readonly string[],
  load: Load,
): Promise<Measured> {
  const bare = server.memory()
  const connections: Connection[] = []
  for (let left = load.subscribers; left > 0; left -= perSocket)
    connections.push(await openConnection(server.url, Math.min(left, perSocket)))
  await sleep(load.restMs)
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
  const commitsBefore = await countCommits(observer)
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
  await sleep(busyToldMs)
  const commits = (await countCommits(observer)) - commitsBefore - committedAt.size
  const countedSeconds = (performance.now() - began) / 1_000
  for (const { socket } of connections) socket.terminate()
  return {
    changesPerSecond: committedAt.size / seconds,
    statementsPerSecond: commits / countedSeconds,
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
