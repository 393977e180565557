import { expect, test } from 'vitest'
import { createMetrics, watchSweepLag } from '../../src/observability/metrics.ts'
import { readMetrics } from '../support/api/readMetrics.ts'

test.each([
  ['is NaN before the first round', () => Promise.resolve(null), NaN],
  ['is NaN where the database refuses to answer', () => Promise.reject(new Error('gone')), NaN],
  ['is NaN where the database does not answer, which nobody waits for', () => new Promise<never>(() => undefined), NaN],
  ['is in seconds', () => Promise.resolve(1_234), 1.234],
])('the lag of the sweeper %s', async (_what, readSweepLag, value) => {
  const metrics = createMetrics()
  watchSweepLag(metrics, readSweepLag)
  const text = await metrics.registry.metrics()
  expect(readMetrics(text).hierarchy_sweep_lag_seconds).toBe(value)
})

test('those who were too slow are counted, however often one asks', async () => {
  const metrics = createMetrics()
  const readFeed = (): { subscribers: number; lagMs: number; dropped: number } => ({
    subscribers: 2,
    lagMs: 50,
    dropped: 3,
  })
  metrics.watch({ pools: {}, readFeed, countSockets: () => 4 })
  for (let times = 0; times < 2; times++)
    expect(readMetrics(await metrics.registry.metrics())).toMatchObject({
      hierarchy_feed_dropped_total: 3,
      hierarchy_feed_subscribers: 2,
      hierarchy_feed_lag_seconds: 0.05,
      hierarchy_websockets: 4,
    })
})
