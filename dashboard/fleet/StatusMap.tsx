import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SupervisorStatus } from '../generated/graphql.ts'
import { fleetMap, tree } from '../model/app.ts'
import { maxCells, type Cell } from '../model/FleetMap.ts'
import { useStores } from '../ui/hooks.ts'
import { router } from '../ui/router.ts'
import { StatusMark, statusNames } from '../ui/StatusMark.tsx'
import { formatCount } from '../ui/time.ts'

/** The order of the cells: what needs attention comes first. */
const order: readonly SupervisorStatus[] = ['FAILED', 'PAUSED', 'SPAWNING', 'ACTIVE']
/** Shortest time between two drawings, in milliseconds. */
const drawMs = 400

/** One cell for each supervisor by status. A click jumps to the supervisor. */
export function StatusMap(): JSX.Element {
  useStores(fleetMap)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<{ cells: readonly Cell[]; size: number; columns: number }>({ cells: [], size: 1, columns: 1 })
  const [hovered, setHovered] = useState<Cell | null>(null)
  const counts = countByStatus()

  useEffect(() => {
    let version = -1
    const draw = (): void => {
      if (!canvas.current || version === fleetMap.version) return
      version = fleetMap.version
      drawn.current = drawCells(canvas.current)
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
    const { cells, size, columns } = drawn.current
    const column = Math.floor(offsetX / size)
    return column < columns ? (cells[Math.floor(offsetY / size) * columns + column] ?? null) : null
  }
  const label = order.map((status) => `${counts.get(status) ?? 0} ${statusNames[status].toLowerCase()}`).join(', ')
  return (
    <aside class="status-map" aria-label="All supervisors by status">
      <ul class="legend">
        {order.map((status) => (
          <li key={status}>
            <button
              class="quiet"
              title={`List the supervisors that are ${statusNames[status].toLowerCase()}`}
              onClick={() => {
                router.go(`/?status=${status}`)
              }}
            >
              <StatusMark status={status} /> {statusNames[status]}
              <span class="number">{formatCount(counts.get(status) ?? 0)}</span>
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
          : fleetMap.cells.size >= maxCells
            ? `The first ${formatCount(maxCells)} supervisors.`
            : fleetMap.isComplete
              ? 'Each cell is a supervisor.'
              : 'Reading…'}
      </p>
    </aside>
  )
}

function countByStatus(): Map<SupervisorStatus, number> {
  const counts = new Map<SupervisorStatus, number>()
  for (const { status } of fleetMap.cells.values()) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

function drawCells(canvas: HTMLCanvasElement): { cells: readonly Cell[]; size: number; columns: number } {
  const cells = order.flatMap((status) => [...fleetMap.cells.values()].filter((cell) => cell.status === status))
  const { clientWidth: width, clientHeight: height } = canvas
  const context = canvas.getContext('2d')
  const size = sizeOf(cells.length, width, height)
  const columns = Math.max(1, Math.floor(width / size))
  if (!context) return { cells, size, columns }
  canvas.width = Math.round(width * devicePixelRatio)
  canvas.height = Math.round(height * devicePixelRatio)
  context.scale(devicePixelRatio, devicePixelRatio)
  const style = getComputedStyle(canvas)
  const colours = new Map(order.map((status) => [status, style.getPropertyValue(`--${status.toLowerCase()}`)]))
  const gap = size >= 6 ? 2 : size >= 3 ? 1 : 0
  cells.forEach(({ status }, index) => {
    context.fillStyle = colours.get(status) ?? ''
    context.globalAlpha = status === 'ACTIVE' ? 0.45 : 1 // what runs stays in the background
    const [x, y] = [(index % columns) * size, Math.floor(index / columns) * size]
    context.fillRect(x, y, size - gap, size - gap)
  })
  return { cells, size, columns }
}

/** The largest size of a cell, in pixels, with which all cells fit. */
function sizeOf(count: number, width: number, height: number): number {
  for (let size = 16; size > 1; size--) {
    const columns = Math.floor(width / size)
    if (columns > 0 && Math.ceil(count / columns) * size <= height) return size
  }
  return 1
}
