/**
 * A supervisor process. docs/guides/supervise-a-fleet.md explains each step.
 *
 *     npx tsx examples/supervisor-process.ts --name night-watch [--parent <uuid>] [--url <url>]
 *
 * A server that requires credentials needs a token in the environment variable API_TOKEN.
 *
 * With SUPERVISOR_ID and INCARNATION in the environment, as examples/process-manager.ts sets them, it runs this supervisor.
 * Otherwise it spawns its supervisor, or finds the existing one. Then it works, sends heartbeats, and obeys the command in each
 * response. It exits on the command STOP or the signal SIGTERM. It needs only Node.js: copy it, or translate it to another
 * language.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { name, parent, url = process.env.HIERARCHY_URL ?? 'http://127.0.0.1:4000/graphql' } = readOptions()
/** A token with the role OPERATE, if the server requires credentials. */
const token = process.env.API_TOKEN
const ending = new AbortController()
process.once('SIGTERM', () => {
  ending.abort()
})

// ── The work: this example only counts ───────────────────────────────────────────────────────────────────────────────

let done = 0
let working: NodeJS.Timeout | undefined

function startWork({ work_ms = 1_000 }: Supervisor['config']): void {
  working = setInterval(() => done++, work_ms)
}
function stopWork(): void {
  clearInterval(working)
  working = undefined
}

// ── The three requests ───────────────────────────────────────────────────────────────────────────────────────────────

interface Supervisor {
  readonly incarnation: number
  readonly version: number
  readonly config: { readonly work_ms?: number }
  readonly health: { readonly intervalSeconds: number }
}
const supervisorFields = 'incarnation version config health { intervalSeconds }'
const refusals = '... on Error { message } ... on UnavailableError { retryAfterMs }'

// The id is derived from the parent and the name: a process that starts again finds the same supervisor. The id is also
// the idempotency key of `spawnSupervisor`: a request that is repeated after a lost response spawns no second supervisor.
const hash = createHash('sha256')
  .update(`${parent ?? ''} ${name}`)
  .digest('hex')
const assigned = process.env.SUPERVISOR_ID
const id = assigned ?? hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')

async function spawn(): Promise<Supervisor> {
  const spawned = await ask<{ supervisor: Supervisor }>(
    `mutation ($input: SpawnSupervisorInput!) { result: spawnSupervisor(input: $input) {
      __typename ... on SpawnSupervisorPayload { supervisor { ${supervisorFields} } } ${refusals}
    } }`,
    { input: { id, name, parentId: parent, config: { heartbeat_interval: 10, work_ms: 1_000 } } },
  )
  return spawned.supervisor
}

function readAgain(): Promise<Supervisor> {
  return ask<Supervisor>(`query ($id: ID!) { result: supervisor(id: $id) { ${supervisorFields} } }`, { id })
}

interface HeartbeatResponse {
  readonly command: 'CONTINUE' | 'PAUSE' | 'STOP'
  readonly status: string
  readonly version: number
  readonly dueAt: string
}
// No sequence is needed: each heartbeat is sent after the previous one was answered or timed out.
function report(incarnation: number): Promise<HeartbeatResponse & { answeredAt: number }> {
  return ask<HeartbeatResponse>(
    `mutation ($input: HeartbeatInput!) { result: heartbeat(input: $input) {
      __typename ... on HeartbeatPayload { command status version dueAt } ${refusals}
    } }`,
    { input: { supervisorId: id, incarnation, metrics: { done } } },
  )
}

// ── Requests and retries ─────────────────────────────────────────────────────────────────────────────────────────────

/** A temporary failure: no response, UNAVAILABLE or RATE_LIMITED. A retry would not change any other refusal. */
class NotNow extends Error {
  retryAfterMs = 0
}

const unheard = (): never => {
  throw new NotNow(`no response from ${url}`)
}

async function ask<Result>(query: string, variables: object): Promise<Result & { answeredAt: number }> {
  const body = JSON.stringify({ query, variables })
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(
    unheard,
  )
  const text = await response.text().catch(unheard) // the connection may break in the middle of the response
  // the fields that the documents select, or top-level errors
  const { data, errors: [error] = [] } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    data?: { result: (Result & { __typename?: string; message?: string; retryAfterMs?: number }) | null }
    errors?: { message: string; extensions?: { code?: string } }[]
  }
  if (response.status >= 500 || ['UNAVAILABLE', 'RATE_LIMITED'].includes(error?.extensions?.code ?? ''))
    throw new NotNow(error?.message)
  if (!data?.result) throw new Error(error?.message ?? `supervisor ${id} does not exist, or ${url} is not this API`)
  const { __typename: type = '', message, retryAfterMs = 0 } = data.result
  if (type === 'UnavailableError') throw Object.assign(new NotNow(message), { retryAfterMs })
  if (type.endsWith('Error')) throw new Error(message)
  return { ...data.result, answeredAt: Date.parse(response.headers.get('date') ?? '') || Date.now() }
}

/** Pause between two heartbeats. Also the longest random part of the pause before a retry. */
let paceMs = 3_000

async function persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof NotNow)) throw error
      if (failures === 0) say(`${error.message || 'internal error of the server'}; retrying`)
      // full jitter: a thousand processes that lost the same server must not all return at the same moment
      await pause(error.retryAfterMs + Math.random() * Math.min(paceMs, 100 * 2 ** failures))
    }
  }
}

// ── The loop ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function run(): Promise<string> {
  let supervisor = await persist(assigned === undefined ? spawn : readAgain)
  // kept for the life of this process: after a restart of the supervisor, the server responds to its heartbeats with STOP
  const incarnation = Number(process.env.INCARNATION ?? supervisor.incarnation)
  say(`${id}, incarnation ${incarnation}, config ${JSON.stringify(supervisor.config)}`)
  for (let before = ''; ;) {
    const { command, status, version, dueAt, answeredAt } = await persist(() => report(incarnation))
    if (command !== 'CONTINUE') stopWork()
    if (command === 'STOP') return `STOP, status ${status}`
    if (version !== supervisor.version) {
      supervisor = await persist(readAgain)
      say(`version ${supervisor.version}, config ${JSON.stringify(supervisor.config)}`)
      stopWork() // the work starts again below, with the new config
    }
    if (command === 'CONTINUE' && !working) startWork(supervisor.config)
    if (command !== before) say(`${command}, status ${status}`)
    before = command
    // A third of the time until the next heartbeat is due, so that two of three may get lost. Both times come with the
    // response, because the clock of this machine may be wrong. If they disagree, the interval bounds the pause.
    const intervalMs = supervisor.health.intervalSeconds * 1_000
    paceMs = Math.min(intervalMs, Math.max(Date.parse(dueAt) - answeredAt, intervalMs / 10)) / 3
    await pause(paceMs * (0.8 + 0.4 * Math.random()))
  }
}

/** Rejects when the process receives SIGTERM. */
function pause(ms: number): Promise<void> {
  return sleep(ms, undefined, { signal: ending.signal })
}
function say(line: string): void {
  process.stdout.write(`${name}: ${line}\n`)
}
function readOptions() {
  const name = { type: 'string', default: 'example' } as const
  return parseArgs({ options: { url: { type: 'string' }, name, parent: { type: 'string' } } }).values
}

try {
  say(await run())
} catch (error) {
  if (!ending.signal.aborted) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
stopWork()
// The server is not notified. Unless the process starts again, its supervisor becomes FAILED after three missed heartbeats.
say(`ended, ${done} done`)
