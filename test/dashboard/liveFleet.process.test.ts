import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { percentile } from '../support/dashboard/percentile.ts'
import { hasChromium, withBrowser } from '../support/dashboard/withBrowser.ts'
import { withServers } from '../support/process/serverProcess.ts'

/** How long supervisors change, in seconds. `npm run soak` changes them for five minutes, and asserts times and memory. */
const seconds = Number(process.env.DASHBOARD_SECONDS ?? 3)
const isMeasuring = process.env.DASHBOARD_SECONDS !== undefined
const changesPerSecond = 100
const size = isMeasuring ? 10_000 : 1_000
/** Times are measured in the first minute: the measurement of the memory stops the page. */
const timedSeconds = Math.min(60, seconds)
const heapIntervalMs = 10_000
/** Number of measurements whose lowest counts: a response that is on its way is not memory that grows. */
const heapsInMinute = 6

const database = withDatabase()
const servers = withServers()
let origin = ''
const browser = withBrowser(() => origin)
const ids: string[] = []

beforeAll(async () => {
  const { rows } = await database.pool.query<{ id: string }>(
    `INSERT INTO supervisors (name, status) SELECT 'w-' || lpad(n::text, 5, '0'), 'ACTIVE' FROM generate_series(1, ${size}) n
     RETURNING id`,
  )
  ids.push(...rows.map(({ id }) => id))
  origin = (await servers.start({ DATABASE_URL: database.url, DEMO: 'off' })).url
}, 120_000)

/** One change: a visible supervisor gets a reason with its number, or another one a status. Returns when it is committed. */
async function change(number: number): Promise<number> {
  if (number % 2 === 0)
    await database.pool.query('UPDATE supervisors SET name = left(name, 7) || $2 WHERE id = $1', [
      ids[(number / 2) % 15],
      `#${number}`,
    ])
  else
    await database.pool.query(
      `UPDATE supervisors SET status = CASE status WHEN 'ACTIVE' THEN 'PAUSED' ELSE 'ACTIVE' END WHERE id = $1`,
      [ids[100 + ((number * 7) % (size - 100))]],
    )
  return Date.now()
}

describe.skipIf(!hasChromium)(`${changesPerSecond} changes in a second`, () => {
  test(
    'appear at once, without long tasks, and without memory that grows',
    { timeout: (seconds + 120) * 1_000 },
    async () => {
      const { page, open } = await browser.newTab()
      await page.addInitScript(recordChanges)
      await open('/')
      await page.getByText('live', { exact: true }).waitFor()
      await page.getByText('Each cell is a supervisor.').waitFor()
      const devTools = await page.context().newCDPSession(page)
      const committed = new Map<number, number>()
      const heaps: number[] = []
      await page.evaluate('longTasks.length = 0')
      let longTasks: number[] = []
      const began = performance.now()
      const running = new Set<Promise<void>>()
      for (let number = 0; number < seconds * changesPerSecond; number++) {
        await delay(Math.max(0, began + (number * 1_000) / changesPerSecond - performance.now()))
        const next = change(number).then((at) => {
          committed.set(number, at)
          running.delete(next)
        })
        running.add(next)
        const elapsed = performance.now() - began
        if (number === timedSeconds * changesPerSecond - 1) longTasks = await page.evaluate('longTasks')
        if (elapsed > timedSeconds * 1_000 + heaps.length * heapIntervalMs) heaps.push(await heapOf(devTools))
      }
      await Promise.all(running)
      const last = seconds * changesPerSecond - 2
      await page.getByRole('row', { name: `#${last}` }).waitFor()

      const seen = new Map<number, number>(await page.evaluate('[...seen]'))
      const delays = [...seen].map(([number, at]) => Math.max(0, at - (committed.get(number) ?? at)))
      const p99 = percentile(delays, 0.99)
      const longest = Math.max(0, ...longTasks)
      const lowest = Array.from({ length: Math.ceil(heaps.length / heapsInMinute) }, (_, minute) =>
        Math.min(...heaps.slice(minute * heapsInMinute, (minute + 1) * heapsInMinute)),
      )
      const [first = 0] = lowest
      console.log(
        `dashboard: ${changesPerSecond} changes in a second for ${seconds} s: commit to pixel ${Math.round(percentile(delays, 0.5))} ms (median), ${Math.round(p99)} ms (p99 of ${delays.length}), longest task ${Math.round(longest)} ms, lowest heap of each minute ${lowest.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`,
      )
      expect(await page.locator('.row').count()).toBeLessThanOrEqual(80)
      if (!isMeasuring) return
      expect(delays.length).toBeGreaterThan(timedSeconds * 25) // a row that changes twice between two frames shows the later change only
      expect(p99).toBeLessThanOrEqual(500)
      expect(longest).toBeLessThanOrEqual(100)
      for (const heap of lowest) expect(Math.abs(heap - first) / first).toBeLessThanOrEqual(0.15)
    },
  )
})

/** Bytes of the heap of the page after a garbage collection: the lowest of three, because the page allocates meanwhile. */
async function heapOf(devTools: CDPSession): Promise<number> {
  const sizes: number[] = []
  for (let i = 0; i < 3; i++) {
    await devTools.send('HeapProfiler.collectGarbage')
    sizes.push((await devTools.send('Runtime.getHeapUsage')).usedSize)
  }
  return Math.min(...sizes)
}

/** Records the tasks above 50 ms, and when the number of each change has been painted. */
const recordChanges = `
  longTasks = []
  seen = new Map()
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true })
  addEventListener('DOMContentLoaded', () => {
    const inspect = () => {
      const numbers = [...document.querySelectorAll('.row .entity')].flatMap((name) => name.textContent.match(/#\\d+/) ?? [])
      const fresh = numbers.map((text) => Number(text.slice(1))).filter((number) => number < ${timedSeconds * changesPerSecond} && !seen.has(number))
      if (fresh.length === 0) return
      for (const number of fresh) seen.set(number, 0)
      requestAnimationFrame(() => setTimeout(() => { for (const number of fresh) seen.set(number, Date.now()) }))
    }
    new MutationObserver(inspect).observe(document.body, { subtree: true, childList: true, characterData: true })
  })`
