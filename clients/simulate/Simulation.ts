import { setTimeout as sleep } from 'node:timers/promises'
import { askAgain } from '../support/askAgain.ts'
import { ServerError } from '../support/askServer.ts'
import { backoff } from '../support/backoff.ts'
import type { Findings } from './Findings.ts'
import type { Heartbeat, HeartbeatAnswer, SimulateApi, StatusChange } from './simulateApi.ts'

export interface SimulationOptions {
  readonly api: SimulateApi
  readonly root: { readonly id: string; readonly name: string }
  /** All that are below the root; those may die. */
  readonly members: readonly { readonly id: string; readonly name: string }[]
  readonly intervalMs: number
  /** The probability with which a process dies within a second. */
  readonly killRate: number
  readonly findings: Findings
  /** Where the record of events was before they were spawned. */
  readonly cursor: string
}

/** A process, as far as it is simulated. */
interface Process {
  readonly supervisorId: string
  readonly incarnation: number
  sequence: number
  /** When it sends its next heartbeat; never while one is on its way. */
  nextAt: number
  failures: number
  /** When it was last answered. */
  heardAt: number | null
}

interface Member {
  readonly name: string
  readonly isMortal: boolean
  /** Sends its heartbeats for itself, and not with others. */
  readonly isAlone: boolean
  process: Process | null
}

const tickMs = 100
const batchSize = 1_000
/** One in so many reports for itself. */
const aloneEach = 25
const watchMs = 500

/** Many processes in one: they report in time, die without a word, and are started again where they are restarted. */
export class Simulation {
  readonly #options: SimulationOptions
  readonly #members: ReadonlyMap<string, Member>
  readonly #sending = new Set<Promise<void>>()
  /** That a heartbeat was refused for good. */
  #failure: ServerError | undefined
  #cursor: string

  constructor(options: SimulationOptions) {
    this.#options = options
    this.#cursor = options.cursor
    const { root, members } = options
    this.#members = new Map(
      [root, ...members].map(({ id, name }, i) => [
        id,
        { name, isMortal: i > 0, isAlone: i % aloneEach === 0, process: this.#newProcess(id, 1) },
      ]),
    )
  }

  /** Goes on until it is over, which it is at once where asking again is of no use. @throws {ServerError} */
  async run(over: AbortController): Promise<void> {
    const loops = [this.#live(over.signal), this.#watch(over.signal)].map((loop) =>
      loop.finally(() => {
        over.abort()
      }),
    )
    await Promise.allSettled(loops)
    await Promise.all(this.#sending)
    await Promise.all(loops)
  }

  /** Reads what became of them until now, and starts those again that were restarted. @throws {ServerError} */
  async readChanges(signal: AbortSignal): Promise<void> {
    const { api, root } = this.#options
    for (let more = true; more;) {
      const page = await askAgain(() => api.fetchStatusChanges(root.id, this.#cursor), { signal, mostMs: 5_000 })
      for (const change of page.changes) this.#learn(change)
      this.#cursor = page.cursor
      more = page.more
    }
  }

  async #live(signal: AbortSignal): Promise<void> {
    for (let before = performance.now(); !signal.aborted;) {
      if (this.#failure) throw this.#failure
      const now = performance.now()
      this.#kill((now - before) / 1_000)
      this.#report(now)
      before = now
      await pause(tickMs, signal)
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.readChanges(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      await pause(watchMs, signal)
    }
  }

  #kill(seconds: number): void {
    const { killRate, findings } = this.#options
    const probability = 1 - (1 - killRate) ** seconds
    for (const [id, member] of this.#members) {
      const heardAt = member.process?.heardAt ?? null
      if (!member.isMortal || heardAt === null || Math.random() >= probability) continue
      member.process = null
      findings.died(id, heardAt)
    }
  }

  #report(now: number): void {
    const together: Process[] = []
    for (const { process, isAlone } of this.#members.values()) {
      if (!process || process.nextAt > now) continue
      process.nextAt = Infinity
      process.sequence++
      if (isAlone) this.#send([process], async () => [await this.#options.api.beat(heartbeatOf(process))])
      else together.push(process)
    }
    for (let from = 0; from < together.length; from += batchSize) {
      const batch = together.slice(from, from + batchSize)
      this.#send(batch, () => this.#options.api.beats(batch.map(heartbeatOf)))
    }
  }

  #send(processes: readonly Process[], send: () => Promise<readonly (HeartbeatAnswer | ServerError)[]>): void {
    const sent = send()
      .catch((error: unknown) => {
        if (error instanceof ServerError) return processes.map(() => error)
        throw error
      })
      .then((answers) => {
        for (const [i, answer] of answers.entries()) this.#hear(processes[i], answer)
      })
      .finally(() => this.#sending.delete(sent))
    this.#sending.add(sent)
  }

  #hear(process: Process | undefined, answer: HeartbeatAnswer | ServerError): void {
    const member = process && this.#members.get(process.supervisorId)
    if (!member || member.process !== process) return // it was killed meanwhile
    const now = performance.now()
    if (answer instanceof ServerError) {
      if (answer.retryAfterMs === null) this.#failure ??= answer
      else process.nextAt = now + answer.retryAfterMs + backoff(++process.failures, this.#paceMs)
    } else if (answer.command === 'STOP') {
      member.process = null
    } else {
      process.failures = 0
      process.heardAt = now
      process.nextAt = now + this.#paceMs * (0.8 + 0.4 * Math.random())
    }
  }

  #learn({ supervisorId, at, after, lastHeartbeat }: StatusChange): void {
    const { findings } = this.#options
    const member = this.#members.get(supervisorId)
    if (!member) return
    if (after.status === 'FAILED') {
      // until it is started again, that is the last heartbeat of the process that it had
      findings.failed(supervisorId, member.name, at.getTime() - (lastHeartbeat ?? at).getTime())
      member.process = null
    }
    if (after.status === 'SPAWNING' && after.incarnation !== undefined) {
      findings.restarted++
      member.process = this.#newProcess(supervisorId, after.incarnation)
    }
  }

  /** The first heartbeats are spread as those after them are. */
  #newProcess(supervisorId: string, incarnation: number): Process {
    const nextAt = performance.now() + this.#paceMs * Math.random()
    return { supervisorId, incarnation, sequence: 0, nextAt, failures: 0, heardAt: null }
  }

  get #paceMs(): number {
    return this.#options.intervalMs / 3
  }
}

function heartbeatOf({ supervisorId, incarnation, sequence }: Process): Heartbeat {
  return { supervisorId, incarnation, sequence }
}

/** Ends early when the signal says so. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
