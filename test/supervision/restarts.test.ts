import { describe, expect, test } from 'vitest'
import { applyDueRestarts } from '../../src/db/queries/restarts.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import { lifecycleDocument, type LifecycleMutation } from '../support/api/lifecycleMutation.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** When scheduled restarts are performed, and the events that record them. */

const api = withApi()
const { dueTimes, runSweep, silence, spawnInOrder, statuses, sweeperEvents, letTimePass } = withSweeps(api)

const stopHeartbeats = (...ids: string[]) => silence(ids, 300)
const mutate = async (mutation: LifecycleMutation, id: string) =>
  (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'by hand' } })).result
const restart = (strategy: string, more: object = {}) => ({ restart: { strategy, ...more } })

describe('staggered restarts', () => {
  const flat = 'top > [a, b, c]'
  const deep = 'top > [before, middle > [a > low, b], after]'
  test.each([
    { tree: flat, strategy: 'one_for_one', fails: 'b', due: [['b', 0]] },
    {
      tree: flat,
      strategy: 'rest_for_one',
      fails: 'b',
      due: [
        ['b', 0],
        ['c', 10],
      ],
    },
    {
      tree: flat,
      strategy: 'one_for_all',
      fails: 'b',
      due: [
        ['a', 0],
        ['b', 10],
        ['c', 20],
      ],
    },
    {
      tree: deep,
      strategy: 'one_for_one',
      fails: 'a',
      due: [
        ['middle', 0],
        ['a', 10],
        ['b', 20],
        ['low', 30],
      ],
    },
    {
      tree: deep,
      strategy: 'rest_for_one',
      fails: 'a',
      due: [
        ['middle', 0],
        ['a', 10],
        ['b', 20],
        ['low', 30],
        ['after', 40],
      ],
    },
    {
      tree: deep,
      strategy: 'one_for_all',
      fails: 'a',
      due: [
        ['before', 0],
        ['middle', 10],
        ['a', 20],
        ['b', 30],
        ['low', 40],
        ['after', 50],
      ],
    },
  ])('by $strategy are 10 s apart when $fails fails in the tree $tree', async ({ tree, strategy, fails, due }) => {
    const id = await spawnInOrder(tree, {
      top: restart(strategy, { stagger_seconds: 10 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await mutate('failSupervisor', id(fails))
    expect(await dueTimes()).toEqual(due)
  })

  test('leave no gap for a supervisor that is not restarted', async () => {
    const id = await spawnInOrder('top > [a:PAUSED, b, c:SPAWNING, d]', {
      top: restart('one_for_all', { stagger_seconds: 10 }),
    })
    await mutate('failSupervisor', id('d'))
    expect(await dueTimes()).toEqual([
      ['b', 0],
      ['d', 10],
    ])
  })

  test('also apply to children that fail together and are restarted separately', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: restart('one_for_one', { stagger_seconds: 10 }) })
    await stopHeartbeats(id('c'), id('a'))
    expect(await runSweep()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'ACTIVE', c: 'FAILED' })
    expect(await dueTimes()).toEqual([['c', 10]])
  })

  test('are performed once each, in order, when they are due', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: restart('one_for_all', { stagger_seconds: 60 }) })
    await stopHeartbeats(id('b'))
    const sweeps = [await runSweep(), await runSweep()]
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'FAILED', c: 'ACTIVE' })
    for (const seconds of [50, 10, 59, 1, 3_600]) {
      await letTimePass(seconds)
      sweeps.push(await runSweep())
    }
    expect(sweeps.map((sweep) => sweep?.restarted)).toEqual([1, 0, 0, 1, 0, 1, 0])
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: 'SPAWNING 2', c: 'SPAWNING 2' })
    const restarted = (await sweeperEvents()).filter(({ after }) => after?.status === 'SPAWNING')
    expect(restarted.map(({ supervisorId }) => supervisorId)).toEqual(['a', 'b', 'c'].map(id))
  })

  test('that exceed the size of a sweep start with the parents, in spawn order', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    // the names in the drawing have the opposite order of the ages below
    await spawnInOrder('top > [a > [d, e], b > f, c]')
    await api.pool.query(
      `UPDATE supervisors s SET status = 'FAILED', created_at = t.at - make_interval(secs => n)
       FROM unnest($1::text[]) WITH ORDINALITY g (name, n), (SELECT timezone('utc', now()) AS at) t WHERE s.name = g.name`,
      [names],
    )
    await api.pool.query(
      `INSERT INTO supervisor_restarts (supervisor_id, incarnation, due_at, reason, caused_by)
       SELECT id, 1, timezone('utc', now()) - interval '1 s', 'by policy', 1 FROM supervisors WHERE name = ANY ($1)`,
      [names],
    )
    const restarted: string[][] = []
    while (restarted.flat().length < names.length) {
      await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'exclusive' }, (tx) => applyDueRestarts(tx, 1))
      const now = Object.entries(await statuses()).filter(([, status]) => status === 'SPAWNING 2')
      restarted.push(now.map(([name]) => name).filter((name) => !restarted.flat().includes(name)))
    }
    expect(restarted).toEqual([['c'], ['b'], ['a'], ['f'], ['e'], ['d']])
  })

  test('that are due are performed by one of several concurrent sweeps', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: restart('one_for_all', { stagger_seconds: 60 }) })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(60)
    const sweeps = await Promise.all([runSweep(), runSweep(), runSweep()])
    expect(sweeps.reduce((sum, each) => sum + (each?.restarted ?? 0), 0)).toBe(1)
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 2' })
  })
})

describe('the event of a restart', () => {
  test('has the decision as its cause, however late the restart is performed', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: restart('one_for_all', { stagger_seconds: 3_600 }) })
    await stopHeartbeats(id('a'))
    await runSweep()
    await mutate('pauseSupervisor', id('top'))
    await letTimePass(3_600)
    await runSweep()
    const events = await sweeperEvents()
    const decision = events.find(({ type }) => type === 'CHILD_FAILED')
    expect(decision?.supervisorId).toBe(id('top'))
    expect(events.filter(({ after }) => after?.status === 'SPAWNING')).toMatchObject(
      ['a', 'b'].map((name) => ({
        type: 'SUPERVISOR_STATUS_CHANGED',
        supervisorId: id(name),
        after: { incarnation: 2 },
        reason: `restarted by the policy of ${id('top')}: one_for_all, 1 of 3 restarts within 3600 s`,
        causedBy: decision?.sequence,
      })),
    )
  })

  test('of a subtree has the decision that restarts it as its cause, not the escalations below', async () => {
    const id = await spawnInOrder('top > middle > [a > low, b]', {
      top: restart('one_for_one'),
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    expect(await runSweep()).toMatchObject({ restarted: 4 })
    const events = await sweeperEvents()
    const decision = events.find(({ supervisorId, type }) => type === 'CHILD_FAILED' && supervisorId === id('top'))
    const restarted = events.filter(({ after }) => after?.status === 'SPAWNING')
    expect(new Set(restarted.map(({ supervisorId }) => supervisorId))).toEqual(
      new Set(['middle', 'a', 'low', 'b'].map(id)),
    )
    expect(new Set(restarted.map(({ causedBy }) => causedBy))).toEqual(new Set([decision?.sequence]))
  })
})
