import { setTimeout as sleep } from 'node:timers/promises'
import { askAgain } from '../support/askAgain.ts'
import { ServerError } from '../support/askServer.ts'
import { backoff } from '../support/backoff.ts'
import type { Findings } from './Findings.ts'
import type { Heartbeat, HeartbeatAnswer, SimulateApi, StatusChange } from './simulateApi.ts'

export interface SimulationOptions {
  readonly api: SimulateApi
  readonly root: { readonly id: string; readonly name: string }
  /** The supervisors below the root. Only their processes are killed. */
  readonly members: readonly { readonly id: string; readonly name: string }[]
  readonly intervalMs: number
  /** Probability per second that a process is killed. */
  readonly killRate: number
  readonly findings: Findings
  /** Cursor of the event log before the fleet was spawned. */
  readonly cursor: string
}

/** The state of a simulated process. Times are those of this process, in milliseconds. */
interface Process {
  readonly supervisorId: string
  readonly incarnation: number
  sequence: number
  /** Time of the next heartbeat; Infinity while a heartbeat is in flight. */
  nextAt: number
  failures: number
  /** Time of the last response; null before the first. */
  answeredAt: number | null
}

interface Member {
  readonly name: string
  /** Whether its process may be killed. */
  readonly isKillable: boolean
  /** Whether its process sends single heartbeats instead of sharing batches. */
  readonly sendsAlone: boolean
  process: Process | null
}

const tickMs = 100
const batchSize = 1_000
/** One process in this number sends single heartbeats, so that the simulation uses both mutations. */
const batchedPerSingle = 25
/** Pause between two reads of the event log. */
const pollMs = 500

/** Simulates supervisor processes: they send heartbeats in time, are killed at random, and start again after a restart. */
export class Simulation {
  readonly #options: SimulationOptions
  readonly #members: ReadonlyMap<string, Member>
  readonly #sending = new Set<Promise<void>>()
  /** The first error of a heartbeat after which a retry is of no use. */
  #failure: ServerError | undefined
  #cursor: string

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#cursor = options.cursor
    const { root, members } = options
    this.#members = new Map(
      [root, ...members].map(({ id, name }, i) => [
        id,
        { name, isKillable: i > 0, sendsAlone: i % batchedPerSingle === 0, process: this.#newProcess(id, 1) },
      ]),
    )
  }

  /**
   * Runs until `stop` aborts. An error after which a retry is of no use aborts `stop`, too.
   * @throws {ServerError} for such an error
   */
  async run(stop: AbortController): Promise<void> {
    const loops = [this.#runProcesses(stop.signal), this.#pollChanges(stop.signal)].map((loop) =>
      loop.finally(() => {
        stop.abort()
      }),
    )
    await Promise.allSettled(loops)
    await Promise.all(this.#sending)
    await Promise.all(loops)
  }

  /** Reads the new status changes, and starts the processes of restarted supervisors. @throws {ServerError} */
  async readChanges(signal: AbortSignal): Promise<void> {
    const { api, root } = this.#options
    for (let more = true; more;) {
      const page = await askAgain(() => api.fetchStatusChanges(root.id, this.#cursor), { signal, maxPauseMs: 5_000 })
      for (const change of page.changes) this.#applyChange(change)
      this.#cursor = page.cursor
      more = page.more
    }
  }

  async #runProcesses(signal: AbortSignal): Promise<void> {
    for (let before = performance.now(); !signal.aborted;) {
      if (this.#failure) throw this.#failure
      const now = performance.now()
      this.#kill((now - before) / 1_000)
      this.#sendDueHeartbeats(now)
      before = now
      await pause(tickMs, signal)
    }
  }

  async #pollChanges(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.readChanges(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      await pause(pollMs, signal)
    }
  }

  #kill(seconds: number): void {
    const { killRate, findings } = this.#options
    const probability = 1 - (1 - killRate) ** seconds
    for (const [id, member] of this.#members) {
      const answeredAt = member.process?.answeredAt ?? null
      if (!member.isKillable || answeredAt === null || Math.random() >= probability) continue
      member.process = null
      findings.recordDeath(id, answeredAt)
    }
  }

  #sendDueHeartbeats(now: number): void {
    const batched: Process[] = []
    for (const { process, sendsAlone } of this.#members.values()) {
      if (!process || process.nextAt > now) continue
      process.nextAt = Infinity
      process.sequence++
      if (sendsAlone) this.#send([process], async () => [await this.#options.api.sendHeartbeat(heartbeatOf(process))])
      else batched.push(process)
    }
    for (let from = 0; from < batched.length; from += batchSize) {
      const batch = batched.slice(from, from + batchSize)
      this.#send(batch, () => this.#options.api.sendHeartbeats(batch.map(heartbeatOf)))
    }
  }

  #send(processes: readonly Process[], send: () => Promise<readonly (HeartbeatAnswer | ServerError)[]>): void {
    const sent = send()
      .catch((error: unknown) => {
        if (error instanceof ServerError) return processes.map(() => error)
        throw error
      })
      .then((answers) => {
        for (const [i, answer] of answers.entries()) this.#applyAnswer(processes[i], answer)
      })
      .finally(() => this.#sending.delete(sent))
    this.#sending.add(sent)
  }

  #applyAnswer(process: Process | undefined, answer: HeartbeatAnswer | ServerError): void {
    const member = process && this.#members.get(process.supervisorId)
    if (!member || member.process !== process) return // the process was killed or replaced in the meantime
    const now = performance.now()
    if (answer instanceof ServerError) {
      if (answer.retryAfterMs === null) this.#failure ??= answer
      else process.nextAt = now + answer.retryAfterMs + backoff(++process.failures, this.#paceMs)
    } else if (answer.command === 'STOP') {
      member.process = null
    } else {
      process.failures = 0
      process.answeredAt = now
      process.nextAt = now + this.#paceMs * (0.8 + 0.4 * Math.random())
    }
  }

  #applyChange({ supervisorId, at, after, lastHeartbeat }: StatusChange): void {
    const { findings } = this.#options
    const member = this.#members.get(supervisorId)
    if (!member) return
    if (after.status === 'FAILED') {
      // until the restart, `lastHeartbeat` is that of the failed process
      findings.recordFailure(supervisorId, member.name, at.getTime() - (lastHeartbeat ?? at).getTime())
      member.process = null
    }
    if (after.status === 'SPAWNING' && after.incarnation !== undefined) {
      findings.restarted++
      member.process = this.#newProcess(supervisorId, after.incarnation)
    }
  }

  /** A new process. Its first heartbeat has a random delay, so that the heartbeats of the fleet are spread over time. */
  #newProcess(supervisorId: string, incarnation: number): Process {
    const nextAt = performance.now() + this.#paceMs * Math.random()
    return { supervisorId, incarnation, sequence: 0, nextAt, failures: 0, answeredAt: null }
  }

  get #paceMs(): number {
    return this.#options.intervalMs / 3
  }
}

function heartbeatOf({ supervisorId, incarnation, sequence }: Process): Heartbeat {
  return { supervisorId, incarnation, sequence }
}

/** Waits until the time has passed or the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
