/**
 * A process manager for one Linux machine. docs/guides/run-processes.md explains each step.
 *
 *     npx tsx examples/process-manager.ts [--within <uuid>] [--state <directory>] [--grace <seconds>] [--url <url>]
 *
 * It starts a process for each SPAWNING supervisor that has `config.run`, its own or that of the nearest ancestor. It ends the
 * processes of supervisors that are restarted, FAILED or TERMINATED, and reports processes that end by themselves. It needs only
 * Node.js. A server that requires credentials needs a token with the role OPERATE in the environment variable API_TOKEN.
 *
 * A restart of the manager loses nothing. Each process has its supervisor and its incarnation in its environment. The next manager
 * finds them there, even if this one is killed immediately after it has started a process. The manager writes a marker file before
 * it starts a process, and deletes the file when the end of the process is reported. From the files that are left, the next manager
 * learns which processes have ended meanwhile. It must use the same `--state` directory.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { url, within, state, grace } = readOptions()
const graceMs = Number(grace) * 1_000
const directory = resolve(state)
/** Pause between two looks at the processes, and between two reads of the supervisors. */
const lookMs = 200
const readMs = 1_000
const ending = new AbortController()
// the processes continue; the next manager adopts them
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    ending.abort()
  })

// ── The processes of this machine ────────────────────────────────────────────────────────────────────────────────────

interface Process {
  /** 0 if it could not be started, or has ended before it was adopted. */
  pid: number
  readonly supervisorId: string
  readonly incarnation: number
  /** Whether an earlier manager has started it: this one receives no event when it exits. */
  readonly isAdopted: boolean
  /** When SIGTERM was sent; null while the process is meant to run. */
  stoppedAt: number | null
  exit: string | null
}
/** By supervisor. A supervisor has no second process before the first one, with all of its group, has ended. */
const processes = new Map<string, Process>()

interface Run {
  readonly command: string
  readonly args?: readonly string[] | null
  readonly env?: Readonly<Record<string, string>> | null
}

function start({ id: supervisorId, incarnation }: Supervisor, run: Run): void {
  const started: Process = { pid: 0, supervisorId, incarnation, isAdopted: false, stoppedAt: null, exit: null }
  processes.set(supervisorId, started)
  writeFileSync(markerOf(started), '')
  const log = openSync(logOf(supervisorId), 'w') // a file, because a pipe would break when the manager ends
  try {
    const child = spawn(run.command, run.args ?? [], {
      detached: true, // a group of its own, which can be ended as a whole
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        ...run.env,
        SUPERVISOR_ID: supervisorId,
        INCARNATION: String(incarnation),
        HIERARCHY_URL: url,
        PROCESS_MANAGER: directory,
      },
    })
    started.pid = child.pid ?? 0
    child.on('error', ({ message }) => (started.exit = `cannot be started: ${message}`))
    child.on('exit', (code, signal) => {
      started.exit = signal ? `ended by ${signal}` : `exit code ${code}`
      reap(started)
    })
    child.unref()
    say(`started ${supervisorId}, incarnation ${incarnation}, pid ${started.pid}`)
  } catch (error) {
    started.exit = `cannot be started: ${String(error)}` // for example a command that is no text
  } finally {
    closeSync(log)
  }
}

/** Ends the whole group: SIGTERM, and SIGKILL after the grace period. */
function stop(each: Process, reason: string): void {
  if (each.stoppedAt !== null || reaping.has(each)) return // another process can have the pid by now
  each.stoppedAt = Date.now()
  say(`stopping ${each.supervisorId}, incarnation ${each.incarnation}: ${reason}`)
  signalGroup(each.pid, 'SIGTERM')
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid <= 1) return // 0 would be the manager itself
  try {
    process.kill(-pid, signal)
  } catch {
    // no process of the group is left
  }
}

/** Looks for processes that have ended, and for those that did not end in time. */
function look(): void {
  for (const each of processes.values()) {
    if (each.exit !== null || (each.isAdopted && !isRunning(each))) reap(each)
    else if (each.stoppedAt !== null && Date.now() - each.stoppedAt > graceMs) signalGroup(each.pid, 'SIGKILL')
  }
}

/** Reports the end of a process once. Until the server has received the report, the supervisor gets no other process. */
function reap(each: Process): void {
  if (reaping.has(each)) return
  reaping.add(each)
  signalGroup(each.pid, 'SIGKILL') // the children that the process has left behind
  const { supervisorId, incarnation, exit } = each
  const forget = (): void => {
    say(`ended ${supervisorId}, incarnation ${incarnation}, ${exit ?? 'ended'}`)
    rmSync(markerOf(each), { force: true })
    processes.delete(supervisorId)
    ended.set(supervisorId, incarnation)
  }
  const reported =
    each.stoppedAt === null
      ? persist(() => report(each, `${exit ?? 'ended'}: ${lastOutput(supervisorId)}`))
      : Promise.resolve()
  reported.then(forget).catch(fail)
}
/** The incarnations that have ended: a list of supervisors that was read before must not start them again. */
const ended = new Map<string, number>()
const reaping = new WeakSet<Process>()

function isRunning({ pid, supervisorId, incarnation }: Process): boolean {
  const found = inspect(pid)
  return found?.supervisorId === supervisorId && found.incarnation === incarnation
}

/** The process with this pid, if a manager with the same directory has started it, and it has not ended. */
function inspect(pid: number): Pick<Process, 'supervisorId' | 'incarnation'> | null {
  try {
    // after the name in brackets: state, parent, process group
    const [status, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    if (status === 'Z' || Number(group) !== pid) return null
    const environment = new Map(
      readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]),
    )
    const supervisorId = environment.get('SUPERVISOR_ID')
    if (environment.get('PROCESS_MANAGER') !== directory || supervisorId === undefined) return null
    return { supervisorId, incarnation: Number(environment.get('INCARNATION')) }
  } catch {
    return null // ended meanwhile, or of another user
  }
}

/** Finds the processes that an earlier manager has started. */
function adopt(): void {
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? inspect(Number(name)) : null
    if (!found) continue
    const known = processes.get(found.supervisorId)
    if (known?.incarnation === found.incarnation) continue // a child of the process, in a group of its own
    const each = { pid: Number(name), ...found, isAdopted: true, stoppedAt: null, exit: null }
    // of two incarnations, the later one stays
    if (known) signalGroup(known.incarnation > each.incarnation ? each.pid : known.pid, 'SIGKILL')
    if (!known || known.incarnation < each.incarnation) processes.set(found.supervisorId, each)
  }
  if (processes.size > 0) say(`adopted ${processes.size} processes`)
  for (const name of readdirSync(directory)) {
    const [, supervisorId, text] = /^([0-9a-f-]{36})\.(\d+)$/.exec(name) ?? []
    if (supervisorId === undefined) continue
    const each: Process = { ...endedUnseen, supervisorId, incarnation: Number(text) }
    const known = processes.get(supervisorId)
    if (known?.incarnation === each.incarnation) continue
    const [later, earlier] = known && known.incarnation > each.incarnation ? [known, each] : [each, known]
    if (earlier) rmSync(markerOf(earlier), { force: true })
    if (earlier && earlier.pid > 0) signalGroup(earlier.pid, 'SIGKILL')
    processes.set(supervisorId, later)
  }
}

const endedUnseen = { pid: 0, isAdopted: true, stoppedAt: null, exit: 'ended while no manager ran' } as const

/** The output of the latest process of the supervisor. */
const logOf = (id: string): string => join(directory, `${id}.log`)
/** Exists from before the start of the process until its end is reported. */
const markerOf = ({ supervisorId, incarnation }: Process): string => join(directory, `${supervisorId}.${incarnation}`)

/** The end of the output of the process, on one line. */
function lastOutput(id: string): string {
  try {
    return readFileSync(logOf(id), 'utf8')
      .slice(-500)
      .trim()
      .replaceAll(/[\p{C}\s]+/gu, ' ')
  } catch {
    return ''
  }
}

// ── The supervisors on the server ────────────────────────────────────────────────────────────────────────────────────

interface Supervisor {
  readonly id: string
  readonly status: string
  readonly incarnation: number
}
interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly Supervisor[]
}

/** All supervisors that the manager may be responsible for. TERMINATED ones are missing. */
async function fetchSupervisors(): Promise<Map<string, Supervisor>> {
  const found = new Map<string, Supervisor>()
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo }: Page = await ask<Page>(
      `query ($within: ID, $after: String) { result: supervisors(filter: { within: $within }, first: 1000, after: $after) {
        pageInfo { hasNextPage endCursor } nodes { id status incarnation }
      } }`,
      { within, after },
    )
    for (const each of nodes) found.set(each.id, each)
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}

interface Configured {
  readonly config: { readonly run?: Run }
}
interface Ancestry {
  readonly ancestors: readonly Configured[]
}

/** What to run for each of at most 100 supervisors: its own `config.run`, or that of the nearest ancestor. */
async function fetchRuns(ids: readonly string[]): Promise<Map<string, Run | undefined>> {
  const asked = ask<readonly ((Configured & Ancestry) | null)[]>(
    'query ($ids: [ID!]!) { result: nodes(ids: $ids) { ... on Supervisor { config ancestors { config } } } }',
    { ids },
  )
  const found = await asked.catch((error: unknown) => {
    if (error instanceof TooLarge && ids.length > 1) return null // many large configs
    throw error
  })
  if (found === null) {
    const half = ids.length >> 1
    return new Map([...(await fetchRuns(ids.slice(0, half))), ...(await fetchRuns(ids.slice(half)))])
  }
  const runOf = ({ config, ancestors }: Configured & Ancestry): Run | undefined =>
    [...ancestors, { config }].map((each) => each.config.run).findLast((run) => run !== undefined)
  return new Map(found.map((each, i) => [ids[i] ?? '', each ? runOf(each) : undefined]))
}

/** Reports that the process has ended, unless the supervisor has another incarnation by now. */
async function report({ supervisorId: id, incarnation }: Process, reason: string): Promise<void> {
  for (;;) {
    const now = await ask<(Supervisor & { readonly version: number }) | null>(
      'query ($id: ID!) { result: supervisor(id: $id) { id status incarnation version } }',
      { id },
    )
    if (now?.incarnation !== incarnation || ['FAILED', 'TERMINATED'].includes(now.status)) return
    const { __typename } = await ask<{ readonly __typename: string }>(
      'mutation ($input: FailSupervisorInput!) { result: failSupervisor(input: $input) { __typename ... on UnavailableError { retryAfterMs } } }',
      { input: { id, reason, expectedVersion: now.version } },
    )
    // another change came first: the next attempt reads its result
    if (__typename !== 'ConflictError') return
  }
}

/** A temporary failure: no response, or an overloaded server. */
class NotNow extends Error {}
/** The result would exceed a limit of the server. */
class TooLarge extends Error {}

async function ask<Result>(query: string, variables: object): Promise<Result> {
  const token = process.env.API_TOKEN
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const body = JSON.stringify({ query, variables })
  const unheard = (): never => {
    throw new NotNow(`no response from ${url}`)
  }
  const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(
    unheard,
  )
  const text = await response.text().catch(unheard)
  const { data, errors: [error] = [] } = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    data?: { result: Result }
    errors?: { message: string; extensions?: { code?: string } }[]
  }
  const code = error?.extensions?.code ?? ''
  if (response.status >= 500 || ['UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_OPERATIONS'].includes(code))
    throw new NotNow(error?.message ?? `HTTP ${response.status}`)
  if (code === 'LIMIT_EXCEEDED') throw new TooLarge(error?.message)
  if (!data) throw new Error(error?.message ?? `${url} is not this API`)
  if ((data.result as { __typename?: string } | null)?.__typename === 'UnavailableError')
    throw new NotNow('the server is unavailable')
  return data.result
}

/** Repeats until it succeeds. The processes continue during an outage of the server. */
async function persist<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof NotNow)) throw error
      if (failures === 0) say(`${error.message}; retrying`)
      await sleep(Math.random() * Math.min(5_000, 100 * 2 ** failures), undefined, { signal: ending.signal })
    }
  }
}

// ── The loop ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Supervisors without `run`, and when to look again. */
const without = new Map<string, number>()
const lookAgainMs = 30_000

async function reconcile(): Promise<void> {
  const supervisors = await fetchSupervisors()
  for (const each of processes.values()) {
    const now = supervisors.get(each.supervisorId)
    if (!now) stop(each, 'TERMINATED, or outside of the subtree')
    else if (now.incarnation !== each.incarnation) stop(each, `incarnation ${now.incarnation}`)
    else if (now.status === 'FAILED') stop(each, 'FAILED')
  }
  const isMissing = ({ id, status, incarnation }: Supervisor): boolean =>
    status === 'SPAWNING' &&
    !processes.has(id) &&
    incarnation > (ended.get(id) ?? 0) &&
    (without.get(id) ?? 0) <= Date.now()
  const missing = [...supervisors.values()].filter(isMissing)
  for (let from = 0; from < missing.length; from += batchSize) {
    const batch = missing.slice(from, from + batchSize)
    const runs = await fetchRuns(batch.map(({ id }) => id))
    for (const each of batch) {
      const run = runs.get(each.id)
      if (!isMissing(each)) continue // it has ended meanwhile
      if (run) start(each, run)
      else without.set(each.id, Date.now() + lookAgainMs)
    }
  }
}
/** Limit of the server for `nodes`. */
const batchSize = 100

/** Two managers with the same directory would start each process twice. */
function claimDirectory(): void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'manager.pid')
  let noted = ''
  try {
    noted = readFileSync(file, 'utf8')
  } catch {
    // the first manager with this directory
  }
  const pid = Number(noted.split(' ')[0])
  if (noted !== '' && pid !== process.pid && identify(pid) === noted)
    throw new Error(`another manager, with the pid ${pid}, uses ${directory}. End it, or use another --state.`)
  writeFileSync(file, identify(process.pid))
}

/** The pid with the time of its start, because another process can get the same pid later. */
function identify(pid: number): string {
  try {
    return `${pid} ${
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19]
    }`
  } catch {
    return ''
  }
}

let failure: unknown
/** Ends the manager, and not its processes. */
function fail(error: unknown): void {
  if (!ending.signal.aborted) failure = error
  ending.abort()
}

async function main(): Promise<void> {
  claimDirectory()
  adopt()
  // two loops: during an outage of the server, the processes are still looked after
  await Promise.all([repeat(lookMs, look), repeat(readMs, () => persist(reconcile))])
}

async function repeat(pauseMs: number, work: () => void | Promise<void>): Promise<void> {
  while (!ending.signal.aborted) {
    await work()
    await sleep(pauseMs, undefined, { signal: ending.signal })
  }
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`)
}
function readOptions() {
  const options = {
    url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
    within: { type: 'string' },
    state: { type: 'string', default: '.process-manager' },
    grace: { type: 'string', default: '10' },
  } as const
  return parseArgs({ options }).values
}

try {
  await main()
} catch (error) {
  fail(error)
}
if (failure !== undefined) {
  say(failure instanceof Error ? failure.message : 'failed')
  process.exitCode = 1
}
