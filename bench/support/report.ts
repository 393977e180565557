import { availableParallelism, cpus, loadavg } from 'node:os'
import type pg from 'pg'

/** The results of a benchmark are worse than required. */
export class FailedCheck extends Error {}

/** The conditions of a measurement in one line: date, machine, load and versions. */
export async function describeMachine(session: pg.Client): Promise<string> {
  const { rows } = await session.query<{ version: string }>(`SELECT current_setting('server_version') AS version`)
  const processor = cpus()[0]?.model.trim() ?? 'unknown'
  return `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${processor}), load ${(loadavg()[0] ?? 0).toFixed(1)} at the start, Node ${process.versions.node}, PostgreSQL ${rows[0]?.version ?? ''}`
}

export function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2
}

/** The median and range of times in milliseconds, as seconds. */
export function formatSeconds(milliseconds: readonly number[]): string {
  const seconds = (value: number): string => (value / 1_000).toFixed(2)
  return `${seconds(median(milliseconds))} (${seconds(Math.min(...milliseconds))}–${seconds(Math.max(...milliseconds))})`
}

/** A Markdown table. All columns but the first are aligned to the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = `|${head.map((_, i) => (i === 0 ? '---' : '---:')).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}
