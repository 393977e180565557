import { describe, expect, test } from 'vitest'
import { makeDueRestarts } from '../../src/db/queries/makeDueRestarts.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import { eventsOf } from '../support/eventsOf.ts'
import { lifecycleDocument, type LifecycleMutation } from '../support/lifecycleMutation.ts'
import { withApi } from '../support/withApi.ts'
import { withSweeps } from '../support/withSweeps.ts'

/** Restarts that were decided: when they are made, what stands for them on the record, and what drops them. */

const api = withApi()
const { dueTimes, round, silence, spawnInOrder, statuses, swept, timeGoesBy } = withSweeps(api)

const dies = (...ids: string[]) => silence(ids, 300)
const mutate = async (mutation: LifecycleMutation, id: string) =>
  (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'by hand' } })).result
const restart = (strategy: string, more: object = {}) => ({ restart: { strategy, ...more } })
const told = async () =>
  (await swept()).filter(({ type }) => type === 'CHILD_FAILED').map(({ after }) => after?.decision)

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
      await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'none' }, (tx) => makeDueRestarts(tx, 5_000, 1))
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
    expect(await round()).toEqual({ failed: 0, restarted: 0, isFull: false })
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
    expect(await round()).toEqual({ failed: 0, restarted: 0, isFull: false })
    expect((await api.pool.query('SELECT FROM supervisor_restarts')).rowCount).toBe(0)
  })
})
