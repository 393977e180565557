import { askServer, messageOf } from '../api/askServer.ts'
import {
  FilteredRowsDocument,
  type FilteredRowsQuery,
  type SupervisorFilter,
  type SupervisorOrder,
} from '../generated/graphql.ts'
import { textOf, type FeedEvent } from './FeedEvent.ts'
import type { Fleet } from './Fleet.ts'
import { GridState, type Line } from './GridState.ts'
import { IdCollector } from './IdCollector.ts'
import { Journal } from './Journal.ts'
import { meetsFilter } from './meetsFilter.ts'
import { pause, retryMs } from './pause.ts'
import { compareRows } from './rowOrder.ts'

/** Interval of reads in milliseconds, if the list depends on the health, which changes without an event. */
const healthPollMs = 5_000
/** Interval of other reads: they correct what events do not tell, such as the total number. */
const pollMs = 15_000
/** Largest number of pages that are read again. */
const maxPagesAgain = 5

/** Which supervisors a list has, and their order. */
export interface Conditions {
  readonly filter: SupervisorFilter
  readonly orderBy: SupervisorOrder
}

/** The supervisors that meet a filter, as a list. Events change it; a read from time to time corrects it. */
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
  readonly #journal = new Journal()
  readonly #wanted = new IdCollector(250, async (ids) => {
    await this.#fleet.read(ids)
    for (const id of ids) this.#place(id)
  })
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
    this.#timer = setInterval(
      () => {
        if (!document.hidden) void this.#read(this.#pages)
      },
      conditions.filter.health == null ? pollMs : healthPollMs,
    )
  }

  /** Applies an event after the fleet has applied it. */
  apply(event: FeedEvent): void {
    const { type, supervisorId: id } = event
    const filter = this.#conditions?.filter
    if (!filter || filter.health != null || !type.startsWith('SUPERVISOR_')) return
    this.#journal.add(event)
    if (!this.isRead) return
    const isKnown = this.#fleet.rows.get(id)?.parentId !== undefined // and so are its ancestors
    if (isKnown || this.#ids.includes(id)) this.#place(id)
    if (!isKnown && canJoin(event, filter)) this.#wanted.add(id)
  }

  /** Puts a supervisor where it belongs, or takes it out. What comes after the pages that have been read is not listed. */
  #place(id: string): void {
    const conditions = this.#conditions
    if (!conditions) return
    const { rows } = this.#fleet
    const row = rows.get(id)
    const others = this.#ids.filter((other) => other !== id)
    const wasListed = others.length < this.#ids.length
    if (!row || !meetsFilter(row, conditions.filter, rows)) {
      if (!wasListed) return
      this.total--
    } else {
      const next = others.findIndex((other) => {
        const otherRow = rows.get(other)
        return otherRow && compareRows(row, otherRow, conditions.orderBy) < 0
      })
      if (next >= 0) others.splice(next, 0, id)
      else if (this.#after === null) others.push(id)
      else if (!wasListed) return
      if (!wasListed) this.total++
    }
    this.#ids = others
    this.#version++
    this.changed()
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

  loadLine(line: Line): Promise<void> {
    return line.kind === 'unread' ? this.#readMore(line.position) : Promise.resolve()
  }

  get #pages(): number {
    return Math.min(maxPagesAgain, Math.max(1, Math.ceil(this.#ids.length / 100)))
  }

  /** Reads the first pages again. What is below them stays. */
  async #read(pages: number): Promise<void> {
    const conditions = this.#conditions
    if (!conditions || this.#isLoading) return
    this.#isLoading = true
    const sentAt = performance.now()
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
      for (const { supervisorId } of this.#journal.since(sentAt)) this.#place(supervisorId)
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

/** Whether an event can add a supervisor to the list of which nothing is known. */
function canJoin({ type, after }: FeedEvent, filter: SupervisorFilter): boolean {
  const { status, nameContains, within, minLevel, maxLevel } = filter
  switch (type) {
    case 'SUPERVISOR_SPAWNED':
      return true
    case 'SUPERVISOR_STATUS_CHANGED':
      return status?.some((each) => each === textOf(after?.status)) ?? false
    case 'SUPERVISOR_MOVED':
      return within != null || minLevel != null || maxLevel != null
    default:
      return nameContains != null && textOf(after?.name) !== null
  }
}
