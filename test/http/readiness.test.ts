import { describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { setLastRound } from '../support/supervision/withSweeps.ts'

describe('/readyz by when dead supervisors were last looked for, of rounds every 5 s', () => {
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
    ['never', null, 503, stalled('it has never run')],
  ])('%s', async (_when, secondsAgo, status, body) => {
    await setLastRound(api.pool, secondsAgo)
    const response = await api.app.inject('/readyz')
    expect([response.statusCode, response.json()]).toEqual([status, body])
    // it is alive, and answers, all the same
    expect((await api.app.inject('/livez')).statusCode).toBe(200)
    expect(await api.request('{ stats { supervisors } }')).toEqual({ data: { stats: { supervisors: 0 } } })
  })
})
