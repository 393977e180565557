import { describe, expect, test } from 'vitest'
import { eventsOf } from '../support/events/eventsOf.ts'
import { lifecycleDocument, type LifecycleMutation } from '../support/api/lifecycleMutation.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** What happens to scheduled restarts, and what cancels them. */

const api = withApi()
const { dueTimes, runSweep, silence, spawnInOrder, statuses, sweeperEvents, letTimePass } = withSweeps(api)

const stopHeartbeats = (...ids: string[]) => silence(ids, 300)
const mutate = async (mutation: LifecycleMutation, id: string) =>
  (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'by hand' } })).result
const restart = (strategy: string, more: object = {}) => ({ restart: { strategy, ...more } })
const decisions = async () =>
  (await sweeperEvents()).filter(({ type }) => type === 'CHILD_FAILED').map(({ after }) => after?.decision)

describe('a supervisor with a scheduled restart', () => {
  const oneForAll = restart('one_for_all', { stagger_seconds: 60 })

  test('that fails again before its restart keeps its time, and the failure does not count', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(30)
    await stopHeartbeats(id('b'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 0 })
    expect(await decisions()).toEqual(['RESTART', 'INCLUDED'])
    expect((await sweeperEvents()).at(-1)?.after).toMatchObject({ decision: 'INCLUDED', restarts: 1 })
    await letTimePass(30)
    expect(await runSweep()).toMatchObject({ restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 2', c: 'ACTIVE' })
    const [decision] = (await sweeperEvents()).filter(({ type }) => type === 'CHILD_FAILED')
    expect((await sweeperEvents()).at(-1)).toMatchObject({ supervisorId: id('b'), causedBy: decision?.sequence })
  })

  test('that fails and escalates before its restart is restarted immediately, and then its subtree', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c], d]', {
      top: oneForAll,
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(30)
    await stopHeartbeats(id('middle'), id('b'))
    expect(await runSweep()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await decisions()).toEqual(['RESTART', 'INCLUDED', 'ESCALATE', 'INCLUDED'])
    expect((await sweeperEvents()).at(-1)).toMatchObject({
      supervisorId: id('middle'),
      reason: `restarted by the policy of ${id('top')}: one_for_all, 1 of 3 restarts within 3600 s`,
    })
    expect(await dueTimes()).toEqual([
      ['b', 60],
      ['c', 120],
      ['d', 120],
    ])
    await letTimePass(120)
    await runSweep()
    expect(await statuses()).toMatchObject({ middle: 'SPAWNING 2', b: 'SPAWNING 2', c: 'SPAWNING 2', d: 'SPAWNING 2' })
  })

  const expectAllRestarted = async () => {
    await letTimePass(120)
    await runSweep()
    const restarted = 'SPAWNING 2'
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: restarted, middle: restarted, b: restarted, c: restarted })
  }

  test('that escalates while it is healthy is restarted immediately, and then its subtree', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c]]', {
      top: restart('one_for_all', { stagger_seconds: 60, max_restarts: 1 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(30)
    await stopHeartbeats(id('b'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await decisions()).toEqual(['RESTART', 'ESCALATE', 'INCLUDED'])
    expect((await sweeperEvents()).at(-1)).toMatchObject({
      supervisorId: id('middle'),
      reason: `restarted by the policy of ${id('top')}: one_for_all, 1 of 1 restarts within 3600 s`,
    })
    expect(await dueTimes()).toEqual([
      ['b', 60],
      ['c', 120],
    ])
    await expectAllRestarted()
  })

  test('with its subtree also restarts a child that was SPAWNING at the time of the decision', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c:SPAWNING]]', {
      top: restart('one_for_all', { stagger_seconds: 60, max_restarts: 1 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('b'))
    await runSweep()
    expect(await dueTimes()).toEqual([
      ['middle', 60],
      ['b', 120],
    ])
    await letTimePass(30)
    await stopHeartbeats(id('c'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await decisions()).toEqual(['ESCALATE', 'RESTART', 'ESCALATE', 'INCLUDED'])
    expect(await statuses()).toMatchObject({ middle: 'SPAWNING 2', b: 'FAILED', c: 'FAILED' })
    await expectAllRestarted()
  })

  test('that is PAUSED loses the restart, so that an escalation below it counts', async () => {
    const id = await spawnInOrder('top > [a, middle > b]', {
      top: oneForAll,
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    await runSweep()
    await mutate('pauseSupervisor', id('middle'))
    await stopHeartbeats(id('b'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await decisions()).toEqual(['RESTART', 'ESCALATE', 'RESTART'])
    expect(await statuses()).toMatchObject({ middle: 'PAUSED', b: 'SPAWNING 2' })
  })

  test('keeps the earlier time of two decisions', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(30)
    await stopHeartbeats(id('a'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 1 })
    await letTimePass(30)
    expect(await runSweep()).toMatchObject({ failed: 0, restarted: 1 })
    expect(await dueTimes()).toEqual([['c', 120]])

    await api.pool.query(
      `UPDATE supervisors SET config = '{"restart": {"strategy": "one_for_all"}}' WHERE name = 'top'`,
    )
    await stopHeartbeats(id('a'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 2 })
    expect(await dueTimes()).toEqual([])
    const decided = (await sweeperEvents()).filter(({ after }) => after?.decision === 'RESTART')
    expect((await sweeperEvents()).at(-1)?.causedBy).toBe(decided[2]?.sequence)
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 4', b: 'SPAWNING 2', c: 'SPAWNING 2' })
  })

  test.each([
    { mutation: 'restartSupervisor', becomes: 'SPAWNING 2' },
    { mutation: 'pauseSupervisor', becomes: 'PAUSED' },
    { mutation: 'terminateSupervisor', becomes: 'TERMINATED' },
  ] as const)('loses the restart through $mutation, whose event has no cause', async ({ mutation, becomes }) => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    expect(await eventsOf(api, () => mutate(mutation, id('b')))).toMatchObject([
      { type: 'SUPERVISOR_STATUS_CHANGED', supervisorId: id('b'), actor: 'local', reason: 'by hand', causedBy: null },
    ])
    await letTimePass(60)
    expect(await runSweep()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: becomes })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })

  test.each([
    ['keeps the restart if it is resumed before that is due', { waits: 0, becomes: 'SPAWNING 2' }],
    ['loses the restart if it is still PAUSED when that is due', { waits: 60, becomes: 'ACTIVE' }],
  ])('%s', async (_case, { waits, becomes }) => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    await mutate('pauseSupervisor', id('b'))
    await letTimePass(waits)
    await runSweep()
    await mutate('resumeSupervisor', id('b'))
    await letTimePass(60)
    await runSweep()
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: becomes })
  })

  test.each([
    { mutation: 'restartSupervisor', becomes: 'SPAWNING 2' },
    { mutation: 'terminateSupervisor', becomes: 'TERMINATED' },
  ] as const)('that failed itself can be changed by $mutation first', async ({ mutation, becomes }) => {
    const id = await spawnInOrder('top > a', { top: restart('one_for_one') })
    await mutate('failSupervisor', id('a'))
    expect(await eventsOf(api, () => mutate(mutation, id('a')))).toMatchObject([{ reason: 'by hand', causedBy: null }])
    expect(await runSweep()).toMatchObject({ restarted: 0 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: becomes })
  })

  test('that an operator restarted gets a new decision when it fails again before the old time', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    await mutate('restartSupervisor', id('b'))
    await letTimePass(30)
    await stopHeartbeats(id('b'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await decisions()).toEqual(['RESTART', 'RESTART'])
    await letTimePass(30)
    expect(await runSweep()).toMatchObject({ failed: 0, restarted: 0 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 3' })
  })

  test('loses the restart when another writer deletes it', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await stopHeartbeats(id('a'))
    await runSweep()
    await api.pool.query('DELETE FROM supervisors WHERE id = $1', [id('b')])
    await letTimePass(60)
    expect(await runSweep()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })
})
