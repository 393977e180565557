import { quantile } from '../feed/measure.ts'
import { formatTable } from '../support/report.ts'
import type { Report } from './hostileClients.ts'
import type { Probe, Probing } from './probes.ts'
import { phases, type Phase, type StateLog } from './serverState.ts'

const labels: Readonly<Record<Phase, string>> = {
  alone: 'alone',
  control: 'next to hostile clients of another server',
  hostile: 'next to hostile clients',
}

export function describeProbes(probes: readonly Probe[], probing: Probing, measured: string): string {
  const rows = probes.flatMap((probe) => {
    const alone = probing.sampleOf('alone', probe).latencies.toSorted((a, b) => a - b)
    return phases.map((phase) => {
      const { latencies, failures } = probing.sampleOf(phase, probe)
      const times = latencies.toSorted((a, b) => a - b)
      const ratio = (q: number): string =>
        phase === 'alone' ? '' : ` (${(quantile(times, q) / quantile(alone, q)).toFixed(1)})`
      return [
        `${probe.name}, ${labels[phase]}`,
        times.length.toLocaleString('en'),
        `${quantile(times, 0.5).toFixed(1)}${ratio(0.5)}`,
        `${quantile(times, 0.99).toFixed(1)}${ratio(0.99)}`,
        (times.at(-1) ?? NaN).toFixed(0),
        failures.size === 0 ? '0' : [...failures].map(([reason, count]) => `${count} ${reason}`).join(', '),
      ]
    })
  })
  const head = [
    `request: ${measured}`,
    'sent',
    'p50, ms (ratio)',
    'p99, ms (ratio)',
    'maximum, ms',
    'refused or failed',
  ]
  return formatTable(head, rows)
}

export function describeState(log: StateLog): string {
  const rows = phases.map((phase) => {
    const { peakMemory, stalls, cpu } = log.stateOf(phase)
    const sorted = stalls.toSorted((a, b) => a - b)
    return [
      labels[phase],
      quantile(sorted, 0.5).toFixed(0),
      (sorted.at(-1) ?? NaN).toFixed(0),
      cpu.toFixed(2),
      Math.round(peakMemory / 1e6).toString(),
    ]
  })
  const head = [
    'the measured server',
    'longest stall of a second, median, ms',
    'longest stall, ms',
    'processors',
    'peak memory, MB',
  ]
  return formatTable(head, rows)
}

export function describeOutcomes(reports: readonly Report[]): string {
  const totals = new Map<string, Map<string, number>>()
  for (const { outcomes } of reports)
    for (const [name, counts] of Object.entries(outcomes)) {
      const total = totals.get(name) ?? new Map<string, number>()
      totals.set(name, total)
      for (const [outcome, count] of Object.entries(counts)) total.set(outcome, (total.get(outcome) ?? 0) + count)
    }
  const rows = [...totals].map(([name, counts]) => [
    name,
    [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', '),
  ])
  return formatTable(['hostile request', 'outcomes'], rows)
}
