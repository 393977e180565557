import { describe, expect, test } from 'vitest'
import { sweep } from '../../src/supervision/sweep.ts'
import { eventsOf } from '../support/events/eventsOf.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { fetchReplayed, fetchEvents, replayEvents } from '../support/events/replayEvents.ts'
import { untilBlocked, untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withHeartbeats } from '../support/supervision/withHeartbeats.ts'
import { intervalMs, withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { beat, unchanged } = withHeartbeats(api)
const { setLastSweep, runSweep, silence, spawnInOrder, statuses, sweepIfDue, sweeperEvents } = withSweeps(api)

describe('a sweep', () => {
  test('fails unresponsive supervisors with a reason, notifies their parents, and changes nothing else', async () => {
    const id = await spawnInOrder('top > [a, b:SPAWNING, c:PAUSED, d:FAILED, e, f:TERMINATED]')
    await silence(['a', 'b', 'c', 'd', 'f'].map(id), 300)
    await silence([id('e')], 89)
    expect(await runSweep()).toEqual({ failed: 2, restarted: 0, isFull: false, failure: null })

    expect(await statuses()).toMatchObject({ a: 'FAILED', b: 'FAILED', c: 'PAUSED', d: 'FAILED', e: 'ACTIVE' })
    const events = (await sweeperEvents()).map(({ type, supervisorId, reason, before, after, causedBy, sequence }) => {
      return { type, supervisorId, reason, before, after, causedBy, sequence }
    })
    const failures = events.slice(0, 2)
    const changed = { after: { status: 'FAILED' }, type: 'SUPERVISOR_STATUS_CHANGED', causedBy: null }
    expect(failures).toMatchObject([
      { ...changed, reason: 'heartbeat timeout: no heartbeat for 10 intervals of 30 s' },
      { ...changed, reason: 'spawn timeout: no heartbeat within 300 s' },
    ])
    expect(new Set(failures.map(({ supervisorId }) => supervisorId))).toEqual(new Set([id('a'), id('b')]))
    const [a, b] = ['a', 'b'].map((name) => failures.find(({ supervisorId }) => supervisorId === id(name))?.sequence)
    const notified = { type: 'CHILD_FAILED', supervisorId: id('top'), reason: null, before: null }
    expect(events.slice(2)).toMatchObject([
      { ...notified, after: { childId: id('a'), decision: 'NONE', incarnation: 1 }, causedBy: a },
      { ...notified, after: { childId: id('b'), decision: 'NONE', incarnation: 1 }, causedBy: b },
    ])
    expect(replayEvents(await fetchEvents(api.pool))).toEqual(await fetchReplayed(api.pool))
  })

  test('fails a supervisor once, and a late heartbeat changes nothing', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 90)
    expect(await runSweep()).toMatchObject({ failed: 1 })
    const late = await unchanged(() => beat({ supervisorId: id('a'), sequence: 7, metrics: { late: true } }))
    expect(late).toMatchObject({ command: 'STOP', status: 'FAILED', accepted: false })
    expect(await runSweep()).toMatchObject({ failed: 0 })
    expect(await statuses()).toEqual({ a: 'FAILED' })
  })

  test('uses only the database clock, whatever times clients send', async () => {
    const id = await givenTree(api.pool, 'a, b')
    await silence([id('a'), id('b')], 90)
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    await beat({ supervisorId: id('a'), metrics: { at: inAnHour, sent: Date.now() + 3_600_000 } })
    expect(await runSweep()).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED' })
  })

  test('checks the health again in its UPDATE: a heartbeat that arrives while it waits for the lock counts', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    await silence(['a', 'b', 'c'].map(id), 90)
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(false)')
    const swept = runSweep()
    await untilBlocked(api.pool, holder)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
    await silence([id('c')], 90) // unresponsive only since the sweep started, whose time is fixed
    await holder.query('COMMIT')
    expect(await swept).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED', c: 'ACTIVE' })
  })

  test('reads supervisors with inlined SQL functions, without a call per row', async () => {
    await runSweep()
    const at = '2026-11-27 12:00:00.000'
    const spawnTimeoutSeconds = 300
    const find = api.statements.find((text) => text.includes('cause_of_failure')) ?? ''
    const { rows } = await api.pool.query<Record<string, string>>(`EXPLAIN (VERBOSE) ${find}`, [
      at,
      spawnTimeoutSeconds,
      null,
      null,
      spawnTimeoutSeconds,
      at,
      at,
      10,
    ])
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('heartbeat_interval')
    expect(plan).not.toMatch(/cause_of_failure|missed_heartbeats|heartbeat_interval\(/)
  })

  test('runs as many statements for 300 unresponsive supervisors as for 3, and takes no hierarchy lock for none', async () => {
    const countFor = async (unresponsive: number): Promise<number> => {
      const id = await givenTree(
        api.pool,
        `top > [${Array.from({ length: unresponsive }, (_, i) => `a${i}`).join(', ')}]`,
      )
      const ids = Array.from({ length: unresponsive }, (_, i) => id(`a${i}`))
      await api.pool.query(
        `UPDATE supervisors SET config = '{"restart":{"strategy":"one_for_all"}}' WHERE name = 'top'`,
      )
      await silence(ids, 90)
      api.statements.length = 0
      expect(await runSweep()).toMatchObject({ failed: unresponsive, restarted: unresponsive })
      const count = api.statements.length
      await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
      return count
    }
    expect(await countFor(3)).toBe(await countFor(300))
    api.statements.length = 0
    await runSweep()
    expect(api.statements.join('\n')).not.toContain('lock_hierarchy')
    expect(api.statements).toHaveLength(5)
  })

  test('has a maximum size, and the next one can continue immediately', async () => {
    await api.pool.query(
      `INSERT INTO supervisors (name, status, status_changed_at)
       SELECT 's' || i, 'ACTIVE', timezone('utc', now()) - interval '1 hour' FROM generate_series(1, 1200) i`,
    )
    expect(await runSweep()).toEqual({ failed: 1_000, restarted: 0, isFull: true, failure: null })
    expect(await sweepIfDue(true)).toEqual({ failed: 200, restarted: 0, isFull: false, failure: null })
  })
})

describe('the sweep of an interval', () => {
  test('is run by one of several servers, and fails each supervisor once', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    await silence(['a', 'b', 'c'].map(id), 90)
    await setLastSweep(intervalMs / 1_000)
    const sweeps = await Promise.all(Array.from({ length: 4 }, () => sweepIfDue()))
    expect(sweeps.filter((each) => each !== null)).toEqual([{ failed: 3, restarted: 0, isFull: false, failure: null }])
    expect((await sweeperEvents()).filter(({ type }) => type === 'SUPERVISOR_STATUS_CHANGED')).toHaveLength(3)
  })

  test('makes its changes even if another server looks in between whether a sweep is due', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 90)
    await setLastSweep(intervalMs / 1_000)
    const [row, looker] = [await api.session(), await api.session()]
    await row.query('BEGIN; SELECT FROM sweeper FOR UPDATE')
    const sweeping = sweepIfDue()
    await untilBlocked(api.pool, row) // the sweep has its turn, and waits for the row
    const looking = looker.query('BEGIN; SELECT pg_advisory_xact_lock(6014125522)')
    await untilWaiting(api.pool, 2)
    await row.query('COMMIT')
    await looking // the sweep has found the unresponsive supervisor
    await untilBlocked(api.pool, looker)
    await looker.query('COMMIT')
    expect(await sweeping).toEqual({ failed: 1, restarted: 0, isFull: false, failure: null })
  })

  test.each([
    ['is due before the first sweep', null, true],
    ['is not due right after the last sweep', 0.1, false],
    ['is due one interval after the last sweep', 5, true],
    ['is due after the clock was set back', -3_600, true],
  ] as const)('%s', async (_case, secondsAgo, isDue) => {
    await setLastSweep(secondsAgo)
    expect((await sweepIfDue()) !== null).toBe(isDue)
  })
})

describe('the grace period after an outage', () => {
  test.each([
    ['begins with the first sweep ever', null, true],
    ['begins when no sweep has run for 16 s', 16, true],
    ['does not begin when no sweep has run for 14 s', 14, false],
  ] as const)('%s', async (_case, secondsAgo, hasGrace) => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await setLastSweep(secondsAgo)
    expect(await sweepIfDue()).toMatchObject({ failed: hasGrace ? 0 : 1 })
  })

  test.each([
    ['does not begin', 14, false],
    ['begins', 16, true],
  ] as const)('%s %i s after the last of sweeps every 100 ms', async (_verb, secondsAgo, hasGrace) => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await setLastSweep(secondsAgo)
    expect(await sweep({ db: api.db, spawnTimeoutSeconds: 300, intervalMs: 100, again: false })).toMatchObject({
      failed: hasGrace ? 0 : 1,
    })
  })

  test('lasts one heartbeat interval, and then a supervisor without a heartbeat fails', async () => {
    const id = await givenTree(api.pool, 'a, b')
    await silence([id('a'), id('b')], 3_600)
    expect(await sweepIfDue()).toMatchObject({ failed: 0 })
    await beat({ supervisorId: id('a') })
    await api.pool.query(`UPDATE sweeper SET grace_from = grace_from - interval '30 seconds'`)
    await setLastSweep(5)
    expect(await sweepIfDue()).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED' })
  })
})

describe('an inconsistent database does not stop the sweeps:', () => {
  test('a grace period from the future, after the clock was set back, starts again', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 90)
    await setLastSweep(-3_600)
    await api.pool.query('UPDATE sweeper SET grace_from = last_round_at')
    expect(await sweepIfDue()).toMatchObject({ failed: 0 })
    const { rows } = await api.pool.query('SELECT grace_from = last_round_at AS begun FROM sweeper')
    expect(rows).toEqual([{ begun: true }])
    await api.pool.query(`UPDATE sweeper SET grace_from = grace_from - interval '30 seconds'`)
    await setLastSweep(5)
    expect(await sweepIfDue()).toMatchObject({ failed: 1 })
  })

  test('a supervisor at the last possible incarnation stays FAILED, and others are restarted', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: { restart: {} } })
    await api.pool.query('UPDATE supervisors SET incarnation = 2147483647 WHERE id = $1', [id('a')])
    await silence([id('a'), id('b')], 90)
    expect(await runSweep()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'FAILED 2147483647', b: 'SPAWNING 2' })
    const { rows } = await api.pool.query('SELECT FROM supervisor_restarts')
    expect(rows).toEqual([])
  })
})

describe('failSupervisor', () => {
  test('notifies the parent as the sweeper does, and records the caller as the actor', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: {} } })
    const events = await eventsOf(api, () =>
      api.request(`mutation { failSupervisor(input: { id: "${id('a')}", reason: "broke" }) { __typename } }`),
    )
    expect(events).toMatchObject([
      { type: 'SUPERVISOR_STATUS_CHANGED', supervisorId: id('a'), actor: 'local', reason: 'broke', causedBy: null },
      {
        type: 'CHILD_FAILED',
        supervisorId: id('top'),
        actor: 'local',
        after: { childId: id('a'), decision: 'RESTART', restarts: 1, maxRestarts: 3, withinSeconds: 3_600 },
        causedBy: events[0]?.sequence,
      },
    ])
    expect(await runSweep()).toMatchObject({ failed: 0, restarted: 1 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2' })
  })
})
