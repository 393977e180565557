import { fleet } from '../model/app.ts'
import { copyText } from '../ui/copyText.ts'
import { router } from '../ui/router.ts'
import type { GridState, Line } from '../model/GridState.ts'

/** The keys of a WAI-ARIA treegrid whose rows take the focus. */
export function gridKeys(event: KeyboardEvent, source: GridState, pageSize: number, canSelect: boolean): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const action = keyActions[event.key]
  if (!action) return
  const id = source.focusedId
  const index = source.indexOf(id)
  if (index < 0 || id === null) return
  if (action({ source, id, index, pageSize, canSelect, isShift: event.shiftKey })) {
    event.preventDefault()
    event.stopPropagation()
  }
}

interface Press {
  readonly source: GridState
  readonly id: string
  readonly index: number
  readonly pageSize: number
  readonly canSelect: boolean
  readonly isShift: boolean
}

/** Each action says whether it has handled the key. */
const keyActions: Readonly<Record<string, (press: Press) => boolean>> = {
  ArrowDown: (press) => moveBy(press, 1),
  ArrowUp: (press) => moveBy(press, -1),
  PageDown: (press) => moveBy(press, press.pageSize),
  PageUp: (press) => moveBy(press, -press.pageSize),
  Home: (press) => moveTo(press, 0),
  End: (press) => moveTo(press, press.source.lines.length - 1),
  ArrowRight: expandOrEnter,
  ArrowLeft: collapseOrLeave,
  Enter: ({ id }) => {
    router.go(`/supervisors/${id}`)
    return true
  },
  ' ': ({ source, id, canSelect }) => {
    if (canSelect) source.select(id)
    return true
  },
  Escape: ({ source }) => {
    if (source.selected.size === 0) return false
    source.clearSelection()
    return true
  },
  c: ({ id }) => {
    void copyText('Id', id)
    return true
  },
}

function moveBy(press: Press, difference: number): boolean {
  if (press.isShift && press.canSelect) press.source.select(press.id, true)
  const target = Math.max(0, Math.min(press.source.lines.length - 1, press.index + difference))
  const isMoved = moveTo(press, target)
  if (press.isShift && press.canSelect && press.source.focusedId !== null)
    press.source.select(press.source.focusedId, true)
  return isMoved
}

/** Moves to the line, or to the nearest row before it until the line has been read. */
function moveTo({ source }: Press, index: number): boolean {
  for (let at = index; at >= 0; at--) {
    const line = source.lines[at]
    if (line?.kind !== 'row') continue
    source.focus(line.id)
    break
  }
  const wanted = source.lines[index]
  if (wanted?.kind === 'unread') void loadAndMove(source, wanted, index)
  return true
}

/** Does not move the focus if another key has moved it meanwhile. */
async function loadAndMove(source: GridState, wanted: Line, index: number): Promise<void> {
  const { focusedId } = source
  await source.loadLine(wanted)
  const line = source.lines[index]
  if (line?.kind === 'row' && source.focusedId === focusedId) source.focus(line.id)
}

function expandOrEnter(press: Press): boolean {
  const { source, id, index } = press
  const isOpen = source.isOpen(id)
  if (isOpen === null || (fleet.rows.get(id)?.childCount ?? 0) === 0) return isOpen !== null
  if (!isOpen) source.toggle(id, true)
  else if (source.lines[index + 1]?.kind === 'row') return moveTo(press, index + 1)
  return true
}

function collapseOrLeave({ source, id }: Press): boolean {
  const isOpen = source.isOpen(id)
  if (isOpen === null) return false
  if (isOpen) source.toggle(id, false)
  else {
    const parentId = fleet.rows.get(id)?.parentId
    if (parentId != null) source.focus(parentId)
  }
  return true
}
