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

/** An open transaction that holds the row lock of a supervisor. */
async function givenHeld(id: string): Promise<pg.Client> {
  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM supervisors WHERE id = $1 FOR UPDATE', [id])
  return holder
}

/** A promise, and whether it is still pending. */
function watch<T>(promise: Promise<T>): { readonly promise: Promise<T>; readonly isPending: () => boolean } {
  let pending = true
  void promise.finally(() => (pending = false))
  return { promise, isPending: () => pending }
}

describe('while another transaction holds the row lock of a supervisor', () => {
  test('heartbeats of other supervisors in its batch return, and its own waits for the row lock', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    const holder = await givenHeld(id('a'))
    const held = watch(beat({ supervisorId: id('a'), sequence: 1, metrics: { kept: true } }))
    const others = await Promise.all([
      beat({ supervisorId: id('b') }),
      beats([{ supervisorId: id('c') }, { supervisorId: id('b') }]),
    ])
    expect(others).toMatchObject([{ accepted: true }, { results: [{ accepted: true }, { accepted: true }] }])
    expect(held.isPending()).toBe(true)

    await holder.query('COMMIT')
    expect(await held.promise).toMatchObject({ accepted: true, command: 'CONTINUE', status: 'ACTIVE', version: 1 })
    expect(await columnsOf(id('a'))).toMatchObject({ heartbeat_sequence: '1', health_metrics: { kept: true } })
  })

  test('a request that also reports for other supervisors returns its results in order after the row lock is released', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const holder = await givenHeld(id('a'))
    const order = ['b', 'a', 'b', 'a']
    const held = watch(beats(order.map((name, i) => ({ supervisorId: id(name), sequence: i }))))
    await beat({ supervisorId: id('b'), sequence: 100 })
    // the heartbeats of b are already recorded and did not wait for a
    expect(await beat({ supervisorId: id('b'), sequence: 2 })).toMatchObject({ accepted: false })
    expect(held.isPending()).toBe(true)

    await holder.query('COMMIT')
    expect(await held.promise).toMatchObject({
      results: order.map((name) => ({ supervisorId: id(name), accepted: true })),
    })
  })

  test('20 waiting heartbeats do not exhaust the connection pool', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const holder = await givenHeld(id('a'))
    const held = []
    for (let i = 0; i < 20; i++) {
      held.push(watch(beat({ supervisorId: id('a'), sequence: i })))
      // awaited, so that each heartbeat for b has its own statement
      expect(await beat({ supervisorId: id('b') })).toMatchObject({ accepted: true })
    }
    const { data } = await api.request(`{ supervisor(id: "${id('a')}") { name } }`)
    expect(data).toEqual({ supervisor: { name: 'a' } })
    expect(held.every(({ isPending }) => isPending())).toBe(true)

    await holder.query('COMMIT')
    for (const { promise } of held) expect(await promise).toMatchObject({ command: 'CONTINUE' })
  })

  test.each<[name: string, sql: string, answer: object]>([
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
    [
      'records a later heartbeat',
      'UPDATE supervisors SET heartbeat_sequence = 9',
      { command: 'CONTINUE', accepted: false },
    ],
    ['deletes it', 'DELETE FROM supervisors', { __typename: 'NotFoundError' }],
  ])('and %s, the heartbeat is processed after that change', async (_name, sql, answer) => {
    const id = await givenTree(api.pool, 'a')
    const holder = await givenHeld(id('a'))
    const held = beat({ supervisorId: id('a'), incarnation: 1, sequence: 3 })
    await expect.poll(() => api.statements.length).toBeGreaterThanOrEqual(2)
    await holder.query(`${sql}; COMMIT`)
    expect(await held).toMatchObject(answer)
  })

  test('for more than 5 s, the heartbeat returns UnavailableError and is not recorded', async () => {
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

describe('while another transaction holds the hierarchy lock', () => {
  const givenLocked = async (): Promise<[IdOf, pg.Client]> => {
    const id = await givenTree(api.pool, 'a, b, new:SPAWNING')
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    return [id, holder]
  }

  test('heartbeats return, except those that make a supervisor ACTIVE', async () => {
    const [id, holder] = await givenLocked()
    const first = watch(beat({ supervisorId: id('new') }))
    await untilBlocked(api.pool, holder)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
    expect(await columnsOf(id('new'))).toMatchObject({
      status: 'SPAWNING',
      last_heartbeat: expect.any(String) as string,
    })
    expect(first.isPending()).toBe(true)
    const events = await eventsOf(api, async () => {
      await holder.query('COMMIT')
      expect(await first.promise).toMatchObject({ status: 'ACTIVE', version: 2, accepted: true })
    })
    expect(events).toHaveLength(1)
  })

  test('a supervisor that another transaction makes ACTIVE first has one event', async () => {
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
