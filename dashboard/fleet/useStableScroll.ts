import { useLayoutEffect, useRef } from 'preact/hooks'
import type { RefObject } from 'preact'
import type { GridState } from '../model/GridState.ts'

/**
 * Keeps the focused row, or else the first visible one, where it is on the screen when rows arrive or leave above it. The page
 * is made longer where it is too short to scroll.
 */
export function useStableScroll(
  scroller: RefObject<HTMLElement | null>,
  spacer: RefObject<HTMLElement | null>,
  source: GridState,
  rowHeight: number,
): void {
  const anchor = useRef<{ id: string; offset: number } | null>(null)
  const lines = source.lines

  useLayoutEffect(() => {
    const element = scroller.current
    const last = anchor.current
    if (!element) return
    const index = source.indexOf(last?.id ?? null)
    const offset = index * rowHeight - element.scrollTop
    if (last && index >= 0 && Math.abs(offset - last.offset) > 0.5) {
      const target = Math.max(0, index * rowHeight - last.offset)
      const missing = target + element.clientHeight - lines.length * rowHeight
      if (spacer.current) spacer.current.style.height = `${Math.max(0, missing)}px`
      element.scrollTop = target
    }
    anchor.current = findAnchor(element, source, rowHeight)
  }, [lines])

  useLayoutEffect(() => {
    const element = scroller.current
    const remember = (): void => {
      if (element) anchor.current = findAnchor(element, source, rowHeight)
    }
    remember()
    element?.addEventListener('scroll', remember, { passive: true })
    return () => {
      element?.removeEventListener('scroll', remember)
    }
  }, [source, source.focusedId, rowHeight])
}

function findAnchor(element: HTMLElement, source: GridState, rowHeight: number): { id: string; offset: number } | null {
  const { scrollTop, clientHeight } = element
  const offsetOf = (index: number): number => index * rowHeight - scrollTop
  const focused = source.indexOf(source.focusedId)
  if (focused >= 0 && offsetOf(focused) > -rowHeight && offsetOf(focused) < clientHeight)
    return { id: source.focusedId ?? '', offset: offsetOf(focused) }
  if (scrollTop === 0) return null // at the top, new rows are shown
  for (let index = Math.ceil(scrollTop / rowHeight); index < source.lines.length; index++) {
    const line = source.lines[index]
    if (line?.kind === 'row') return { id: line.id, offset: offsetOf(index) }
  }
  return null
}
