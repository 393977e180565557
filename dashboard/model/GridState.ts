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

/** What a grid shows, and which rows are focused and selected: by id, so that no change of the lines changes it. */
export abstract class GridState extends Store {
  focusedId: string | null = null
  readonly selected = new Set<string>()
  #lines: readonly Line[] = []
  #linesOf: unknown = null
  #indexes = new Map<string, number>()

  /** A value that differs if the lines have to be built again. */
  protected abstract readonly structure: unknown
  protected abstract buildLines(): Line[]
  /** Whether the children of the row are shown below it; null if this is a list. */
  abstract isOpen(id: string): boolean | null
  abstract toggle(id: string, isOpen?: boolean): void
  /** Reads an entry that is unread, and those before it. */
  abstract loadLine(line: Line): Promise<void>

  /** The lines from top to bottom. */
  get lines(): readonly Line[] {
    const { structure } = this
    if (this.#linesOf !== structure) {
      this.#linesOf = structure
      this.#lines = this.buildLines()
      this.#indexes = new Map(this.#lines.flatMap((line, index) => (line.kind === 'row' ? [[line.id, index]] : [])))
    }
    return this.#lines
  }

  indexOf(id: string | null): number {
    if (id === null || this.lines.length === 0) return -1
    return this.#indexes.get(id) ?? -1
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
}
