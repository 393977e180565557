import { askAgain } from '../support/askAgain.ts'
import type { ServerError } from '../support/askServer.ts'
import { cutIntoChunks } from './chunks.ts'
import type { FleetFile, ReadSupervisor } from './file/fleetFile.ts'
import {
  applyFleet,
  fetchLiveIds,
  fetchOwned,
  type Applied,
  type Change,
  type Impact,
  type OwnedSupervisor,
  type Refusal,
} from './fleetApi.ts'
import { planSteps, type Step } from './planSteps.ts'
import { stableId } from './stableId.ts'

/** The server refused a part of the file. */
export class FleetRefusal extends Error {
  /** Path of the refused value in the file; null if the file has no such value. */
  readonly place: readonly string[] | null
  constructor(message: string, place: readonly string[] | null) {
    super(message)
    this.place = place
  }
}

export interface PlanOptions {
  readonly url: string
  readonly parentId: string | null
  readonly prune: boolean
  readonly onRetry: (error: ServerError) => void
  readonly onProgress: (text: string) => void
}

/** What differs between a fleet file and the server, and the requests that change it. */
export interface FleetPlan {
  readonly steps: readonly Step[]
  readonly changes: readonly Change[]
  /** Supervisors of the fleet that the file does not name. */
  readonly unlisted: readonly OwnedSupervisor[]
  readonly unlistedTeams: Applied['unlistedTeams']
  readonly impact: Impact | null
}

const noSignal = new AbortController().signal

/** Compares a fleet file with a server, and applies it. */
export class FleetPlanner {
  readonly #file: FleetFile
  readonly #options: PlanOptions
  #items: readonly ReadSupervisor[]

  constructor(file: FleetFile, options: PlanOptions) {
    this.#file = file
    this.#options = options
    this.#items = file.supervisors
  }

  /** @throws {FleetRefusal} if the server would refuse the file */
  async plan(): Promise<FleetPlan> {
    const { url, prune, onProgress } = this.#options
    const owned = await this.#ask(() => fetchOwned(url, this.#file.name), true)
    if (owned.length === 0) this.#items = await this.#adoptEarlier()
    const named = new Set(this.#items.flatMap(({ supervisor: { key, previousKey } }) => [key, previousKey]))
    const ids = new Set(this.#items.map(({ supervisor: { id } }) => id))
    const unlisted = owned.filter(({ key, id }) => !named.has(key) && !ids.has(id))
    const remove = prune ? unlisted.map(({ key }) => key) : []

    const chunks = cutIntoChunks(this.#items)
    if (chunks.length <= 1) return this.#exact({ items: this.#items, remove }, unlisted)
    const parts: Applied[] = []
    for (const [i, items] of chunks.entries()) {
      parts.push(await this.#send({ items, remove: [] }, { dryRun: true, partial: true }))
      onProgress(`Compared part ${i + 1} of ${chunks.length}.`)
    }
    const touched = parts.flatMap(({ changes }) => changes)
    const steps = planSteps(this.#items, touched, remove)
    if (steps === null)
      throw new FleetRefusal(
        'Too many supervisors are moved, renamed or removed at the same time. Apply a file with fewer of these changes first.',
        null,
      )
    const [first, ...others] = steps
    if (first && others.length === 0) return this.#exact(first, unlisted, parts)
    // the first step depends on other rows than its own; new supervisors and other changes do not
    const exact = first ? await this.#send(first, { dryRun: true }) : null
    const checked = new Set(first?.items.map(({ supervisor: { key } }) => key))
    return {
      steps,
      changes: [...(exact?.changes ?? []), ...touched.filter(({ key }) => !checked.has(key))],
      unlisted: prune ? [] : unlisted,
      unlistedTeams: parts.flatMap(({ unlistedTeams }) => unlistedTeams),
      impact: exact?.impact ?? null,
    }
  }

  /** Sends the requests of a plan, each as one transaction. @returns the changes that were made */
  async apply({ steps, impact }: FleetPlan): Promise<Change[]> {
    const changes: Change[] = []
    for (const [i, step] of steps.entries()) {
      const token = step.remove.length > 0 ? impact?.token : undefined
      const applied = await this.#send(step, token === undefined ? {} : { impactToken: token })
      changes.push(...applied.changes)
      if (steps.length > 1) this.#options.onProgress(`Applied step ${i + 1} of ${steps.length}.`)
    }
    return changes
  }

  async #exact(step: Step, unlisted: readonly OwnedSupervisor[], parts: readonly Applied[] = []): Promise<FleetPlan> {
    const { changes, unlistedTeams, impact } = await this.#send(step, { dryRun: true })
    const all = new Map(
      [...parts.flatMap((part) => part.unlistedTeams), ...unlistedTeams].map((each) => [JSON.stringify(each), each]),
    )
    return {
      steps: [step],
      changes,
      unlisted: this.#options.prune ? [] : unlisted,
      unlistedTeams: [...all.values()],
      impact,
    }
  }

  /**
   * Earlier versions of this command derived ids from the names, and kept no keys. Supervisors with these ids are those of the
   * file.
   */
  async #adoptEarlier(): Promise<readonly ReadSupervisor[]> {
    const { name, supervisors } = this.#file
    if (supervisors.length > 1_000) return supervisors // more than earlier versions accepted
    const derived = new Map(
      supervisors
        .filter(({ hasKey, supervisor }) => !hasKey && supervisor.id === undefined)
        .map((item) => [item, stableId(`fleet file/${JSON.stringify([name, ...item.names])}`)]),
    )
    const live = await this.#ask(() => fetchLiveIds(this.#options.url, [...derived.values()]), false)
    return supervisors.map((item) => {
      const id = derived.get(item)
      return id !== undefined && live.has(id) ? { ...item, supervisor: { ...item.supervisor, id } } : item
    })
  }

  async #send(step: Step, more: { dryRun?: boolean; partial?: boolean; impactToken?: string }): Promise<Applied> {
    const { url, parentId, prune } = this.#options
    const supervisors = step.items.map(({ supervisor }) => supervisor)
    const input = { fleet: this.#file.name, parentId, supervisors, remove: step.remove, pruneTeams: prune, ...more }
    const outcome = await this.#ask(() => applyFleet(url, input), false)
    if (outcome.__typename === 'ApplyFleetPayload') return outcome
    throw refusalOf(outcome, step)
  }

  #ask<Answer>(request: () => Promise<Answer>, expectsServer: boolean): Promise<Answer> {
    const { onRetry } = this.#options
    return askAgain(request, { signal: noSignal, maxPauseMs: 5_000, expectsServer, onRetry })
  }
}

function refusalOf({ message, path = [] }: Refusal, { items }: Step): FleetRefusal {
  const [, list, index = '', ...below] = path
  const item = list === 'supervisors' ? items[Number(index)] : undefined
  const prefix = `${path.join('.')}: `
  const reason = message.startsWith(prefix) ? message.slice(prefix.length) : message
  if (list === 'parentId') return new FleetRefusal(reason, ['parent'])
  if (!item) return new FleetRefusal(message, null)
  const field = below.length > 0 && below.at(-1) !== 'name' ? `${below.join('.')}: ` : ''
  return new FleetRefusal(`${field}${reason}`, [...item.place, ...below])
}
