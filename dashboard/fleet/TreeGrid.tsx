import { defaultRangeExtractor, type Range } from '@tanstack/virtual-core'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { session } from '../api/session.ts'
import { counts, fleet } from '../model/app.ts'
import { useIsNarrow, usePolling, useStores, useTick } from '../ui/hooks.ts'
import { GridHead } from './GridHead.tsx'
import { GridRow } from './GridRow.tsx'
import { gridKeys } from './gridKeys.ts'
import type { GridState } from '../model/GridState.ts'
import { useStableScroll } from './useStableScroll.ts'
import { useVirtualizer } from './useVirtualizer.ts'

/** Interval in milliseconds at which visible rows are read again, for their health. */
const refreshMs = 5_000

interface TreeGridProps {
  readonly source: GridState
  readonly label: string
}

/** Rows of supervisors as a WAI-ARIA treegrid. Only the visible rows, a few around them, and the focused one are in the page. */
export function TreeGrid({ source, label }: TreeGridProps): JSX.Element {
  useStores(fleet, counts)
  useTick(1_000)
  const isNarrow = useIsNarrow()
  const rowHeight = isNarrow ? 62 : 33
  const scroller = useRef<HTMLDivElement>(null)
  const spacer = useRef<HTMLDivElement>(null)
  const { lines } = source
  const focused = source.indexOf(source.focusedId)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range)
      return focused < 0 || indexes.includes(focused) ? indexes : [...indexes, focused].toSorted((a, b) => a - b)
    },
  })
  useLayoutEffect(() => {
    virtualizer.measure()
  }, [rowHeight])
  useStableScroll(scroller, spacer, source, rowHeight)
  useFocus(source, scroller, focused, rowHeight)

  const items = virtualizer.getVirtualItems()
  const visible = items.flatMap(({ index }) => {
    const line = lines[index]
    return line ? [line] : []
  })
  const ids = visible.flatMap((line) => (line.kind === 'row' ? [line.id] : []))
  for (const line of visible) if (line.kind === 'unread') void source.loadLine(line)
  useRefresh(ids)

  const canSelect = session.canOperate
  const tabStop = focused >= 0 ? source.focusedId : ids[0]
  return (
    <div class={`grid${canSelect ? ' selectable' : ''}`}>
      <div
        class="grid-scroller"
        ref={scroller}
        role="treegrid"
        aria-label={label}
        aria-rowcount={lines.length + 1}
        aria-multiselectable={canSelect}
        onKeyDown={(event) => {
          gridKeys(
            event,
            source,
            Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
            canSelect,
          )
        }}
      >
        <GridHead canSelect={canSelect} />
        <div role="presentation" class="grid-rows" style={{ height: `${virtualizer.getTotalSize()}px` }}>
          {items.map(({ index, start }) => {
            const line = lines[index]
            if (!line) return null
            return line.kind === 'unread' ? (
              <div
                key={`unread-${index}`}
                class="row unread"
                role="row"
                aria-rowindex={index + 2}
                aria-busy="true"
                style={{ transform: `translateY(${start}px)`, height: `${rowHeight}px` }}
              >
                <span role="gridcell" />
              </div>
            ) : (
              <GridRow
                key={line.id}
                line={line}
                index={index}
                top={start}
                height={rowHeight}
                source={source}
                isTabStop={line.id === tabStop}
                canSelect={canSelect}
                isNarrow={isNarrow}
              />
            )
          })}
        </div>
        <div ref={spacer} role="presentation" />
      </div>
    </div>
  )
}

/** Moves the focus of the browser to the focused row, and scrolls to it, when a key or a jump has changed it. */
function useFocus(
  source: GridState,
  scroller: { readonly current: HTMLElement | null },
  focused: number,
  rowHeight: number,
): void {
  const lastIndex = useRef(-1)
  useEffect(() => {
    if (focused >= 0) lastIndex.current = focused
    else if (source.focusedId !== null && lastIndex.current >= 0) {
      // the focused row has gone: its neighbour takes the focus
      const line = source.lines[Math.min(lastIndex.current, source.lines.length - 1)]
      if (line?.kind === 'row') source.focus(line.id)
    }
  }, [focused, source.focusedId])
  useLayoutEffect(() => {
    const element = scroller.current
    const id = source.focusedId
    if (!element || id === null || focused < 0) return
    const head = element.querySelector<HTMLElement>('.head')?.offsetHeight ?? 0
    const top = focused * rowHeight
    const bottom = top + rowHeight - (element.clientHeight - head)
    if (element.scrollTop > top) element.scrollTop = top
    else if (element.scrollTop < bottom) element.scrollTop = bottom
    const isElsewhere = document.activeElement !== document.body && !element.contains(document.activeElement)
    if (!isElsewhere) element.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus({ preventScroll: true })
  }, [source.focusedId])
}

/** Reads the visible rows again from time to time, and soon after others have become visible. */
function useRefresh(ids: readonly string[]): void {
  const latest = useRef(ids)
  latest.current = ids
  const refresh = (): void => {
    const visible = latest.current.filter((id) => fleet.rows.has(id)).slice(0, 100)
    if (visible.length === 0) return
    fleet.refresh(visible).catch(() => undefined) // the pill shows that the server is away
    counts.want(visible)
  }
  usePolling(refreshMs, refresh, [])
  useEffect(() => {
    const timer = setTimeout(() => {
      const stale = performance.now() - refreshMs
      if (latest.current.some((id) => (fleet.rows.get(id)?.health?.readAt ?? 0) < stale)) refresh()
      counts.want(latest.current)
    }, 120)
    return () => {
      clearTimeout(timer)
    }
  }, [ids.join()])
}
