import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { eventsOf, eventsOfTransaction, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { fetchEvents } from '../../support/events/replayEvents.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
let id: IdOf
beforeEach(async () => {
  await db.pool.query('DELETE FROM supervisors')
  id = await givenTree(db.pool, 'root > [a > b, c]')
})
verifyEventLogAfterEach(db)

const transaction = (...statements: string[]) => eventsOfTransaction(db, ...statements)
const rename = (of: string, to = 'renamed') => `UPDATE supervisors SET name = '${to}' WHERE id = '${id(of)}'`
const set = (name: string, value: string) => `SELECT set_config('${name}', '${value}', true)`

describe('a rollback', () => {
  test('of a transaction leaves no event', async () => {
    expect(
      await eventsOf(db, async () => {
        const session = await db.session()
        await session.query(`BEGIN; ${rename('a')}; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK`)
      }),
    ).toEqual([])
  })

  test('to a savepoint leaves only the events of the other changes', async () => {
    const events = await transaction(
      rename('a'),
      'SAVEPOINT here',
      rename('b'),
      'ROLLBACK TO SAVEPOINT here',
      rename('c', 'other'),
    )
    expect(events.map(({ supervisorId }) => supervisorId)).toEqual([id('a'), id('c')])
  })

  test('to a savepoint removes events that were written after it', async () => {
    const events = await transaction(
      set('app.target', id('b')),
      'SAVEPOINT here',
      rename('b'),
      'SET CONSTRAINTS ALL IMMEDIATE',
      'ROLLBACK TO SAVEPOINT here',
      rename('a'),
      rename('b'),
      rename('c', 'other'),
    )
    expect(events.map(({ supervisorId, causedBy }) => [supervisorId, causedBy])).toEqual([
      [id('a'), null],
      [id('b'), null],
      [id('c'), events[1]?.sequence],
    ])
  })
})

test('SET CONSTRAINTS ALL IMMEDIATE within a transaction writes events immediately, in order and with the same time', async () => {
  const events = await transaction(
    rename('a', 'one'),
    'SET CONSTRAINTS ALL IMMEDIATE',
    rename('a', 'two'),
    `UPDATE supervisors SET parent_id = '${id('c')}' WHERE id = '${id('a')}'`,
    'SET CONSTRAINTS ALL DEFERRED',
    rename('a', 'three'),
  )
  expect(events.map(({ type, supervisorId, version }) => [type, supervisorId, version])).toEqual([
    ['SUPERVISOR_UPDATED', id('a'), 2],
    ['SUPERVISOR_UPDATED', id('a'), 3],
    ['SUPERVISOR_MOVED', id('a'), 4],
    ['SUPERVISOR_MOVED', id('b'), 2],
    ['SUPERVISOR_UPDATED', id('a'), 5],
  ])
  expect(events[2]).toMatchObject({ path: [id('root'), id('c'), id('a')], after: { hierarchyLevel: 2 } })
  expect(events[3]).toMatchObject({ path: [id('root'), id('c'), id('a'), id('b')], causedBy: events[2]?.sequence })
  expect(new Set(events.map(({ at }) => at)).size).toBe(1)
})

test('SET CONSTRAINTS ALL IMMEDIATE at the start of a transaction accepts children before their parents, and refuses a cycle', async () => {
  const [above, below] = [randomUUID(), randomUUID()]
  const events = await transaction(
    'SET CONSTRAINTS ALL IMMEDIATE',
    `INSERT INTO supervisors (id, name, parent_id) VALUES ('${below}', 'below', '${above}'), ('${above}', 'above', '${id('a')}')`,
  )
  expect(events.map(({ path }) => path)).toEqual([
    [id('root'), id('a'), above, below],
    [id('root'), id('a'), above],
  ])
  const cycle = `UPDATE supervisors SET parent_id = '${below}' WHERE id = '${id('a')}'`
  await expect(transaction('SET CONSTRAINTS ALL IMMEDIATE', cycle)).rejects.toMatchObject({
    constraint: 'supervisors_no_cycle',
  })
})

test('the times of events do not decrease when the clock was set back', async () => {
  const [last] = (await fetchEvents(db.pool)).slice(-1)
  await db.pool.query(`UPDATE supervisor_events SET at = at + interval '1 hour' WHERE sequence = $1`, [last?.sequence])
  const [next] = await transaction(rename('a'))
  expect(next?.at).toBe(new Date(Date.parse(last?.at ?? '') + 3_600_000).toISOString())
})

test('the times of events do not decrease when a writer changes the settings of the triggers', async () => {
  await transaction(rename('c', 'other'))
  const [event] = await transaction(set('hierarchy.feed_first', '1'), rename('a'))
  expect(event).toMatchObject({ supervisorId: id('a'), causedBy: null }) // `verifyEventLogAfterEach` checks the order of the times
})

test.each(['SQL, DMY', 'German', 'Postgres, MDY'])(
  'the DateStyle %s of a session does not change the times of events',
  async (style) => {
    const events = await transaction(
      `SET LOCAL datestyle = '${style}'`,
      `SET LOCAL timezone = 'Asia/Kolkata'`,
      rename('a'),
      rename('b'),
    )
    expect(events).toHaveLength(2)
    // A wrong time zone would differ by 5.5 h. An earlier test moved the last event into the future by 1 h.
    expect(Math.abs(Date.parse(events[0]?.at ?? '') - Date.now())).toBeLessThan(2 * 3_600_000)
  },
)

describe('no event is recorded', () => {
  const own = withDatabase()

  test('by TRUNCATE', async () => {
    await givenTree(own.pool, 'root > a')
    expect(await eventsOf(own, () => own.pool.query('TRUNCATE supervisors CASCADE'))).toEqual([])
    expect(await own.violations()).toEqual([])
  })

  test('by a write without triggers, which verify_hierarchy() reports', async () => {
    const ids = await givenTree(own.pool, 'root > a')
    const session = await own.session()
    await session.query(
      `SET session_replication_role = replica; UPDATE supervisors SET version = 2, name = 'x' WHERE id = '${ids('a')}'`,
    )
    expect(await own.violations()).toMatchObject([{ row_id: ids('a'), invariant: 'every change is on the record' }])
  })
})
