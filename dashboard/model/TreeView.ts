import type { Fleet } from './Fleet.ts'
import { roots } from './readLevel.ts'
import { GridState, type Line } from './GridState.ts'

/** The tree as far as its levels are open. */
export class TreeView extends GridState {
  readonly #open = new Set<string>()
  readonly #fleet: Fleet
  #openings = 0

  constructor(fleet: Fleet) {
    super()
    this.#fleet = fleet
  }

  protected get structure(): number {
    return this.#fleet.structure + this.#openings // both only increase
  }

  protected buildLines(): Line[] {
    const lines: Line[] = []
    const addLevel = (parentId: string, depth: number): void => {
      const level = this.#fleet.levels.get(parentId)
      if (!level) return
      const size = level.total
      level.ids.forEach((id, position) => {
        lines.push({ kind: 'row', id, depth, position, size })
        if (this.#open.has(id)) addLevel(id, depth + 1)
      })
      for (let position = level.ids.length; position < size; position++)
        lines.push({ kind: 'unread', parentId, depth, position })
    }
    addLevel(roots, 0)
    return lines
  }

  isOpen(id: string): boolean {
    return this.#open.has(id)
  }

  loadLine(line: Line): Promise<void> {
    return line.kind === 'unread' ? this.#fleet.load(line.parentId, line.position) : Promise.resolve()
  }

  toggle(id: string, isOpen = !this.#open.has(id)): void {
    if (isOpen === this.#open.has(id)) return
    if (isOpen) this.#open.add(id)
    else this.#open.delete(id)
    if (isOpen) void this.#fleet.load(id)
    this.#openings++
    this.changed()
  }

  /** Opens all levels above a supervisor, reads them as far as it, and focuses it. Returns whether it was found. */
  async reveal(id: string): Promise<boolean> {
    const path = await this.#findPath(id)
    for (const [i, step] of path.entries()) {
      const parentId = path[i - 1] ?? roots
      if (parentId !== roots) this.toggle(parentId, true)
      while (!this.#fleet.levels.get(parentId)?.ids.includes(step)) {
        const level = this.#fleet.levels.get(parentId)
        if (level && (level.isComplete || level.error !== null)) return false
        await this.#fleet.load(parentId, level?.ids.length ?? 0)
      }
    }
    if (path.length > 0) this.focus(id)
    return path.length > 0
  }

  /** The ids from the root to a supervisor, read if they are not known; empty if it does not exist. */
  async #findPath(id: string): Promise<string[]> {
    const { rows } = this.#fleet
    if (rows.get(id)?.parentId === undefined) await this.#fleet.read([id]).catch(() => undefined)
    const path: string[] = []
    for (let at: string | null | undefined = id; at != null; at = rows.get(at)?.parentId) {
      if (!rows.has(at)) return []
      path.unshift(at)
    }
    return path
  }

  /** Closes all levels and forgets the selection, for another caller. */
  clear(): void {
    this.#open.clear()
    this.selected.clear()
    this.focusedId = null
    this.#openings++
    this.changed()
  }
}
