import { afterEach, describe, expect, test } from 'vitest'
import { fetchEvents, type EventRecord } from '../support/replayEvents.ts'
import { withApi } from '../support/withApi.ts'
import { withSweeps } from '../support/withSweeps.ts'

const api = withApi()
const { sweep, silence, spawnInOrder } = withSweeps(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
  await api.pool.query('UPDATE sweeper SET last_round_at = NULL, grace_from = NULL')
})

test('smoke', async () => {
  const id = await spawnInOrder('top > [a, b, c]', { top: { restart: { strategy: 'rest_for_one', stagger_seconds: 2 } } })
  await silence([id('b')], 90)
  expect(await sweep()).toEqual({ failed: 0, restarted: 0, isFull: false })
  await api.pool.query(`UPDATE sweeper SET grace_from = grace_from - interval '1 hour'`)
  expect(await sweep()).toEqual({ failed: 1, restarted: 1, isFull: false })
  console.log(await fetchEvents(api.pool), (await api.pool.query('SELECT * FROM supervisor_restarts')).rows)
})
