import type pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { eventsOf } from '../../support/events/eventsOf.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withHeartbeats } from '../../support/supervision/withHeartbeats.ts'

const api = withApi()
const { beat, beats, columnsOf } = withHeartbeats(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

/** A transaction that has locked the row of a supervisor, and is still open. */
async function givenHeld(id: string): Promise<pg.Client> {
  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM supervisors WHERE id = $1 FOR UPDATE', [id])
  return holder
}

/** A promise, and whether it is still open. */
function watch<T>(promise: Promise<T>): { readonly promise: Promise<T>; readonly isOpen: () => boolean } {
  let open = true
  void promise.finally(() => (open = false))
  return { promise, isOpen: () => open }
}

describe('while somebody holds the row of a supervisor', () => {
  test('heartbeats of others that came with its own are answered; its own is once the row is free', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    const holder = await givenHeld(id('a'))
    const held = watch(beat({ supervisorId: id('a'), sequence: 1, metrics: { kept: true } }))
    const others = await Promise.all([
      beat({ supervisorId: id('b') }),
      beats([{ supervisorId: id('c') }, { supervisorId: id('b') }]),
    ])
    expect(others).toMatchObject([{ accepted: true }, { results: [{ accepted: true }, { accepted: true }] }])
    expect(held.isOpen()).toBe(true)

    await holder.query('COMMIT')
    expect(await held.promise).toMatchObject({ accepted: true, command: 'CONTINUE', status: 'ACTIVE', version: 1 })
    expect(await columnsOf(id('a'))).toMatchObject({ heartbeat_sequence: '1', health_metrics: { kept: true } })
  })

  test('a request that reports for others too is answered in its order once the row is free', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const holder = await givenHeld(id('a'))
    const order = ['b', 'a', 'b', 'a']
    const held = watch(beats(order.map((name, i) => ({ supervisorId: id(name), sequence: i }))))
    await beat({ supervisorId: id('b'), sequence: 100 })
    // b's were recorded already, and did not wait for a
    expect(await beat({ supervisorId: id('b'), sequence: 2 })).toMatchObject({ accepted: false })
    expect(held.isOpen()).toBe(true)

    await holder.query('COMMIT')
    expect(await held.promise).toMatchObject({
      results: order.map((name) => ({ supervisorId: id(name), accepted: true })),
    })
  })

  test('any number of heartbeats for it keep no connection from others', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const holder = await givenHeld(id('a'))
    const held = []
    for (let i = 0; i < 20; i++) {
      held.push(watch(beat({ supervisorId: id('a'), sequence: i })))
      // in a statement of its own each time, since it is awaited
      expect(await beat({ supervisorId: id('b') })).toMatchObject({ accepted: true })
    }
    const { data } = await api.request(`{ supervisor(id: "${id('a')}") { name } }`)
    expect(data).toEqual({ supervisor: { name: 'a' } })
    expect(held.every(({ isOpen }) => isOpen())).toBe(true)

    await holder.query('COMMIT')
    for (const { promise } of held) expect(await promise).toMatchObject({ command: 'CONTINUE' })
  })

  test.each<[what: string, sql: string, answer: object]>([
    [
      'pauses it',
      `UPDATE supervisors SET status = 'PAUSED'`,
      { command: 'PAUSE', status: 'PAUSED', version: 2, accepted: true },
    ],
    [
      'restarts it',
      `UPDATE supervisors SET status = 'SPAWNING', incarnation = 2`,
      { command: 'STOP', status: 'SPAWNING', version: 2, incarnation: 2, accepted: false },
    ],
    [
      'terminates it',
      `UPDATE supervisors SET status = 'TERMINATED'`,
      { command: 'STOP', status: 'TERMINATED', accepted: false },
    ],
    ['records a later one', 'UPDATE supervisors SET heartbeat_sequence = 9', { command: 'CONTINUE', accepted: false }],
    ['deletes it', 'DELETE FROM supervisors', { __typename: 'NotFoundError' }],
  ])('and %s, the heartbeat comes after that', async (_what, sql, answer) => {
    const id = await givenTree(api.pool, 'a')
    const holder = await givenHeld(id('a'))
    const held = beat({ supervisorId: id('a'), incarnation: 1, sequence: 3 })
    await expect.poll(() => api.statements.length).toBeGreaterThanOrEqual(2)
    await holder.query(`${sql}; COMMIT`)
    expect(await held).toMatchObject(answer)
  })

  test('for more than 5 s, the heartbeat is an UnavailableError, and is not recorded', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const holder = await givenHeld(id('a'))
    const began = performance.now()
    const answers = await beats([{ supervisorId: id('a') }, { supervisorId: id('b') }])
    expect(answers).toMatchObject({
      results: [
        {
          __typename: 'UnavailableError',
          code: 'UNAVAILABLE',
          message: expect.stringContaining('Send it again') as string,
        },
        { accepted: true },
      ],
    })
    expect(performance.now() - began).toBeGreaterThan(4_900)
    await holder.query('COMMIT')
    expect(await columnsOf(id('a'))).toMatchObject({ last_heartbeat: null })
  })
})

describe('while the lock of the hierarchy is held', () => {
  const givenLocked = async (): Promise<[IdOf, pg.Client]> => {
    const id = await givenTree(api.pool, 'a, b, new:SPAWNING')
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    return [id, holder]
  }

  test('heartbeats are answered, but those that make a supervisor ACTIVE', async () => {
    const [id, holder] = await givenLocked()
    const first = watch(beat({ supervisorId: id('new') }))
    await untilBlocked(api.pool, holder)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
    expect(await columnsOf(id('new'))).toMatchObject({
      status: 'SPAWNING',
      last_heartbeat: expect.any(String) as string,
    })
    expect(first.isOpen()).toBe(true)
    const events = await eventsOf(api, async () => {
      await holder.query('COMMIT')
      expect(await first.promise).toMatchObject({ status: 'ACTIVE', version: 2, accepted: true })
    })
    expect(events).toHaveLength(1)
  })

  test('a supervisor that somebody else makes ACTIVE meanwhile is so, with one event', async () => {
    const [id, holder] = await givenLocked()
    const events = await eventsOf(api, async () => {
      const first = beat({ supervisorId: id('new') })
      await untilBlocked(api.pool, holder)
      await holder.query(`UPDATE supervisors SET status = 'ACTIVE' WHERE id = '${id('new')}'; COMMIT`)
      expect(await first).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 2, accepted: true })
    })
    expect(events).toHaveLength(1)
  })
})
