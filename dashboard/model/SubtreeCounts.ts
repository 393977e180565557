import { askServer } from '../api/askServer.ts'
import { SubtreeCountsDocument } from '../generated/graphql.ts'
import { IdCollector } from './IdCollector.ts'
import { Store } from './Store.ts'

/** How old counts may be, in milliseconds, before they are read again. */
const maxAgeMs = 15_000
/** Number of subtrees whose counts are kept. */
const keptCounts = 2_000

export interface Counts {
  readonly supervisors: number
  readonly agents: number
  readonly readAt: number
}

/** Supervisors and agents in the subtrees of the rows that are visible. */
export class SubtreeCounts extends Store {
  #counts = new Map<string, Counts>()
  readonly #wanted = new IdCollector(100, (ids) => this.#read(ids))

  get(id: string): Counts | undefined {
    return this.#counts.get(id)
  }

  /** Reads the counts that are missing or too old. */
  want(ids: readonly string[]): void {
    const oldest = performance.now() - maxAgeMs
    this.#wanted.add(...ids.filter((id) => (this.#counts.get(id)?.readAt ?? -Infinity) < oldest))
  }

  clear(): void {
    this.#counts = new Map()
  }

  async #read(ids: string[]): Promise<void> {
    const readAt = performance.now()
    const counts = this.#counts
    const { nodes } = await askServer(SubtreeCountsDocument, { ids })
    if (this.#counts !== counts) return // cleared meanwhile
    for (const read of nodes) {
      if (read?.__typename !== 'Supervisor') continue
      const { supervisors, activeAgents: agents } = read.stats
      this.#counts.delete(read.id) // so that it becomes the newest
      this.#counts.set(read.id, { supervisors, agents, readAt })
    }
    for (const id of this.#counts.keys()) {
      if (this.#counts.size <= keptCounts) break
      this.#counts.delete(id)
    }
    this.changed()
  }
}
