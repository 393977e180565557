import { describe, expect, test } from 'vitest'
import { applyDueRestarts } from '../../src/db/queries/restarts.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import { lifecycleDocument, type LifecycleMutation } from '../support/api/lifecycleMutation.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** Restarts that were decided: when they are made, and what stands for them on the record. */

const api = withApi()
const { dueTimes, round, silence, spawnInOrder, statuses, swept, timeGoesBy } = withSweeps(api)

const dies = (...ids: string[]) => silence(ids, 300)
const mutate = async (mutation: LifecycleMutation, id: string) =>
  (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'by hand' } })).result
const restart = (strategy: string, more: object = {}) => ({ restart: { strategy, ...more } })

describe('staggered', () => {
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
  ])('$strategy by 10 s, when $fails of $tree fails', async ({ tree, strategy, fails, due }) => {
    const id = await spawnInOrder(tree, {
      top: restart(strategy, { stagger_seconds: 10 }),
      middle: { restart: { max_restarts: 0 } },
    })
    await mutate('failSupervisor', id(fails))
    expect(await dueTimes()).toEqual(due)
  })

  test('whoever is not restarted takes no turn', async () => {
    const id = await spawnInOrder('top > [a:PAUSED, b, c:SPAWNING, d]', {
      top: restart('one_for_all', { stagger_seconds: 10 }),
    })
    await mutate('failSupervisor', id('d'))
    expect(await dueTimes()).toEqual([
      ['b', 0],
      ['d', 10],
    ])
  })

  test('children that die together are staggered too, where each is restarted on its own', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: restart('one_for_one', { stagger_seconds: 10 }) })
    await dies(id('c'), id('a'))
    expect(await round()).toMatchObject({ failed: 2, restarted: 1 })
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'ACTIVE', c: 'FAILED' })
    expect(await dueTimes()).toEqual([['c', 10]])
  })

  test('each is made once, when it is due, in order', async () => {
    const id = await spawnInOrder('top > [a, b, c]', { top: restart('one_for_all', { stagger_seconds: 60 }) })
    await dies(id('b'))
    const made = [await round(), await round()]
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'FAILED', c: 'ACTIVE' })
    for (const seconds of [50, 10, 59, 1, 3_600]) {
      await timeGoesBy(seconds)
      made.push(await round())
    }
    expect(made.map((sweep) => sweep?.restarted)).toEqual([1, 0, 0, 1, 0, 1, 0])
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 2', b: 'SPAWNING 2', c: 'SPAWNING 2' })
    const restarted = (await swept()).filter(({ after }) => after?.status === 'SPAWNING')
    expect(restarted.map(({ supervisorId }) => supervisorId)).toEqual(['a', 'b', 'c'].map(id))
  })

  test('of more that are due together than a round makes, parents come before children, in the order of spawning', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    // drawn against their order
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
    const made: string[][] = []
    while (made.flat().length < names.length) {
      await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'exclusive' }, (tx) => applyDueRestarts(tx, 1))
      const now = Object.entries(await statuses()).filter(([, status]) => status === 'SPAWNING 2')
      made.push(now.map(([name]) => name).filter((name) => !made.flat().includes(name)))
    }
    expect(made).toEqual([['c'], ['b'], ['a'], ['f'], ['e'], ['d']])
  })

  test('of several servers that find the same restart due one makes it', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: restart('one_for_all', { stagger_seconds: 60 }) })
    await dies(id('a'))
    await round()
    await timeGoesBy(60)
    const rounds = await Promise.all([round(), round(), round()])
    expect(rounds.reduce((sum, each) => sum + (each?.restarted ?? 0), 0)).toBe(1)
    expect(await statuses()).toMatchObject({ a: 'SPAWNING 2', b: 'SPAWNING 2' })
  })
})

describe('the event of a restart', () => {
  test('has the decision for its cause, however much later it is made', async () => {
    const id = await spawnInOrder('top > [a, b]', { top: restart('one_for_all', { stagger_seconds: 3_600 }) })
    await dies(id('a'))
    await round()
    await mutate('pauseSupervisor', id('top'))
    await timeGoesBy(3_600)
    await round()
    const events = await swept()
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

  test('of a subtree has the decision of the one that took it, not those that led up to it', async () => {
    const id = await spawnInOrder('top > middle > [a > low, b]', {
      top: restart('one_for_one'),
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    expect(await round()).toMatchObject({ restarted: 4 })
    const events = await swept()
    const decision = events.find(({ supervisorId, type }) => type === 'CHILD_FAILED' && supervisorId === id('top'))
    const restarted = events.filter(({ after }) => after?.status === 'SPAWNING')
    expect(new Set(restarted.map(({ supervisorId }) => supervisorId))).toEqual(
      new Set(['middle', 'a', 'low', 'b'].map(id)),
    )
    expect(new Set(restarted.map(({ causedBy }) => causedBy))).toEqual(new Set([decision?.sequence]))
  })
})
