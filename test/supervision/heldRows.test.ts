import type pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { sweep } from '../../src/supervision/sweep.ts'
import { withApi } from '../support/api/withApi.ts'
import { intervalMs, withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { runSweep, silence, spawnInOrder, statuses, sweeperEvents } = withSweeps(api)

describe('rows that another transaction has locked', () => {
  /** Locks these rows, like a writer that bypasses the API and never ends its transaction. */
  const hold = async (where: string): Promise<() => Promise<unknown>> => {
    const holder = await api.session()
    holders.push(holder)
    await holder.query(`BEGIN; UPDATE supervisors SET description = 'held' WHERE ${where}`)
    return () => holder.query('COMMIT')
  }
  const holders: pg.Client[] = []
  afterEach(() => Promise.all(holders.splice(0).map((holder) => holder.query('ROLLBACK'))))
  const named = (name: string): string => `name = '${name}'`

  test('are left to a later sweep, which does not delay the failures and notifications of others', async () => {
    const id = await spawnInOrder('top > [a, b]')
    await silence([id('a'), id('b')], 90)
    const release = [await hold(named('a')), await hold(named('top'))]
    expect(await runSweep()).toEqual({ failed: 1, restarted: 0, isFull: false, failure: null })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'ACTIVE', b: 'FAILED' })
    expect((await sweeperEvents()).map(({ type }) => type)).toEqual(['SUPERVISOR_STATUS_CHANGED', 'CHILD_FAILED'])
    for (const each of release) await each()
    expect(await runSweep()).toEqual({ failed: 1, restarted: 0, isFull: false, failure: null })
  })

  test('are restarted later, and do not delay the restarts of others', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: { restart: { strategy: 'one_for_all' } } })
    await silence([id('b')], 90)
    const release = await hold(named('a'))
    expect(await runSweep()).toEqual({ failed: 1, restarted: 1, isFull: false, failure: null })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'ACTIVE', b: 'SPAWNING 2' })
    await release()
    expect(await runSweep()).toEqual({ failed: 0, restarted: 1, isFull: false, failure: null })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: 'SPAWNING 2' })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })

  test('do not count towards the size of a sweep, and do not hide later unresponsive supervisors', async () => {
    await api.pool.query(
      `INSERT INTO supervisors (name, status, created_at, status_changed_at)
       SELECT 's' || i, 'ACTIVE', t.then + make_interval(secs => i), t.then
       FROM generate_series(1, 1200) i, (SELECT timezone('utc', now()) - interval '1 hour' AS then) t`,
    )
    const release = await hold(`name <> 's1200'`)
    expect(await runSweep()).toEqual({ failed: 1, restarted: 0, isFull: false, failure: null })
    expect(await statuses()).toMatchObject({ s1: 'ACTIVE', s1200: 'FAILED' })
    await release()
  })

  test('do not count towards the restarts of a sweep', async () => {
    await api.pool.query(
      `WITH spawned AS (INSERT INTO supervisors (name, status) SELECT 's' || i, 'FAILED' FROM generate_series(1, 1200) i RETURNING id, name)
       INSERT INTO supervisor_restarts (supervisor_id, incarnation, due_at, reason, caused_by)
       SELECT id, 1, timezone('utc', now()) - make_interval(secs => CASE name WHEN 's1200' THEN 1 ELSE 60 END), 'r', 1 FROM spawned`,
    )
    const release = await hold(`name <> 's1200'`)
    expect(await runSweep()).toEqual({ failed: 0, restarted: 1, isFull: false, failure: null })
    await release()
    expect(await runSweep()).toEqual({ failed: 0, restarted: 1_000, isFull: true, failure: null })
    expect(await sweep({ db: api.db, spawnTimeoutSeconds: 300, intervalMs, again: true })).toEqual({
      failed: 0,
      restarted: 199,
      isFull: false,
      failure: null,
    })
  })
})
