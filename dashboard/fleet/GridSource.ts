import type { Line } from '../model/TreeView.ts'

/** What a grid shows: the lines of the tree, or of a list. */
export interface GridSource {
  readonly lines: readonly Line[]
  readonly focusedId: string | null
  readonly selected: ReadonlySet<string>
  indexOf(id: string | null): number
  focus(id: string | null): void
  select(id: string, isSelected?: boolean): void
  clearSelection(): void
  /** Whether the children of the row are shown below it; null if the source is a list. */
  isOpen(id: string): boolean | null
  toggle(id: string, isOpen?: boolean): void
  /** Reads the entries that are visible, but unread. */
  loadLine(line: Line): void
}
