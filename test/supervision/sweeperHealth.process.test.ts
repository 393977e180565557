import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { givenTree } from '../support/database/givenTree.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { emptyDatabase } from '../support/database/emptyDatabase.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

describe('a server', () => {
  const intervalMs = 200
  const db = withDatabase()
  const servers = withServers()
  let server: ServerProcess
  beforeAll(async () => {
    server = await servers.start({ DATABASE_URL: db.url, SWEEP_INTERVAL_MS: String(intervalMs) })
  })
  afterEach(async () => {
    expect(await db.violations()).toEqual([])
  })

  const scrape = async (from = server): Promise<string> => {
    const response = await fetch(`${from.url}/metrics`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    return response.text()
  }
  const samples = async (from?: ServerProcess): Promise<Readonly<Record<string, number>>> =>
    readMetrics(await scrape(from))
  /** Blocks the sweeps of every server, like a sweep that never ends. Call it within a test: they resume at its end. */
  const blockSweeps = async (): Promise<() => Promise<unknown>> => {
    const holder = await db.session()
    await holder.query('BEGIN; SELECT pg_advisory_xact_lock(6014125522)')
    const release = () => holder.query('ROLLBACK') // a warning if it was released before
    onTestFinished(async () => void (await release()))
    return release
  }

  test('has a help text and a type for each metric, and no series for single supervisors', async () => {
    const heads = (text: string, of: string): string[] =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`# ${of} hierarchy_`))
        .toSorted()
    const before = await scrape()
    expect(heads(before, 'TYPE')).toEqual([
      '# TYPE hierarchy_authentication_failures_total counter',
      '# TYPE hierarchy_batch_keys histogram',
      '# TYPE hierarchy_escalations gauge',
      '# TYPE hierarchy_feed_dropped_total counter',
      '# TYPE hierarchy_feed_lag_seconds gauge',
      '# TYPE hierarchy_feed_subscribers gauge',
      '# TYPE hierarchy_limits_exceeded_total counter',
      '# TYPE hierarchy_operation_seconds histogram',
      '# TYPE hierarchy_pool_connections gauge',
      '# TYPE hierarchy_pool_idle_connections gauge',
      '# TYPE hierarchy_pool_waiting gauge',
      '# TYPE hierarchy_statement_seconds histogram',
      '# TYPE hierarchy_statements_cancelled_total counter',
      '# TYPE hierarchy_statements_waiting gauge',
      '# TYPE hierarchy_supervisors gauge',
      '# TYPE hierarchy_supervisors_failed_total counter',
      '# TYPE hierarchy_supervisors_health gauge',
      '# TYPE hierarchy_supervisors_restarted_total counter',
      '# TYPE hierarchy_sweep_errors_total counter',
      '# TYPE hierarchy_sweep_lag_seconds gauge',
      '# TYPE hierarchy_transaction_retries_total counter',
      '# TYPE hierarchy_trouble_reports_total counter',
      '# TYPE hierarchy_websockets gauge',
    ])
    expect(heads(before, 'HELP')).toHaveLength(heads(before, 'TYPE').length)
    expect(heads(before, 'HELP').filter((line) => !/^# HELP \S+ [A-Z].+\.$/.test(line))).toEqual([])

    const hierarchySeries = (text: string): string[] =>
      Object.keys(readMetrics(text)).filter((name) => name.startsWith('hierarchy_'))
    await givenTree(db.pool, `top > [${Array.from({ length: 50 }, (_, i) => `s${i}`).join(', ')}]`)
    expect(hierarchySeries(await scrape())).toEqual(hierarchySeries(before))
    await emptyDatabase(db.pool)
  })

  test('reports metrics of its process, and counts the statements of its sweeps', async () => {
    const before = await samples()
    expect(before.nodejs_eventloop_lag_p99_seconds).toBeGreaterThan(0)
    expect(before.process_resident_memory_bytes).toBeGreaterThan(10_000_000)
    const statements = 'hierarchy_statement_seconds_count{outcome="ok"}'
    await expect.poll(async () => (await samples())[statements]).toBeGreaterThan((before[statements] ?? NaN) + 10)
  })

  test('counts the supervisors that it failed and restarted', async () => {
    const id = await givenTree(db.pool, 'top > [a, b, c]')
    await db.pool.query(`UPDATE supervisors SET config = '{"restart":{}}' WHERE id = $1`, [id('top')])
    const before = await samples()
    await db.pool.query('UPDATE sweeper SET grace_from = NULL')
    await db.pool.query(
      `UPDATE supervisors SET status_changed_at = timezone('utc', clock_timestamp()) - interval '90 s' WHERE id = ANY ($1::uuid[])`,
      [[id('a'), id('b')]],
    )
    await expect
      .poll(() => samples())
      .toMatchObject({
        hierarchy_supervisors_failed_total: (before.hierarchy_supervisors_failed_total ?? NaN) + 2,
        hierarchy_supervisors_restarted_total: (before.hierarchy_supervisors_restarted_total ?? NaN) + 2,
      })
    const { rows } = await db.pool.query('SELECT name, status FROM supervisors WHERE incarnation = 2 ORDER BY name')
    expect(rows).toEqual(['a', 'b'].map((name) => ({ name, status: 'SPAWNING' })))
    await emptyDatabase(db.pool)
  })

  test('is not ready while sweeps are stalled, reports their lag, and becomes ready again', async () => {
    await server.untilReadyz(200)
    const release = await blockSweeps()
    const moveLastSweepBack = (time: string) =>
      db.pool.query('UPDATE sweeper SET last_round_at = last_round_at - $1::interval', [time])
    await moveLastSweepBack('5 s') // more than three intervals, but no outage yet
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await moveLastSweepBack('10 s')
    await server.untilReadyz(503)
    const response = await fetch(`${server.url}/readyz`)
    expect(await response.json()).toEqual({
      status: 'not ready',
      reason: expect.stringMatching(/^Sweeper stalled: last run \d+ s ago, expected every 0\.2 s\.$/) as string,
    })
    expect((await samples()).hierarchy_sweep_lag_seconds).toBeGreaterThan(15)
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    expect(await server.graphql('{ stats(maxAgeSeconds: 0) { supervisors } }')).toMatchObject({
      data: { stats: { supervisors: 0 } },
    })
    await release()
    await server.untilReadyz(200)
    const { hierarchy_sweep_lag_seconds: lag } = await samples()
    expect(lag).toBeGreaterThanOrEqual(0)
    expect(lag).toBeLessThanOrEqual((3 * intervalMs) / 1_000 + 1)
  })

  test('is ready as long as other servers run sweeps, even if its own interval is long', async () => {
    const withLongInterval = await servers.start({ DATABASE_URL: db.url, SWEEP_INTERVAL_MS: '1500' })
    const { hierarchy_sweep_lag_seconds: lag } = await samples(withLongInterval)
    expect(lag).toBeLessThan(1.5)
    await withLongInterval.untilReadyz(200)
    await withLongInterval.stop()
  })

  test('logs and counts a failed sweep, and runs the next one', async () => {
    const before = (await samples()).hierarchy_sweep_errors_total ?? NaN
    await db.pool.query('ALTER TABLE supervisor_restarts RENAME TO away')
    await expect.poll(async () => (await samples()).hierarchy_sweep_errors_total).toBeGreaterThanOrEqual(before + 2)
    await db.pool.query('ALTER TABLE away RENAME TO supervisor_restarts')
    // a sweep can also fail because it waited too long for the lock of an earlier test
    const failed = server.log().filter(({ err }) => JSON.stringify([err]).includes('supervisor_restarts'))
    expect(failed.length).toBeGreaterThanOrEqual(1)
    for (const entry of failed) expect(entry).toMatchObject({ level: 40, msg: 'sweep failed; retrying' })
    await server.untilReadyz(200)
    await expect.poll(async () => (await samples()).hierarchy_sweep_lag_seconds).toBeLessThan((3 * intervalMs) / 1_000)
  })
})
