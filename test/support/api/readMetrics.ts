import { expect } from 'vitest'
import type { TestApi } from './withApi.ts'

/** Parses the Prometheus text format. Returns the value of each series, by its name with labels. */
export function readMetrics(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))] // `Nan`, as Prometheus writes it, becomes NaN
    }),
  )
}

/** Reads `/metrics` of the test server. */
export function withMetrics(api: TestApi) {
  const scrape = async (): Promise<Readonly<Record<string, number>>> => {
    const response = await api.app.inject('/metrics')
    expect(response.statusCode).toBe(200)
    return readMetrics(response.body)
  }
  /** Returns how much each series changes while the work runs. Omits series that do not change. */
  async function movedBy(work: () => Promise<unknown>, series: RegExp): Promise<Record<string, number>> {
    const before = await scrape()
    await work()
    const after = await scrape()
    return Object.fromEntries(
      Object.entries(after)
        .map(([name, value]): [string, number] => [name, value - (before[name] ?? 0)])
        .filter(([name, moved]) => series.test(name) && moved !== 0),
    )
  }
  return { scrape, movedBy }
}
