import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SupervisorStatus } from '../generated/graphql.ts'
import { fleetMap, tree } from '../model/app.ts'
import { maxCells, type Cell } from '../model/FleetMap.ts'
import { statusOrder } from '../model/rowOrder.ts'
import { router } from '../ui/router.ts'
import { StatusMark, statusNames } from '../ui/StatusMark.tsx'
import { formatCount } from '../ui/time.ts'
import { drawCells, type Drawing } from './drawCells.ts'

/** The order of the cells: what needs attention comes first. */
const order = statusOrder.filter((status) => status !== 'TERMINATED')
/** Shortest time between two drawings, in milliseconds. */
const drawMs = 400

/** One cell for each supervisor by status. A click jumps to the supervisor. */
export function StatusMap(): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [{ cells, size, columns }, setDrawn] = useState<Drawing>({ cells: [], size: 1, columns: 1 })
  const [hovered, setHovered] = useState<Cell | null>(null)
  const counts = countByStatus(cells)

  useEffect(() => {
    let version = -1
    const draw = (): void => {
      if (!canvas.current || version === fleetMap.version) return
      version = fleetMap.version
      setDrawn(drawCells(canvas.current, inOrder([...fleetMap.cells.values()])))
    }
    const drawAgain = (): void => {
      version = -1
      draw()
    }
    draw()
    const timer = setInterval(draw, drawMs)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', drawAgain)
    addEventListener('resize', drawAgain)
    return () => {
      clearInterval(timer)
      scheme.removeEventListener('change', drawAgain)
      removeEventListener('resize', drawAgain)
    }
  }, [])

  const cellAt = ({ offsetX, offsetY }: MouseEvent): Cell | null => {
    const column = Math.floor(offsetX / size)
    return column < columns ? (cells[Math.floor(offsetY / size) * columns + column] ?? null) : null
  }
  const label = order.map((status) => `${counts[status] ?? 0} ${statusNames[status].toLowerCase()}`).join(', ')
  return (
    <aside class="status-map" aria-label="All supervisors by status">
      <ul class="legend">
        {order.map((status) => (
          <li key={status}>
            <button
              class="quiet"
              title={`Show the ${statusNames[status].toLowerCase()} supervisors`}
              onClick={() => {
                router.go(`/?status=${status}`)
              }}
            >
              <StatusMark status={status} /> {statusNames[status]}
              <span class="number">{formatCount(counts[status] ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        onMouseMove={(event) => {
          setHovered(cellAt(event))
        }}
        onMouseLeave={() => {
          setHovered(null)
        }}
        onClick={(event) => {
          const cell = cellAt(event)
          if (!cell) return
          router.go('/')
          void tree.reveal(cell.id)
        }}
      />
      <p class="dim hovered">
        {hovered
          ? `${hovered.name} · ${statusNames[hovered.status]}`
          : cells.length >= maxCells
            ? `The first ${formatCount(maxCells)} supervisors.`
            : fleetMap.isComplete
              ? 'Each cell is a supervisor.'
              : 'Loading…'}
      </p>
    </aside>
  )
}

function inOrder(cells: readonly Cell[]): Cell[] {
  return order.flatMap((status) => cells.filter((cell) => cell.status === status))
}

function countByStatus(cells: readonly Cell[]): Partial<Record<SupervisorStatus, number>> {
  const counts: Partial<Record<SupervisorStatus, number>> = {}
  for (const { status } of cells) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
