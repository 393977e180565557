import { roots, type Fleet } from './Fleet.ts'
import { Store } from './Store.ts'

/** A line of the grid: a row, or the place of a row that has not been read. */
export type Line =
  | {
      readonly kind: 'row'
      readonly id: string
      readonly depth: number
      readonly position: number
      readonly size: number
    }
  | { readonly kind: 'unread'; readonly parentId: string; readonly depth: number; readonly position: number }

/** Which levels are open, and which rows are focused and selected: by id, so that no change of the tree changes it. */
export class TreeView extends Store {
  readonly open = new Set<string>()
  readonly selected = new Set<string>()
  focusedId: string | null = null
  readonly #fleet: Fleet
  #lines: Line[] = []
  readonly #indexes = new Map<string, number>()
  #linesOf = -1
  #openings = 0

  constructor(fleet: Fleet) {
    super()
    this.#fleet = fleet
  }

  /** The lines of the open levels, from top to bottom. */
  get lines(): readonly Line[] {
    const version = this.#fleet.structure + this.#openings
    if (this.#linesOf !== version) {
      this.#linesOf = version
      this.#lines = []
      this.#indexes.clear()
      this.#addLevel(roots, 0)
    }
    return this.#lines
  }

  #addLevel(parentId: string, depth: number): void {
    const level = this.#fleet.levelOf(parentId)
    if (!level) return
    const size = level.total
    level.ids.forEach((id, position) => {
      this.#indexes.set(id, this.#lines.length)
      this.#lines.push({ kind: 'row', id, depth, position, size })
      if (this.open.has(id)) this.#addLevel(id, depth + 1)
    })
    for (let position = level.ids.length; position < size; position++)
      this.#lines.push({ kind: 'unread', parentId, depth, position })
  }

  indexOf(id: string | null): number {
    if (id === null || this.lines.length === 0) return -1
    return this.#indexes.get(id) ?? -1
  }

  isOpen(id: string): boolean {
    return this.open.has(id)
  }

  loadLine(line: Line): void {
    if (line.kind === 'unread') void this.#fleet.load(line.parentId, line.position)
  }

  toggle(id: string, isOpen = !this.open.has(id)): void {
    if (isOpen === this.open.has(id)) return
    if (isOpen) this.open.add(id)
    else this.open.delete(id)
    if (isOpen) void this.#fleet.load(id)
    this.#openings++
    this.changed()
  }

  focus(id: string | null): void {
    if (this.focusedId === id) return
    this.focusedId = id
    this.changed()
  }

  select(id: string, isSelected = !this.selected.has(id)): void {
    if (isSelected) this.selected.add(id)
    else this.selected.delete(id)
    this.changed()
  }

  clearSelection(): void {
    this.selected.clear()
    this.changed()
  }

  /** Opens all levels above a supervisor, and reads them as far as it. Returns whether it was found. */
  async reveal(id: string): Promise<boolean> {
    const path = this.#pathOf(id)
    for (const [i, step] of path.entries()) {
      const parentId = path[i - 1] ?? roots
      if (parentId !== roots) this.toggle(parentId, true)
      while (!this.#fleet.levelOf(parentId)?.ids.includes(step)) {
        const level = this.#fleet.levelOf(parentId)
        if (level && (level.isComplete || level.error !== null)) return false
        await this.#fleet.load(parentId, level?.ids.length ?? 0)
      }
    }
    this.focus(id)
    return path.length > 0
  }

  /** The ids from the root to the supervisor. */
  #pathOf(id: string): string[] {
    const path: string[] = []
    for (let at: string | null | undefined = id; at != null; at = this.#fleet.rows.get(at)?.parentId) path.unshift(at)
    return path
  }
}
