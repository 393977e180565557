const LINE_EVERY_MS = 3_000
const REDRAW_EVERY_MS = 100

export interface ProgressDisplay {
  update: (done: number) => void
  /** Prints the last state and ends the line. */
  end: () => void
}

/** Redraws one line on a terminal; otherwise prints a line every few seconds. */
export function showProgress(stream: NodeJS.WriteStream, total: number, now: () => number = Date.now): ProgressDisplay {
  const started = now()
  let shown = started - (stream.isTTY ? REDRAW_EVERY_MS : 0)
  let latest = ''
  const draw = () => {
    shown = now()
    stream.write(stream.isTTY ? `\r${latest}\x1b[K` : `${latest}\n`)
  }
  return {
    update(done) {
      latest = progressLine(done, total, (now() - started) / 1000)
      if (now() - shown >= (stream.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS)) draw()
    },
    end() {
      if (latest === '') return
      draw()
      if (stream.isTTY) stream.write('\n')
    },
  }
}

/** Example: `34,500 of 100,000 supervisors, 34 %, 2,910/s, 23 s left`. */
export function progressLine(done: number, total: number, seconds: number): string {
  const rate = done / Math.max(seconds, 0.001)
  const left = Math.ceil((total - done) / rate)
  const percent = Math.floor((done / total) * 100)
  const rest = done < total ? `${formatSeconds(left)} left` : `done in ${formatSeconds(Math.round(seconds))}`
  return `${formatCount(done)} of ${formatCount(total)} supervisors, ${percent} %, ${formatCount(Math.round(rate))}/s, ${rest}`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
