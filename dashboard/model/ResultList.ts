import { askServer, messageOf } from '../api/askServer.ts'
import {
  FilteredRowsDocument,
  type FilteredRowsQuery,
  type SupervisorFilter,
  type SupervisorOrder,
} from '../generated/graphql.ts'
import type { FeedEvent } from './FeedEvent.ts'
import type { Fleet } from './Fleet.ts'
import { GridState, type Line } from './GridState.ts'
import { pause, retryMs } from './pause.ts'

/** Interval of reads in milliseconds: health changes without an event. */
const pollMs = 5_000
/** Shortest time between two reads, in milliseconds, however many events arrive. */
const settleMs = 1_000
/** Largest number of pages that are read again. */
const maxPagesAgain = 5

interface Conditions {
  readonly filter: SupervisorFilter
  readonly orderBy: SupervisorOrder
}

/** The supervisors that meet a filter, as a list. Events change its rows at once; which rows it has is read again. */
export class ResultList extends GridState {
  total = 0
  error: string | null = null
  /** Whether the first page has been read. */
  isRead = false
  readonly #fleet: Fleet
  #conditions: Conditions | null = null
  #ids: readonly string[] = []
  #after: string | null = null
  #isLoading = false
  #readAt = 0
  #isDue = false
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(fleet: Fleet) {
    super()
    this.#fleet = fleet
  }

  /** Shows other conditions; null for none. */
  show(conditions: Conditions | null): void {
    if (JSON.stringify(conditions) === JSON.stringify(this.#conditions)) return
    this.#conditions = conditions
    this.#ids = []
    this.#after = null
    this.total = 0
    this.isRead = false
    this.error = null
    clearInterval(this.#timer)
    this.changed()
    if (!conditions) return
    void this.#read(1)
    this.#timer = setInterval(() => {
      const age = performance.now() - this.#readAt
      if (!document.hidden && (age > pollMs || (this.#isDue && age > settleMs))) void this.#read(this.#pages)
    }, settleMs / 4)
  }

  apply({ type }: FeedEvent): void {
    if (type.startsWith('SUPERVISOR_')) this.#isDue = true
  }

  readAgain(): Promise<void> {
    return this.#conditions ? this.#read(this.#pages) : Promise.resolve()
  }

  protected buildLines(): Line[] {
    const ids = this.#ids.filter((id) => this.#fleet.rows.has(id))
    const size = Math.max(this.total - (this.#ids.length - ids.length), ids.length)
    const lines: Line[] = ids.map((id, position) => ({ kind: 'row', id, depth: 0, position, size }))
    for (let position = ids.length; position < size; position++)
      lines.push({ kind: 'unread', parentId: '', depth: 0, position })
    return lines
  }

  protected get structure(): unknown {
    return `${this.#fleet.structure} ${this.#version}`
  }
  #version = 0

  isOpen(): null {
    return null
  }

  toggle(): void {
    // a list has no levels
  }

  loadLine(line: Line): void {
    if (line.kind === 'unread') void this.#readMore(line.position)
  }

  get #pages(): number {
    return Math.min(maxPagesAgain, Math.max(1, Math.ceil(this.#ids.length / 100)))
  }

  /** Reads the first pages again. What is below them stays. */
  async #read(pages: number): Promise<void> {
    const conditions = this.#conditions
    if (!conditions || this.#isLoading) return
    this.#isLoading = true
    this.#isDue = false
    this.#readAt = performance.now()
    try {
      const ids: string[] = []
      let after: string | null = null
      for (let page = 0; page < pages; page++) {
        const read: FilteredRowsQuery['supervisors'] = await this.#readPage(conditions, after)
        if (this.#conditions !== conditions) return
        ids.push(...read.nodes.map(({ id }) => id))
        after = read.pageInfo.hasNextPage ? read.pageInfo.endCursor : null
        this.total = read.totalCount
        if (after === null) break
      }
      const isWhole = after === null || pages * 100 >= this.#ids.length
      const below = isWhole ? [] : this.#ids.filter((id) => !ids.includes(id)).slice(0, this.#ids.length - ids.length)
      this.#ids = [...ids, ...below]
      if (isWhole) this.#after = after
      this.isRead = true
      this.error = null
    } catch (error) {
      this.error = messageOf(error)
    } finally {
      this.#isLoading = false
      if (this.#conditions !== conditions) void this.#read(1)
    }
    this.#version++
    this.changed()
  }

  async #readMore(index: number): Promise<void> {
    const conditions = this.#conditions
    if (!conditions || this.#isLoading) return
    this.#isLoading = true
    try {
      while (this.#after !== null && this.#ids.length <= index) {
        const { nodes, pageInfo } = await this.#readPage(conditions, this.#after)
        if (this.#conditions !== conditions) return
        const known = new Set(this.#ids)
        this.#ids = [...this.#ids, ...nodes.map(({ id }) => id).filter((id) => !known.has(id))]
        this.#after = pageInfo.hasNextPage ? pageInfo.endCursor : null
        this.#version++
        this.changed()
      }
    } catch (error) {
      this.error = messageOf(error)
      this.changed()
      await pause(retryMs) // each rendering asks for the unread entries
    } finally {
      this.#isLoading = false
      if (this.#conditions !== conditions) void this.#read(1)
    }
  }

  async #readPage(conditions: Conditions, after: string | null): Promise<FilteredRowsQuery['supervisors']> {
    const sentAt = performance.now()
    const { supervisors } = await askServer(FilteredRowsDocument, { ...conditions, after })
    for (const node of supervisors.nodes) this.#fleet.mergeWithPath(node, sentAt)
    return supervisors
  }
}
