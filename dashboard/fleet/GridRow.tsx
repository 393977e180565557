import type { JSX } from 'preact'
import { counts, fleet } from '../model/app.ts'
import { serverClock } from '../model/clock.ts'
import { effectiveStatusOf } from '../model/status.ts'
import { HealthText } from '../ui/HealthText.tsx'
import { Link } from '../ui/Link.tsx'
import { Status, StatusMark } from '../ui/StatusMark.tsx'
import { formatCount, formatDateTime, formatDuration } from '../ui/time.ts'
import type { GridState, Line } from '../model/GridState.ts'

interface GridRowProps {
  readonly line: Extract<Line, { kind: 'row' }>
  readonly index: number
  readonly top: number
  readonly height: number
  readonly source: GridState
  readonly isTabStop: boolean
  readonly canSelect: boolean
  readonly isNarrow: boolean
}

export function GridRow(props: GridRowProps): JSX.Element | null {
  const { line, index, top, height, source, isTabStop, canSelect, isNarrow } = props
  const row = fleet.rows.get(line.id)
  if (!row) return null
  const { status, blockedBy } = effectiveStatusOf(row, fleet.rows)
  const subtree = counts.get(row.id)
  const isOpen = source.isOpen(row.id)
  const isSelected = source.selected.has(row.id)
  const isParent = row.childCount > 0 && isOpen !== null
  const since = row.statusChangedAt === null ? '' : formatDuration(serverClock.now() - row.statusChangedAt)
  return (
    <div
      role="row"
      class={`row${isSelected ? ' selected' : ''}${source.focusedId === row.id ? ' focused' : ''}`}
      data-id={row.id}
      tabIndex={isTabStop ? 0 : -1}
      aria-rowindex={index + 2}
      aria-level={line.depth + 1}
      aria-posinset={line.position + 1}
      aria-setsize={line.size}
      {...(isParent && { 'aria-expanded': isOpen })}
      {...(canSelect && { 'aria-selected': isSelected })}
      style={{ transform: `translateY(${top}px)`, height: `${height}px` }}
      onClick={() => {
        source.focus(row.id)
      }}
      onFocus={() => {
        source.focus(row.id)
      }}
    >
      {canSelect && (
        <span role="gridcell" class="cell-select">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isSelected}
            aria-label={`Select ${row.name}`}
            onClick={(event) => {
              event.stopPropagation()
              source.select(row.id)
            }}
          />
        </span>
      )}
      <span role="gridcell" class="cell-name" style={{ paddingInlineStart: `${line.depth * (isNarrow ? 12 : 16)}px` }}>
        {isOpen !== null && (
          <button
            class={`twisty${isOpen ? ' open' : ''}`}
            tabIndex={-1}
            disabled={!isParent}
            aria-label={isOpen ? `Collapse ${row.name}` : `Expand ${row.name}`}
            onClick={(event) => {
              event.stopPropagation()
              source.focus(row.id)
              source.toggle(row.id)
            }}
          />
        )}
        <Link to={`/supervisors/${row.id}`} class="entity" tabIndex={-1} title={pathOf(row.id)}>
          {row.name}
        </Link>
        {isOpen === null && <span class="path dim">{pathOf(row.parentId)}</span>}
      </span>
      <span role="gridcell" class="cell-status" title={row.statusReason ?? undefined}>
        <Status status={row.status} />
      </span>
      <span
        role="gridcell"
        class="cell-since"
        title={row.statusChangedAt === null ? undefined : formatDateTime(row.statusChangedAt)}
      >
        {since}
      </span>
      <span role="gridcell" class="cell-effective">
        {status === 'BLOCKED' && (
          <span class="blocked">
            <StatusMark status="BLOCKED" /> blocked{blockedBy ? ` by ${blockedBy.name}` : ''}
          </span>
        )}
      </span>
      <span role="gridcell" class="cell-health">
        <HealthText row={row} />
      </span>
      <span role="gridcell" class="number cell-children">
        {row.childCount === 0 ? '' : formatCount(row.childCount)}
      </span>
      <span role="gridcell" class="number cell-subtree">
        {subtree && formatCount(subtree.supervisors)}
      </span>
      <span role="gridcell" class="number cell-agents">
        {subtree && formatCount(subtree.agents)}
      </span>
    </div>
  )
}

/** The names from the root to the supervisor. */
function pathOf(id: string | null | undefined): string {
  const names: string[] = []
  for (let at = id; at != null; at = fleet.rows.get(at)?.parentId) names.unshift(fleet.rows.get(at)?.name ?? '…')
  return names.join(' / ')
}
