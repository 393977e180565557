import { askServer } from '../api/askServer.ts'
import { NamesDocument } from '../generated/graphql.ts'
import type { FeedEvent } from './FeedEvent.ts'
import { textOf } from './FeedEvent.ts'
import type { Fleet } from './Fleet.ts'
import { IdCollector } from './IdCollector.ts'
import { Store } from './Store.ts'

/** Number of names that are kept. */
const keptNames = 5_000

/** The first characters of an id: agents have no name. */
export function shortId(id: string): string {
  return id.slice(0, 8)
}

/** Names of supervisors and teams that events refer to by id. */
export class Names extends Store {
  readonly #fleet: Fleet
  #names = new Map<string, string | null>()
  readonly #wanted = new IdCollector(50, (ids) => this.#read(ids))

  constructor(fleet: Fleet) {
    super()
    this.#fleet = fleet
  }

  /** The name; null while it is read, or if the object was deleted. */
  get(id: string): string | null {
    const known = this.#fleet.rows.get(id)?.name ?? this.#names.get(id)
    if (known === undefined) {
      this.#names.set(id, null)
      this.#wanted.add(id)
    }
    return known ?? null
  }

  /** The name, or the start of the id. */
  labelOf(id: string): string {
    return this.get(id) ?? shortId(id)
  }

  /** The text with names instead of ids. */
  replaceIds(text: string): string {
    return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => this.labelOf(id))
  }

  apply(event: FeedEvent): void {
    const name = textOf(event.after?.name) ?? textOf(event.before?.name)
    if (name === null || event.membershipId != null) return
    this.set(event.teamId ?? event.supervisorId, name)
  }

  set(id: string, name: string): void {
    this.#names.delete(id) // so that it becomes the newest
    this.#names.set(id, name)
    for (const oldest of this.#names.keys()) {
      if (this.#names.size <= keptNames) break
      this.#names.delete(oldest)
    }
  }

  readAgain(): Promise<void> {
    this.clear()
    return Promise.resolve()
  }

  clear(): void {
    this.#names = new Map()
  }

  async #read(ids: string[]): Promise<void> {
    const names = this.#names
    const { nodes } = await askServer(NamesDocument, { ids })
    if (this.#names !== names) return // cleared meanwhile
    for (const node of nodes) if (node && 'name' in node) this.set(node.id, node.name)
    this.changed()
  }
}
