import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createMetrics, observeProcess, watchSweepLag } from '../../src/observability/metrics.ts'
import { readMetrics } from '../support/api/readMetrics.ts'

test.each([
  ['is NaN before the first sweep', () => Promise.resolve(null), NaN],
  ['is NaN if the database answers with an error', () => Promise.reject(new Error('gone')), NaN],
  [
    'is NaN if the database does not answer, and does not delay the scrape',
    () => new Promise<never>(() => undefined),
    NaN,
  ],
  ['is in seconds', () => Promise.resolve(1_234), 1.234],
])('the lag of the sweeper %s', async (_name, readSweepLag, value) => {
  const metrics = createMetrics()
  watchSweepLag(metrics, readSweepLag)
  const text = await metrics.registry.metrics()
  expect(readMetrics(text).hierarchy_sweep_lag_seconds).toBe(value)
})

test('dropped subscribers are counted once, however often the metrics are read', async () => {
  const metrics = createMetrics()
  const readFeed = (): { subscribers: number; lagMs: number; dropped: number } => ({
    subscribers: 2,
    lagMs: 50,
    dropped: 3,
  })
  metrics.watch({ pools: {}, queues: {}, readFeed, countSockets: () => 4 })
  for (let times = 0; times < 2; times++)
    expect(readMetrics(await metrics.registry.metrics())).toMatchObject({
      hierarchy_feed_dropped_total: 3,
      hierarchy_feed_subscribers: 2,
      hierarchy_feed_lag_seconds: 0.05,
      hierarchy_websockets: 4,
    })
})

test('the names of metrics follow the conventions of Prometheus, and promtool accepts them where it is installed', async () => {
  const metrics = createMetrics()
  observeProcess(metrics)
  watchSweepLag(metrics, () => Promise.resolve(1_234))
  const text = await metrics.registry.metrics()
  const totals = [...text.matchAll(/^# TYPE (\w+_total) (\w+)$/gm)].map(([, name, type]) => [name, type])
  expect(totals.length).toBeGreaterThan(5)
  expect(totals.filter(([, type]) => type !== 'counter')).toEqual([])
  const { error, status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
  if (!error) expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
