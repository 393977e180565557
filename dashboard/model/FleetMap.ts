import { askServer } from '../api/askServer.ts'
import { MapPageDocument, type MapPageQuery, type SupervisorStatus } from '../generated/graphql.ts'
import { textOf, type FeedEvent } from './FeedEvent.ts'
import { pause, retryMs } from './pause.ts'
import { Store } from './Store.ts'

/** Number of supervisors that are read at most: each page of 1,000 is a request. */
export const maxCells = 20_000

export interface Cell {
  readonly id: string
  readonly name: string
  readonly status: SupervisorStatus
  readonly version: number
}

/** Name and status of every live supervisor, read in the background; then events change them. */
export class FleetMap extends Store {
  readonly cells = new Map<string, Cell>()
  /** Whether all supervisors have been read, or as many as are shown. */
  isComplete = false
  /** Increases with each change. */
  version = 0
  /** Supervisors that ended while pages were on their way. */
  readonly #gone = new Set<string>()
  #reading = 0

  apply({ supervisorId: id, type, version, after, before }: FeedEvent): void {
    if (!type.startsWith('SUPERVISOR_')) return
    const cell = this.cells.get(id)
    if (cell && cell.version >= version) return
    const isGone = type === 'SUPERVISOR_DELETED' || after == null || after.status === 'TERMINATED'
    if (isGone) {
      this.cells.delete(id)
      if (!this.isComplete) this.#gone.add(id)
    } else if (cell || type === 'SUPERVISOR_SPAWNED' || before == null) {
      const status = (textOf(after.status) ?? cell?.status ?? 'SPAWNING') as SupervisorStatus
      this.cells.set(id, { id, name: textOf(after.name) ?? cell?.name ?? '', status, version })
    } else return
    this.#announce()
  }

  /** Starts to read all supervisors, in the background. A later call ends an earlier one. */
  readAgain(): Promise<void> {
    const reading = ++this.#reading
    const read = async (): Promise<void> => {
      while (reading === this.#reading && !this.isComplete) {
        await this.#readAll(reading).catch(() => pause(retryMs))
      }
    }
    this.isComplete = false
    void read()
    return Promise.resolve()
  }

  async #readAll(reading: number): Promise<void> {
    this.#gone.clear()
    this.cells.clear() // events that are missing may have ended some of them
    let after: string | null = null
    do {
      const { supervisors }: MapPageQuery = await askServer(MapPageDocument, { after })
      if (reading !== this.#reading) return
      for (const cell of supervisors.nodes) {
        const known = this.cells.get(cell.id)
        if (!this.#gone.has(cell.id) && (!known || known.version < cell.version)) this.cells.set(cell.id, cell)
      }
      this.#announce()
      after = supervisors.pageInfo.hasNextPage ? supervisors.pageInfo.endCursor : null
    } while (after !== null && this.cells.size < maxCells)
    this.isComplete = true
    this.#announce()
  }

  clear(): void {
    this.#reading++
    this.cells.clear()
    this.#announce()
  }

  #announce(): void {
    this.version++
    this.changed()
  }
}
