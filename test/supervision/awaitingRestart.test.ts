import { describe, expect, test } from 'vitest'
import { eventsOf } from '../support/events/eventsOf.ts'
import { lifecycleDocument, type LifecycleMutation } from '../support/api/lifecycleMutation.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** What becomes of a restart that was decided, and what drops it. */

const api = withApi()
const { dueTimes, round, silence, spawnInOrder, statuses, swept, timeGoesBy } = withSweeps(api)

const dies = (...ids: string[]) => silence(ids, 300)
const mutate = async (mutation: LifecycleMutation, id: string) =>
  (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'by hand' } })).result
const restart = (strategy: string, more: object = {}) => ({ restart: { strategy, ...more } })
const told = async () =>
  (await swept()).filter(({ type }) => type === 'CHILD_FAILED').map(({ after }) => after?.decision)

describe('one that awaits its restart', () => {
  const oneForAll = restart('one_for_all', { stagger_seconds: 60 })

  test('and dies meanwhile is included: nothing more is counted, and its turn stays what it was', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: oneForAll })
    await dies(id('a'))
    await round()
    await timeGoesBy(30)
    await dies(id('b'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 0 })
    expect(await told()).toEqual(['RESTART', 'INCLUDED'])
    expect((await swept()).at(-1)?.after).toMatchObject({ decision: 'INCLUDED', restarts: 1 })
    await timeGoesBy(30)
    expect(await round()).toMatchObject({ restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 2', c: 'ACTIVE' })
    const [decision] = (await swept()).filter(({ type }) => type === 'CHILD_FAILED')
    expect((await swept()).at(-1)).toMatchObject({ supervisorId: id('b'), causedBy: decision?.sequence })
  })

  test('and dies meanwhile, and gives up as well, has its turn at once, and then what is below it', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c], d]', {
      top: oneForAll,
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    await round()
    await timeGoesBy(30)
    await dies(id('middle'), id('b'))
    expect(await round()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await told()).toEqual(['RESTART', 'INCLUDED', 'ESCALATE', 'INCLUDED'])
    expect((await swept()).at(-1)).toMatchObject({
      supervisorId: id('middle'),
      reason: `restarted by the policy of ${id('top')}: one_for_all, 1 of 3 restarts within 3600 s`,
    })
    expect(await dueTimes()).toEqual([
      ['b', 60],
      ['c', 120],
      ['d', 120],
    ])
    await timeGoesBy(120)
    await round()
    expect(await statuses()).toMatchObject({ middle: 'SPAWNING 2', b: 'SPAWNING 2', c: 'SPAWNING 2', d: 'SPAWNING 2' })
  })

  const allAreRestarted = async () => {
    await timeGoesBy(120)
    await round()
    const restarted = 'SPAWNING 2'
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: restarted, middle: restarted, b: restarted, c: restarted })
  }

  test('and gives up while it is healthy has its turn at once, and then what is below it', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c]]', {
      top: restart('one_for_all', { stagger_seconds: 60, max_restarts: 1 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    await round()
    await timeGoesBy(30)
    await dies(id('b'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await told()).toEqual(['RESTART', 'ESCALATE', 'INCLUDED'])
    expect((await swept()).at(-1)).toMatchObject({
      supervisorId: id('middle'),
      reason: `restarted by the policy of ${id('top')}: one_for_all, 1 of 1 restarts within 3600 s`,
    })
    expect(await dueTimes()).toEqual([
      ['b', 60],
      ['c', 120],
    ])
    await allAreRestarted()
  })

  test('with what is below it, and is told of a child that was SPAWNING then, takes it along', async () => {
    const id = await spawnInOrder('top > [a, middle > [b, c:SPAWNING]]', {
      top: restart('one_for_all', { stagger_seconds: 60, max_restarts: 1 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('b'))
    await round()
    expect(await dueTimes()).toEqual([
      ['middle', 60],
      ['b', 120],
    ])
    await timeGoesBy(30)
    await dies(id('c'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await told()).toEqual(['ESCALATE', 'RESTART', 'ESCALATE', 'INCLUDED'])
    expect(await statuses()).toMatchObject({ middle: 'SPAWNING 2', b: 'FAILED', c: 'FAILED' })
    await allAreRestarted()
  })

  test('but is PAUSED, which drops it, has what gives up below it counted', async () => {
    const id = await spawnInOrder('top > [a, middle > b]', {
      top: oneForAll,
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    await round()
    await mutate('pauseSupervisor', id('middle'))
    await dies(id('b'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await told()).toEqual(['RESTART', 'ESCALATE', 'RESTART'])
    expect(await statuses()).toMatchObject({ middle: 'PAUSED', b: 'SPAWNING 2' })
  })

  test('keeps the earlier of two turns', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: oneForAll })
    await dies(id('a'))
    await round()
    await timeGoesBy(30)
    await dies(id('a'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 1 })
    await timeGoesBy(30)
    expect(await round()).toMatchObject({ failed: 0, restarted: 1 })
    expect(await dueTimes()).toEqual([['c', 120]])

    await api.pool.query(
      `UPDATE supervisors SET config = '{"restart": {"strategy": "one_for_all"}}' WHERE name = 'top'`,
    )
    await dies(id('a'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 2 })
    expect(await dueTimes()).toEqual([])
    const decided = (await swept()).filter(({ after }) => after?.decision === 'RESTART')
    expect((await swept()).at(-1)?.causedBy).toBe(decided[2]?.sequence)
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 4', b: 'SPAWNING 2', c: 'SPAWNING 2' })
  })

  test.each([
    { mutation: 'restartSupervisor', becomes: 'SPAWNING 2' },
    { mutation: 'pauseSupervisor', becomes: 'PAUSED' },
    { mutation: 'terminateSupervisor', becomes: 'TERMINATED' },
  ] as const)('$mutation drops it, and is no consequence of the failure', async ({ mutation, becomes }) => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await dies(id('a'))
    await round()
    expect(await eventsOf(api, () => mutate(mutation, id('b')))).toMatchObject([
      { type: 'SUPERVISOR_STATUS_CHANGED', supervisorId: id('b'), actor: 'local', reason: 'by hand', causedBy: null },
    ])
    await timeGoesBy(60)
    expect(await round()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: becomes })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })

  test.each([
    { when: 'before its turn keeps it', waits: 0, becomes: 'SPAWNING 2' },
    { when: 'after its turn has lost it', waits: 60, becomes: 'ACTIVE' },
  ])('is paused, and resumed $when', async ({ waits, becomes }) => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await dies(id('a'))
    await round()
    await mutate('pauseSupervisor', id('b'))
    await timeGoesBy(waits)
    await round()
    await mutate('resumeSupervisor', id('b'))
    await timeGoesBy(60)
    await round()
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: becomes })
  })

  test.each([
    { mutation: 'restartSupervisor', becomes: 'SPAWNING 2' },
    { mutation: 'terminateSupervisor', becomes: 'TERMINATED' },
  ] as const)('$mutation of what failed itself comes first', async ({ mutation, becomes }) => {
    const id = await spawnInOrder('top > a', { top: restart('one_for_one') })
    await mutate('failSupervisor', id('a'))
    expect(await eventsOf(api, () => mutate(mutation, id('a')))).toMatchObject([{ reason: 'by hand', causedBy: null }])
    expect(await round()).toMatchObject({ restarted: 0 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: becomes })
  })

  test('and was restarted by hand is decided on anew when it dies again, before the old turn has come', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await dies(id('a'))
    await round()
    await mutate('restartSupervisor', id('b'))
    await timeGoesBy(30)
    await dies(id('b'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 1 })
    expect(await told()).toEqual(['RESTART', 'RESTART'])
    await timeGoesBy(30)
    expect(await round()).toMatchObject({ failed: 0, restarted: 0 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 3' })
  })

  test('and is deleted by others is forgotten', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: oneForAll })
    await dies(id('a'))
    await round()
    await api.pool.query('DELETE FROM supervisors WHERE id = $1', [id('b')])
    await timeGoesBy(60)
    expect(await round()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })
})
