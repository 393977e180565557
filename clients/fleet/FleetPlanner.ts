import { askAgain } from '../support/askAgain.ts'
import type { ServerError } from '../support/askServer.ts'
import { cut, cutIntoChunks } from './chunks.ts'
import type { FleetFile, FleetSupervisor, ReadSupervisor } from './file/fleetFile.ts'
import {
  applyFleet,
  fetchLiveIds,
  type Applied,
  type ApplyInput,
  type Change,
  type Comparison,
  type Impact,
  type OwnedSupervisor,
  type Refusal,
} from './fleetApi.ts'
import { fingerprint } from './fingerprint.ts'
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

/** Limits of one request. The server accepts bodies of up to 4 MiB. */
const mostFingerprints = { supervisors: 50_000, bytes: 3_500_000 }
const nothing = { changes: [], unlistedTeams: [], impact: null } as const
const noSignal = new AbortController().signal

/** Compares a fleet file with a server, and applies it. */
export class FleetPlanner {
  readonly #file: FleetFile
  readonly #options: PlanOptions
  readonly #most: typeof mostFingerprints

  constructor(file: FleetFile, options: PlanOptions, most = mostFingerprints) {
    this.#file = file
    this.#options = options
    this.#most = most
  }

  /** @throws {FleetRefusal} if the server would refuse the file */
  async plan(): Promise<FleetPlan> {
    const { prune, onProgress } = this.#options
    const { supervisors } = this.#file
    const compared = await this.#compare()
    const named = new Set(supervisors.map(({ supervisor: { previousKey } }) => previousKey))
    const ids = new Set(supervisors.map(({ supervisor: { id } }) => id))
    const unlisted = compared.unlisted.filter(({ key, id }) => !named.has(key) && !ids.has(id))
    const remove = prune ? unlisted.map(({ key }) => key) : []
    const changed = new Set([...compared.missing, ...compared.different])
    const isNew = compared.missing.length === supervisors.length && compared.unlisted.length === 0
    const items = isNew ? await this.#adoptEarlier() : supervisors.filter(({ supervisor: { key } }) => changed.has(key))

    const chunks = cutIntoChunks(items)
    if (chunks.length <= 1) return this.#exact({ items, remove }, unlisted)
    const parts: Applied[] = []
    for (const [i, items] of chunks.entries()) {
      parts.push(await this.#send({ items, remove: [] }, { dryRun: true, partial: true }))
      onProgress(`Compared part ${i + 1} of ${chunks.length}.`)
    }
    const touched = parts.flatMap(({ changes }) => changes)
    const steps = planSteps(items, touched, remove)
    if (steps === null)
      throw new FleetRefusal(
        'Too many supervisors are moved, renamed or removed at the same time. Apply a file with fewer of these changes first.',
        null,
      )
    // they change nothing: the server only records their fingerprints
    const touchedKeys = new Set(touched.map(({ key }) => key))
    const equal = cutIntoChunks(items.filter(({ supervisor: { key } }) => !touchedKeys.has(key)))
    const records = equal.map((chunk) => ({ items: chunk, remove: [] }))
    const [first, ...others] = steps
    if (first && others.length === 0) {
      const plan = await this.#exact(first, unlisted, parts)
      return { ...plan, steps: [...plan.steps, ...records] }
    }
    // the first step depends on other rows than its own; new supervisors and other changes do not
    const exact = first ? await this.#send(first, { dryRun: true }) : null
    const checked = new Set(first?.items.map(({ supervisor: { key } }) => key))
    return {
      steps: [...steps, ...records],
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
    const isDone = step.items.length === 0 && step.remove.length === 0
    const { changes, unlistedTeams, impact } = isDone ? nothing : await this.#send(step, { dryRun: true })
    const all = new Map(
      [...parts.flatMap((part) => part.unlistedTeams), ...unlistedTeams].map((each) => [JSON.stringify(each), each]),
    )
    return {
      steps: isDone ? [] : [step],
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

  /** Which supervisors differ from the fingerprints of the file: the server needs the descriptions of only these. */
  async #compare(): Promise<Comparison> {
    const all = this.#file.supervisors.map(({ supervisor }) => this.#described(supervisor))
    const parts = cut(
      all,
      ({ key }) => ({ supervisors: 1, bytes: Buffer.byteLength(JSON.stringify(key)) + 60 }),
      this.#most,
    )
    const compared: Comparison[] = []
    for (const part of parts.length > 0 ? parts : [[]]) {
      const fingerprints = part.map(({ key, fingerprint }) => ({ key, fingerprint }))
      const request = { fingerprints, dryRun: true }
      const { comparison } = await this.#send({ items: [], remove: [] }, request, compared.length === 0)
      if (!comparison) throw new Error('expected a comparison of fingerprints from the server, got none')
      compared.push(comparison)
    }
    const [first, ...others] = compared.map(({ unlisted }) => new Map(unlisted.map((each) => [each.id, each])))
    return {
      missing: compared.flatMap(({ missing }) => missing),
      different: compared.flatMap(({ different }) => different),
      // for each part, the supervisors of the other parts are unlisted too
      unlisted: [...(first?.values() ?? [])].filter(({ id }) => others.every((part) => part.has(id))),
    }
  }

  #described(supervisor: FleetSupervisor): FleetSupervisor & { readonly fingerprint: string } {
    return { ...supervisor, fingerprint: fingerprint(supervisor, this.#options.parentId) }
  }

  async #send(step: Step, more: Partial<ApplyInput>, expectsServer = false): Promise<Applied> {
    const { url, parentId, prune } = this.#options
    const supervisors = step.items.map(({ supervisor }) => this.#described(supervisor))
    const input = { fleet: this.#file.name, parentId, supervisors, remove: step.remove, pruneTeams: prune, ...more }
    const outcome = await this.#ask(() => applyFleet(url, input), expectsServer)
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
