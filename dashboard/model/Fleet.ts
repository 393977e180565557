import { askServer, messageOf } from '../api/askServer.ts'
import {
  RefreshRowsDocument,
  RowsDocument,
  type RowFragment,
  type RowPageFragment,
  type PathFragment,
} from '../generated/graphql.ts'
import { patchRow, spawnedRow } from './applyEvent.ts'
import { textOf, type FeedEvent } from './FeedEvent.ts'
import { IdCollector } from './IdCollector.ts'
import { Journal } from './Journal.ts'
import { emptyLevel, sortByName, type Level } from './Level.ts'
import { pause, retryMs } from './pause.ts'
import { readLevel, roots } from './readLevel.ts'
import { ancestorRow, healthOf, rowOf, type Row } from './Row.ts'
import { Store } from './Store.ts'

/**
 * The part of the tree that has been read. It is read once; then events change it. A page that is being read may lack the
 * events that arrive meanwhile, so they are applied to it again. Each event applies once, because its version says so.
 */
export class Fleet extends Store {
  readonly rows = new Map<string, Row>()
  /** The levels that have been read, by the parent; `roots` for the roots. */
  readonly levels = new Map<string, Level>()
  /** Increases with each change of the order or the number of rows. */
  structure = 0
  readonly #journal = new Journal()
  readonly #wanted = new IdCollector(250, (ids) => this.read(ids))

  /** Reads pages of a level until it has the entry at this position. */
  async load(parentId: string, index = 0): Promise<void> {
    const level = this.levels.get(parentId) ?? emptyLevel()
    this.levels.set(parentId, level)
    while (!level.isComplete && level.ids.length <= index) {
      const before = level.ids.length
      level.loading ??= this.#loadPage(parentId, level).finally(() => {
        level.loading = null
      })
      await level.loading
      if (level.error !== null || level.ids.length === before) return
    }
  }

  /** Reads the levels again whose last read has failed. */
  retry(): void {
    for (const [parentId, { error, ids }] of this.levels) if (error !== null) void this.load(parentId, ids.length)
  }

  async #loadPage(parentId: string, level: Level): Promise<void> {
    const sentAt = performance.now()
    try {
      const page = await readLevel(parentId, level.after)
      if (this.levels.get(parentId) !== level) return // removed, or read again
      this.#addPage(parentId, level, page, sentAt)
      this.#replay(sentAt)
    } catch (error) {
      level.error = messageOf(error)
      this.changed()
      await pause(retryMs) // the level counts as loading until then: each rendering asks for it
    }
  }

  #addPage(parentId: string, level: Level, page: RowPageFragment | null, readAt: number): void {
    level.error = null
    level.total = page?.totalCount ?? level.total
    level.after = page?.pageInfo.endCursor ?? level.after
    level.isComplete = !page?.pageInfo.hasNextPage
    const known = new Set(level.ids)
    for (const node of page?.nodes ?? []) {
      if (!known.has(node.id)) level.ids.push(node.id)
      this.merge(node, parentId === roots ? null : parentId, readAt)
    }
    this.#sort(level)
    if (level.isComplete) level.total = level.ids.length
    this.#restructured()
  }

  /** Adds what a request has read. Events that are newer than the request win. */
  merge(read: RowFragment, parentId: string | null | undefined, readAt: number): void {
    const known = this.rows.get(read.id)
    const row = rowOf(read, parentId === undefined ? known?.parentId : parentId, readAt)
    this.rows.set(read.id, known && known.version > row.version ? { ...known, health: row.health } : row)
    this.changed()
  }

  /** Adds a row with its ancestors. */
  mergeWithPath(read: RowFragment & PathFragment, readAt: number): void {
    let parentId: string | null = null
    for (const ancestor of read.ancestors) {
      if (!this.rows.has(ancestor.id)) this.rows.set(ancestor.id, ancestorRow(ancestor, parentId))
      parentId = ancestor.id
    }
    this.merge(read, parentId, readAt)
  }

  /** Reads rows again, for what writes no event: health and counts. */
  async refresh(ids: readonly string[]): Promise<void> {
    const readAt = performance.now()
    const { nodes } = await askServer(RefreshRowsDocument, { ids: [...ids] })
    for (const read of nodes) {
      if (read?.__typename !== 'Supervisor') continue
      const row = this.rows.get(read.id)
      if (!row) continue
      const { childCount, effectiveStatus } = read
      const health = row.version > read.version ? row.health : healthOf(read, readAt)
      this.rows.set(row.id, { ...row, childCount, health, wasBlocked: effectiveStatus === 'BLOCKED' })
    }
    this.changed()
  }

  /** Applies a new event. */
  apply(event: FeedEvent): void {
    this.#journal.add(event)
    this.#apply(event, true)
  }

  #replay(since: number): void {
    for (const event of this.#journal.since(since)) this.#apply(event, false)
  }

  #apply(event: FeedEvent, isNew: boolean): void {
    const { type, supervisorId: id, before, after, version } = event
    if (!type.startsWith('SUPERVISOR_')) return
    const row = this.rows.get(id)
    if (row && row.version >= version) return
    if (type === 'SUPERVISOR_SPAWNED') this.#spawn(event, isNew)
    else if (type === 'SUPERVISOR_DELETED' || !after || after.status === 'TERMINATED') this.#remove(id, isNew)
    else if (row) this.#patch(row, patchRow(row, event), isNew)
    else if ('parentId' in after || before === null) this.#want(id, textOf(after.parentId))
  }

  #spawn(event: FeedEvent, isNew: boolean): void {
    const row = spawnedRow(event)
    const parentId = row?.parentId ?? roots
    const level = this.levels.get(parentId)
    if (isNew) this.#countChild(parentId, 1)
    if (!row || !level) return
    this.rows.set(row.id, row)
    this.#insert(level, row, isNew)
    this.#want(row.id, parentId)
  }

  #patch(row: Row, next: Row, isNew: boolean): void {
    this.rows.set(row.id, next)
    this.changed()
    const [from, to] = [row.parentId ?? roots, next.parentId ?? roots]
    if (from !== to) {
      this.#takeOut(row, isNew)
      if (isNew) this.#countChild(to, 1)
      const level = this.levels.get(to)
      if (level) this.#insert(level, next, isNew)
    } else if (row.name !== next.name) {
      const level = this.levels.get(to)
      if (level) this.#sort(level)
      this.#restructured()
    }
  }

  #remove(id: string, isNew: boolean): void {
    const row = this.rows.get(id)
    if (!row) return
    this.#takeOut(row, isNew)
    this.rows.delete(id)
    this.levels.delete(id)
    this.#restructured()
  }

  #takeOut(row: Row, isNew: boolean): void {
    const parentId = row.parentId ?? roots
    if (isNew) this.#countChild(parentId, -1)
    const level = this.levels.get(parentId)
    const index = level?.ids.indexOf(row.id) ?? -1
    if (!level || index < 0) return
    level.ids.splice(index, 1)
    level.total--
    this.#restructured()
  }

  #insert(level: Level, row: Row, isNew: boolean): void {
    if (level.ids.includes(row.id)) return
    level.ids.push(row.id)
    this.#sort(level)
    level.total = level.isComplete ? level.ids.length : Math.max(level.total + (isNew ? 1 : 0), level.ids.length)
    this.#restructured()
  }

  #sort(level: Level): void {
    sortByName(level.ids, (id) => this.rows.get(id)?.name ?? '')
  }

  #countChild(parentId: string, difference: number): void {
    const parent = this.rows.get(parentId)
    if (!parent) return
    this.rows.set(parentId, { ...parent, childCount: Math.max(0, parent.childCount + difference) })
    this.changed()
  }

  /** Reads a supervisor that events have shown, if it belongs to a level that has been read. */
  #want(id: string, parentId: string | null): void {
    if (this.levels.has(parentId ?? roots)) this.#wanted.add(id)
  }

  /** Reads supervisors with their ancestors, and puts them into the levels that have been read. */
  async read(ids: string[]): Promise<void> {
    const sentAt = performance.now()
    const { nodes } = await askServer(RowsDocument, { ids })
    for (const read of nodes) {
      if (read?.__typename !== 'Supervisor') continue
      this.mergeWithPath(read, sentAt)
      if (read.status === 'TERMINATED') continue
      const row = this.rows.get(read.id)
      const level = row && this.levels.get(row.parentId ?? roots)
      if (row && level) this.#insert(level, row, true)
    }
    this.#replay(sentAt)
  }

  /** Reads everything again that has been read: events are missing. The rows stay until they are replaced. */
  async readAgain(): Promise<void> {
    // after a restore of the database, versions can be lower than before
    for (const [id, row] of this.rows) this.rows.set(id, { ...row, version: 0 })
    for (const [parentId, old] of [...this.levels]) {
      const level = emptyLevel()
      const sentAt = performance.now()
      do {
        this.#addPage(parentId, level, await readLevel(parentId, level.after), sentAt)
      } while (!level.isComplete && level.ids.length < old.ids.length)
      if (this.levels.has(parentId)) this.levels.set(parentId, level)
      this.#replay(sentAt)
    }
    this.#restructured()
  }

  /** Forgets everything, for another caller. */
  clear(): void {
    this.rows.clear()
    this.levels.clear()
    this.#journal.clear()
    this.#restructured()
  }

  #restructured(): void {
    this.structure++
    this.changed()
  }
}
