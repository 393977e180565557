import { describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { setLastSweep } from '../support/supervision/withSweeps.ts'

describe('/readyz with a sweeper that runs every 5 s, if the last sweep was', () => {
  const api = withApi()
  const stalled = (lastRun: string): object => ({
    status: 'not ready',
    reason: `Sweeper stalled: ${lastRun}, expected every 5 s.`,
  })

  test.each([
    ['just now', 0, 200, { status: 'ready' }],
    ['14 s ago', 14, 200, { status: 'ready' }],
    ['more than three intervals ago', 15.2, 503, stalled('last run 15 s ago')],
    ['an hour ago', 3_600, 503, stalled('last run 3600 s ago')],
    ['still to come', null, 503, stalled('it has never run')],
  ])('%s', async (_name, secondsAgo, status, body) => {
    await setLastSweep(api.pool, secondsAgo)
    const response = await api.app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([status, body])
    // a stalled sweeper affects neither liveness nor queries
    expect((await api.app.inject('/livez')).statusCode).toBe(200)
    expect(await api.request('{ stats { supervisors } }')).toEqual({ data: { stats: { supervisors: 0 } } })
  })
})
