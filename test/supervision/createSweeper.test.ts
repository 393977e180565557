import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { UnavailableError } from '../../src/domain/errors.ts'
import { createSweeper } from '../../src/supervision/createSweeper.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { untilBlocked } from '../support/database/untilBlocked.ts'
import { watchSweeper } from '../support/supervision/watchSweeper.ts'
import { withApi } from '../support/api/withApi.ts'
import { intervalMs, withSweeps } from '../support/supervision/withSweeps.ts'

/** When the next sweep follows after a sweep that fails, takes long or waits. */

const api = withApi()
const { makeSweepDue, setLastSweep, silence, spawnInOrder, sweepIfDue } = withSweeps(api)

describe('a sweep', () => {
  test('that fails is followed by the next within a second, and starts no grace period', async () => {
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await setLastSweep(5)
    await api.pool.query('ALTER TABLE supervisor_restarts RENAME TO away')
    const { sweeper, sweeps, errors } = watchSweeper(api.db, intervalMs)
    await sweeper.start()
    expect([errors.length, sweeps.length]).toEqual([1, 0])
    await api.pool.query('ALTER TABLE away RENAME TO supervisor_restarts')
    await expect.poll(() => sweeps.length, { timeout: 3_000 }).toBe(1)
    await sweeper.stop()
    expect(sweeps).toMatchObject([{ failed: 1 }])
  })

  test('that takes long is followed by the next one interval after its start', async () => {
    const holder = await api.session()
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await setLastSweep(2)
    await holder.query('BEGIN; SELECT lock_hierarchy(false)')
    const sweeps: number[] = []
    const sweeper = createSweeper({
      db: api.db,
      spawnTimeoutSeconds: 300,
      intervalMs: 2_000,
      onSwept: () => sweeps.push(performance.now()),
      onError: () => undefined,
    })
    const first = sweeper.start()
    await untilBlocked(api.pool, holder)
    await delay(500)
    await holder.query('COMMIT')
    await first
    await expect.poll(() => sweeps.length, { timeout: 5_000 }).toBe(2)
    await sweeper.stop()
    expect((sweeps[1] ?? NaN) - (sweeps[0] ?? NaN)).toBeLessThan(1_800)
  })

  test('whose restarts fail reports the failed supervisors, and the next follows within a second', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: {} } })
    await silence([id('a')], 3_600)
    await makeSweepDue()
    await api.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
       CREATE TRIGGER refused BEFORE DELETE ON supervisor_restarts FOR EACH ROW EXECUTE FUNCTION refuse()`,
    )
    const { sweeper, sweeps, errors } = watchSweeper(api.db, intervalMs)
    await sweeper.start()
    await api.pool.query('DROP FUNCTION refuse CASCADE')
    expect(errors).toMatchObject([{ message: 'no' }])
    expect(sweeps).toEqual([{ failed: 1, restarted: 0, isFull: false, failure: errors[0] }])
    await expect.poll(() => sweeps.length, { timeout: 3_000 }).toBe(2)
    await sweeper.stop()
    expect(sweeps[1]).toEqual({ failed: 0, restarted: 1, isFull: false, failure: null })
  })

  test('waits for the hierarchy lock for less time than other transactions, which queue behind it', async () => {
    const [holder, other] = [await api.session(), await api.session()]
    const id = await givenTree(api.pool, 'a')
    await silence([id('a')], 3_600)
    await setLastSweep(5)
    await holder.query('BEGIN; SELECT lock_hierarchy(false)')
    const swept = sweepIfDue()
    await untilBlocked(api.pool, holder)
    // This shared lock queues behind the sweep. It succeeds when the sweep times out, before the holder commits.
    await other.query(`SET lock_timeout = '3 s'`)
    await other.query('SELECT lock_hierarchy(false)')
    expect(await swept).toMatchObject({ failed: 0, failure: expect.any(UnavailableError) as Error })
    await holder.query('COMMIT')
    expect(await sweepIfDue(true)).toMatchObject({ failed: 1 })
  })
})
