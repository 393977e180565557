import { Gauge } from 'prom-client'
import type { Metrics } from './metrics.ts'

/** Counts over the whole hierarchy, with an entry for each status and each state. */
export interface FleetCounts {
  readonly byStatus: Readonly<Record<string, number>>
  readonly byHealth: Readonly<Record<string, number>>
  readonly escalations: number
}

export interface FleetOptions {
  readonly read: () => Promise<FleetCounts>
  /** Scrapes share counts of this age. @default 15,000 ms */
  readonly maxAgeMs?: number
  /** Longest wait of the first scrape, and of a scrape without usable counts. @default 1,000 ms */
  readonly timeoutMs?: number
  /** Older counts are not shown: the database does not respond. @default 120,000 ms */
  readonly lostAfterMs?: number
  readonly onError: (error: unknown) => void
}

/**
 * Registers the gauges of the fleet. All scrapes share one reader: however many Prometheus servers scrape, the counts are read at
 * most once in `maxAgeMs`, and never twice at the same time. A scrape does not wait for new counts if it has usable ones.
 */
export function watchFleet({ registry }: Metrics, options: FleetOptions): void {
  const current = shareReads(options)
  const registers = [registry]
  const gauge = (
    name: string,
    help: string,
    label: 'status' | 'state',
    read: (counts: FleetCounts) => FleetCounts['byStatus'],
  ) =>
    new Gauge({
      name,
      help: `${help} Absent if the database does not respond.`,
      labelNames: [label],
      registers,
      async collect() {
        this.reset()
        const counts = await current()
        for (const [value, count] of Object.entries(counts ? read(counts) : {})) this.set({ [label]: value }, count)
      },
    })
  gauge('hierarchy_supervisors', 'Supervisors by status.', 'status', ({ byStatus }) => byStatus)
  gauge('hierarchy_supervisors_health', 'Live supervisors by health state.', 'state', ({ byHealth }) => byHealth)
  new Gauge({
    name: 'hierarchy_escalations',
    help: 'Failures that were escalated within the last hour; NaN if the database does not respond.',
    registers,
    async collect() {
      this.set((await current())?.escalations ?? NaN)
    },
  })
}

function shareReads(options: FleetOptions): () => Promise<FleetCounts | null> {
  const { read, maxAgeMs = 15_000, timeoutMs = 1_000, lostAfterMs = 120_000, onError } = options
  let last: { readonly counts: FleetCounts; readonly at: number } | null = null
  let reading: Promise<void> | null = null
  const ageMs = (): number => (last ? performance.now() - last.at : Infinity)
  const refresh = async (): Promise<void> => {
    const at = performance.now()
    try {
      last = { counts: await read(), at }
    } catch (error) {
      onError(error)
    } finally {
      reading = null
    }
  }
  return async () => {
    if (ageMs() > maxAgeMs) reading ??= refresh()
    if (ageMs() > lostAfterMs && reading) await Promise.race([reading, afterTimeout(timeoutMs)])
    return last && ageMs() <= lostAfterMs ? last.counts : null
  }
}

function afterTimeout(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
