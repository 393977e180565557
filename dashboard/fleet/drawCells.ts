import type { Cell } from '../model/FleetMap.ts'

export interface Drawing {
  readonly cells: readonly Cell[]
  /** Width and height of a cell with its gap, in pixels. */
  readonly size: number
  readonly columns: number
}

/** Draws a square for each cell, row by row. Cells with the same status follow each other. */
export function drawCells(canvas: HTMLCanvasElement, cells: readonly Cell[]): Drawing {
  const { clientWidth: width, clientHeight: height } = canvas
  const size = sizeOf(cells.length, width, height)
  const columns = Math.max(1, Math.floor(width / size))
  const context = canvas.getContext('2d')
  if (!context) return { cells, size, columns }
  canvas.width = Math.round(width * devicePixelRatio)
  canvas.height = Math.round(height * devicePixelRatio)
  context.scale(devicePixelRatio, devicePixelRatio)
  const style = getComputedStyle(canvas)
  const gap = size >= 6 ? 2 : size >= 3 ? 1 : 0
  cells.forEach(({ status }, index) => {
    if (status !== cells[index - 1]?.status) {
      context.fillStyle = style.getPropertyValue(`--${status.toLowerCase()}`)
      context.globalAlpha = status === 'ACTIVE' ? 0.45 : 1 // what runs stays in the background
    }
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
