import { beforeEach, describe, expect, test } from 'vitest'
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

describe('requests that come while another is answered', () => {
  const api = withApi()
  test.each(['/readyz', '/metrics'])('share the statements of %s', async (url) => {
    await setLastSweep(api.pool, 0)
    await api.app.inject(url)
    const before = api.statements.length
    await api.app.inject(url)
    const each = api.statements.length - before
    const responses = await Promise.all(Array.from({ length: 20 }, () => api.app.inject(url)))
    expect(new Set(responses.map(({ statusCode }) => statusCode))).toEqual(new Set([200]))
    expect(api.statements.length - before - each).toBe(each)
  })
})

describe('/readyz, while the database needs repair,', () => {
  const api = withApi()
  const readyz = async (): Promise<unknown> => {
    const response = await api.app.inject('/readyz')
    return [response.statusCode, response.json<{ reason?: string }>().reason]
  }
  const spawn = () =>
    api.request(`mutation { spawnSupervisor(input: { name: "x" }) { ... on Error { message code } } }`)
  const diskIsFull = 'The disk of the database is full.'

  beforeEach(() => setLastSweep(api.pool, 0))

  test('has the reason of the failed statement, until the statement succeeds', async () => {
    await api.pool.query(`CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`)
    await api.pool.query('CREATE TRIGGER full_disk BEFORE INSERT ON supervisors EXECUTE FUNCTION fill()')
    expect(await spawn()).toEqual({
      data: { spawnSupervisor: { code: 'UNAVAILABLE', message: `${diskIsFull} Nothing was changed. Retry.` } },
    })
    expect(await readyz()).toEqual([503, diskIsFull])
    expect((await api.request('{ stats { supervisors } }')).errors).toBeUndefined() // other statements do not clear the reason
    expect(await readyz()).toEqual([503, diskIsFull])

    await api.pool.query('DROP TRIGGER full_disk ON supervisors')
    expect(await spawn()).toEqual({ data: { spawnSupervisor: {} } })
    expect(await readyz()).toEqual([200, undefined])
  })
})
