import { describe, expect, test } from 'vitest'
import { sweep } from '../../src/supervision/sweep.ts'
import { eventsOf } from '../support/events/eventsOf.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { fetchReplayed, fetchEvents, replayEvents } from '../support/events/replayEvents.ts'
import { untilBlocked } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withHeartbeats } from '../support/supervision/withHeartbeats.ts'
import { intervalMs, withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { beat } = withHeartbeats(api)
const { lastRound, round, silence, spawnInOrder, statuses, sweepNow, swept } = withSweeps(api)

describe('a round', () => {
  test('fails the dead, says why, tells their parents, and leaves all others alone', async () => {
    const id = await spawnInOrder('top > [a, b:SPAWNING, c:PAUSED, d:FAILED, e, f:TERMINATED]')
    await silence(['a', 'b', 'c', 'd', 'f'].map(id), 300)
    await silence([id('e')], 89)
    expect(await round()).toEqual({ failed: 2, restarted: 0, isFull: false, failure: null })

    expect(await statuses()).toMatchObject({ a: 'FAILED', b: 'FAILED', c: 'PAUSED', d: 'FAILED', e: 'ACTIVE' })
    const events = (await swept()).map(({ type, supervisorId, reason, before, after, causedBy, sequence }) => {
      return { type, supervisorId, reason, before, after, causedBy, sequence }
    })
    const failures = events.slice(0, 2)
    const changed = { after: { status: 'FAILED' }, type: 'SUPERVISOR_STATUS_CHANGED', causedBy: null }
    expect(failures).toMatchObject([
      { ...changed, reason: 'heartbeat time-out: 10 intervals of 30 s without a sign of life' },
      { ...changed, reason: 'spawn time-out: no sign of life within 300 s' },
    ])
    expect(new Set(failures.map(({ supervisorId }) => supervisorId))).toEqual(new Set([id('a'), id('b')]))
    const [a, b] = ['a', 'b'].map((name) => failures.find(({ supervisorId }) => supervisorId === id(name))?.sequence)
    const told = { type: 'CHILD_FAILED', supervisorId: id('top'), reason: null, before: null }
    expect(events.slice(2)).toMatchObject([
      { ...told, after: { childId: id('a'), decision: 'NONE', incarnation: 1 }, causedBy: a },
      { ...told, after: { childId: id('b'), decision: 'NONE', incarnation: 1 }, causedBy: b },
    ])
    expect(replayEvents(await fetchEvents(api.pool))).toEqual(await fetchReplayed(api.pool))
  })

  test('finds each of them once, and a late heartbeat does not resurrect it', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 90)
    expect(await round()).toMatchObject({ failed: 1 })
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ command: 'STOP', status: 'FAILED' })
    expect(await round()).toMatchObject({ failed: 0 })
    expect(await statuses()).toEqual({ a: 'FAILED' })
  })

  test('judges by the database alone: what clients say of the time changes nothing', async () => {
    const id = await givenTree(api.pool, 'a, b')
    await silence([id('a'), id('b')], 90)
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    await beat({ supervisorId: id('a'), metrics: { at: inAnHour, sent: Date.now() + 3_600_000 } })
    expect(await round()).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED' })
  })

  test('judges again in the statement that fails, and at its one moment: a heartbeat that comes while it waits for the lock counts', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    await silence(['a', 'b', 'c'].map(id), 90)
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(false)')
    const swept = round()
    await untilBlocked(api.pool, holder)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
    await silence([id('c')], 90) // since the round began, as if its clock had been stopped
    await holder.query('COMMIT')
    expect(await swept).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED', c: 'ACTIVE' })
  })

  test('looks at nobody by a call of what is to be inlined', async () => {
    await round()
    const at = '2026-11-27 12:00:00.000'
    const spawnTimeoutSeconds = 300
    const find = api.statements.find((text) => text.includes('cause_of_death')) ?? ''
    const { rows } = await api.pool.query<Record<string, string>>(`EXPLAIN (VERBOSE) ${find}`, [
      at,
      spawnTimeoutSeconds,
      null,
      spawnTimeoutSeconds,
      at,
      10,
    ])
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('heartbeat_interval')
    expect(plan).not.toMatch(/cause_of_death|missed_heartbeats|heartbeat_interval\(/)
  })

  test('takes as many statements for 300 dead as for 3, and no lock of the hierarchy where there is nobody', async () => {
    const countFor = async (dead: number): Promise<number> => {
      const id = await givenTree(api.pool, `top > [${Array.from({ length: dead }, (_, i) => `a${i}`).join(', ')}]`)
      const ids = Array.from({ length: dead }, (_, i) => id(`a${i}`))
      await api.pool.query(
        `UPDATE supervisors SET config = '{"restart":{"strategy":"one_for_all"}}' WHERE name = 'top'`,
      )
      await silence(ids, 90)
      api.statements.length = 0
      expect(await round()).toMatchObject({ failed: dead, restarted: dead })
      const count = api.statements.length
      await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
      return count
    }
    expect(await countFor(3)).toBe(await countFor(300))
    api.statements.length = 0
    await round()
    expect(api.statements.join('\n')).not.toContain('lock_hierarchy')
    expect(api.statements).toHaveLength(5)
  })

  test('is bounded, and the next one goes on at once', async () => {
    await api.pool.query(
      `INSERT INTO supervisors (name, status, status_changed_at)
       SELECT 's' || i, 'ACTIVE', timezone('utc', now()) - interval '1 hour' FROM generate_series(1, 1200) i`,
    )
    expect(await round()).toEqual({ failed: 1_000, restarted: 0, isFull: true, failure: null })
    expect(await sweepNow(true)).toEqual({ failed: 200, restarted: 0, isFull: false, failure: null })
  })
})

describe('turns', () => {
  test('of several servers one makes the round, and each dead is failed once', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    await silence(['a', 'b', 'c'].map(id), 90)
    await lastRound(intervalMs / 1_000)
    const rounds = await Promise.all(Array.from({ length: 4 }, () => sweepNow()))
    expect(rounds.filter((each) => each !== null)).toEqual([{ failed: 3, restarted: 0, isFull: false, failure: null }])
    expect((await swept()).filter(({ type }) => type === 'SUPERVISOR_STATUS_CHANGED')).toHaveLength(3)
  })

  test.each([
    { what: 'before the first round', secondsAgo: null, taken: true },
    { what: 'right after one', secondsAgo: 0.1, taken: false },
    { what: 'an interval after one', secondsAgo: 5, taken: true },
    { what: 'where the clock was set back', secondsAgo: -3_600, taken: true },
  ])('$what: taken $taken', async ({ secondsAgo, taken }) => {
    await lastRound(secondsAgo)
    expect((await sweepNow()) !== null).toBe(taken)
  })
})

describe('after an outage', () => {
  test.each([
    { what: 'the first round ever', secondsAgo: null, spared: true },
    { what: 'no round for 16 s', secondsAgo: 16, spared: true },
    { what: 'no round for 14 s', secondsAgo: 14, spared: false },
  ])('$what: spared for one interval $spared', async ({ secondsAgo, spared }) => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await lastRound(secondsAgo)
    expect(await sweepNow()).toMatchObject({ failed: spared ? 0 : 1 })
  })

  test.each([
    { secondsAgo: 14, spared: false },
    { secondsAgo: 16, spared: true },
  ])('of rounds every 100 ms, $secondsAgo s ago: spared $spared', async ({ secondsAgo, spared }) => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await lastRound(secondsAgo)
    expect(await sweep({ db: api.db, spawnTimeoutSeconds: 300, intervalMs: 100, again: false })).toMatchObject({
      failed: spared ? 0 : 1,
    })
  })

  test('the grace is one interval, and what does not report in it is failed', async () => {
    const id = await givenTree(api.pool, 'a, b')
    await silence([id('a'), id('b')], 3_600)
    expect(await sweepNow()).toMatchObject({ failed: 0 })
    await beat({ supervisorId: id('a') })
    await api.pool.query(`UPDATE sweeper SET grace_from = grace_from - interval '30 seconds'`)
    await lastRound(5)
    expect(await sweepNow()).toMatchObject({ failed: 1 })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'FAILED' })
  })
})

describe('what would keep everybody waiting does not', () => {
  test('a grace that began on a clock that was set back since is begun again', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 90)
    await lastRound(-3_600)
    await api.pool.query('UPDATE sweeper SET grace_from = last_round_at')
    expect(await sweepNow()).toMatchObject({ failed: 0 })
    const { rows } = await api.pool.query('SELECT grace_from = last_round_at AS begun FROM sweeper')
    expect(rows).toEqual([{ begun: true }])
    await api.pool.query(`UPDATE sweeper SET grace_from = grace_from - interval '30 seconds'`)
    await lastRound(5)
    expect(await sweepNow()).toMatchObject({ failed: 1 })
  })

  test('a supervisor without a next incarnation stays FAILED, and the restarts of others are made', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: { restart: {} } })
    await api.pool.query('UPDATE supervisors SET incarnation = 2147483647 WHERE id = $1', [id('a')])
    await silence([id('a'), id('b')], 90)
    expect(await round()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'FAILED 2147483647', b: 'SPAWNING 2' })
    const { rows } = await api.pool.query('SELECT FROM supervisor_restarts')
    expect(rows).toEqual([])
  })
})

describe('failSupervisor', () => {
  test('tells the parent as the sweeper does, on the record of who called', async () => {
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
    expect(await round()).toMatchObject({ failed: 0, restarted: 1 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2' })
  })
})
