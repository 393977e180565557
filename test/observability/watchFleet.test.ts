import { expect, test } from 'vitest'
import { fetchFleetCounts } from '../../src/db/queries/fleetCounts.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { watchFleet, type FleetCounts, type FleetOptions } from '../../src/observability/watchFleet.ts'
import { withApi } from '../support/api/withApi.ts'
import { givenTree } from '../support/database/givenTree.ts'

const api = withApi()
const counts: FleetCounts = { byStatus: { ACTIVE: 3 }, byHealth: { LATE: 1 }, escalations: 2 }

function givenFleet(options: Pick<FleetOptions, 'read'> & Partial<FleetOptions>) {
  const metrics = createMetrics()
  watchFleet(metrics, { onError: () => undefined, ...options })
  return async () =>
    (await metrics.registry.metrics())
      .split('\n')
      .filter((line) => /^hierarchy_(supervisors\w*\{|escalations)/.test(line))
}

test('the counts are those of the database, with every status and every health state', async () => {
  await givenTree(api.pool, 'root > [a, b, c]')
  await api.pool.query(`UPDATE supervisors SET status = 'FAILED' WHERE name = 'c'`)
  const { byStatus, byHealth, escalations } = await fetchFleetCounts(api.db.on('main'))
  expect(byStatus).toEqual({ SPAWNING: 0, ACTIVE: 3, PAUSED: 0, FAILED: 1, TERMINATED: 0 })
  expect(Object.values(byHealth).reduce((sum, count) => sum + count, 0)).toBe(4)
  expect(escalations).toBe(0)
})

test('concurrent scrapes share one read, and later ones its result', async () => {
  let reads = 0
  const scrape = givenFleet({ read: () => Promise.resolve(counts).finally(() => reads++) })
  const scraped = await Promise.all([scrape(), scrape(), scrape()])
  for (const lines of [...scraped, await scrape()])
    expect(lines).toEqual([
      'hierarchy_supervisors{status="ACTIVE"} 3',
      'hierarchy_supervisors_health{state="LATE"} 1',
      'hierarchy_escalations 2',
    ])
  expect(reads).toBe(1)
})

test('a scrape does not wait for a database that does not respond', async () => {
  const scrape = givenFleet({ read: () => new Promise(() => undefined), timeoutMs: 1 })
  expect(await scrape()).toEqual(['hierarchy_escalations Nan'])
})

test('a failed read is reported, and the last counts are shown until they are too old', async () => {
  const errors: unknown[] = []
  const answers = [() => Promise.resolve(counts), () => Promise.reject(new Error('away'))]
  const options = { maxAgeMs: 0, timeoutMs: 50, onError: (error: unknown) => errors.push(error) }
  let reads = 0
  const read = (): Promise<FleetCounts> =>
    (answers[Math.min(reads++, 1)] ?? answers[1])?.() ?? Promise.reject(new Error('none'))
  const scrape = givenFleet({ ...options, read })
  await scrape()
  expect(await scrape()).toContain('hierarchy_escalations 2')
  expect(errors).not.toEqual([])
  reads = 1
  expect(await givenFleet({ ...options, read, lostAfterMs: 0 })()).toEqual(['hierarchy_escalations Nan'])
})
