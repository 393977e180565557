import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
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

/** The events of statements that are one transaction of a session of its own. */
const transaction = (...statements: string[]) =>
  eventsOf(db, async () => {
    const session = await db.session()
    await session.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'))
  })
const rename = (of: string, to = 'renamed') => `UPDATE supervisors SET name = '${to}' WHERE id = '${id(of)}'`
const set = (name: string, value: string) => `SELECT set_config('${name}', '${value}', true)`
const sessionUser = async () => (await db.pool.query<{ u: string }>('SELECT session_user AS u')).rows[0]?.u

describe('the actor', () => {
  test('is what app.actor says, for that transaction only', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.actor', 'nightly job')}; ${rename('a')}; COMMIT`)
      await session.query(rename('b'))
    })
    expect(events).toMatchObject([{ actor: 'nightly job' }, { actor: await sessionUser() }])
  })

  test.each(['SET ROLE', 'SET LOCAL ROLE'])('is the role of the transaction, by %s', async (how) => {
    const role = await givenWriter()
    expect(await transaction(`${how} ${role}`, rename('a'))).toMatchObject([{ actor: role }])
  })

  test('is cut where it is longer than any name', async () => {
    const long = randomBytes(4_000).toString('hex')
    expect(await transaction(set('app.actor', long), rename('a'))).toMatchObject([{ actor: long.slice(0, 255) }])
  })
})

const roles: string[] = []
afterAll(async () => {
  // roles are the server's, and would outlast the database
  for (const role of roles) await db.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})

/** A role that may write the tables, and has no privilege on their record. */
async function givenWriter(): Promise<string> {
  const role = `writer_${randomBytes(6).toString('hex')}`
  await db.pool.query(`CREATE ROLE ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON supervisors, supervisor_teams, supervisor_team_members TO ${role};
    GRANT SELECT ON hierarchy_settings TO ${role}`)
  roles.push(role)
  return role
}

test('a writer without any privilege on the record leaves events, and can neither read, forge nor remove them', async () => {
  const role = await givenWriter()
  const events = await transaction(
    `SET LOCAL ROLE ${role}`,
    rename('a'),
    `INSERT INTO supervisor_teams (supervisor_id, name) VALUES ('${id('a')}', 'team')`,
    `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, '${randomUUID()}' FROM supervisor_teams`,
    `DELETE FROM supervisor_teams`,
    `DELETE FROM supervisors WHERE id = '${id('c')}'`,
  )
  expect(events.map(({ type, actor }) => [type, actor])).toEqual(
    ['SUPERVISOR_UPDATED', 'TEAM_CREATED', 'MEMBER_JOINED', 'TEAM_DELETED', 'MEMBER_LEFT', 'SUPERVISOR_DELETED'].map(
      (type) => [type, role],
    ),
  )
  const session = await db.session()
  await session.query(`SET ROLE ${role}`)
  for (const sql of [
    'SELECT FROM supervisor_events',
    'DELETE FROM supervisor_events',
    'UPDATE supervisor_events SET actor = $$x$$',
    `SELECT record_event('SUPERVISOR_UPDATED', '${id('a')}', NULL, NULL, NULL, 9, '{}', NULL, NULL, NULL, NULL)`,
  ])
    await expect(session.query(sql)).rejects.toMatchObject({ code: '42501' })
})

describe('the reason', () => {
  test('is what app.reason says, for every event of the transaction', async () => {
    const events = await transaction(set('app.reason', 'spring cleaning 🦀'), rename('a'), rename('c', 'other'))
    expect(events.map(({ reason }) => reason)).toEqual(['spring cleaning 🦀', 'spring cleaning 🦀'])
  })

  test('is null where it is empty', async () => {
    expect(await transaction(set('app.reason', ''), rename('a'))).toMatchObject([{ reason: null }])
  })
})

describe('the cause', () => {
  test('is the event that app.cause names, for what nothing else led to', async () => {
    const [first] = await transaction(rename('a'))
    const events = await transaction(set('app.cause', first?.sequence ?? ''), rename('b'), rename('c', 'other'))
    expect(events.map(({ causedBy }) => causedBy)).toEqual([first?.sequence, first?.sequence])
  })

  test.each(['garbage', '-1', '1.5', '99999999999999999999', '0x10', ' 1', ''])(
    'is none where app.cause is %j, and the change is made all the same',
    async (cause) => {
      expect(await transaction(set('app.cause', cause), rename('a'))).toMatchObject([{ causedBy: null }])
    },
  )

  test('is the event of app.target, for those after it', async () => {
    const events = await transaction(
      set('app.target', id('b')),
      rename('a'),
      rename('b'),
      rename('c', 'other'),
      `UPDATE supervisors SET description = 'x' WHERE id = '${id('a')}'`,
    )
    expect(events.map(({ causedBy }) => causedBy)).toEqual([null, null, events[1]?.sequence, events[1]?.sequence])
  })

  test('of the target itself is app.cause', async () => {
    const [first] = await transaction(rename('a'))
    const events = await transaction(
      set('app.cause', first?.sequence ?? ''),
      set('app.target', id('b')),
      rename('b'),
      rename('c', 'other'),
    )
    expect(events.map(({ causedBy }) => causedBy)).toEqual([first?.sequence, events[0]?.sequence])
  })

  test('does not outlast its transaction, on the same connection', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.target', id('a'))}; ${rename('a')}; COMMIT`)
      await session.query(rename('c', 'other'))
    })
    expect(events.map(({ causedBy }) => causedBy)).toEqual([null, null])
  })

  test('of what a move takes along is the move, and not another one of before', async () => {
    const move = (to: string) => `UPDATE supervisors SET parent_id = '${id(to)}' WHERE id = '${id('a')}'`
    const [, earlier] = await transaction(move('c'))
    const events = await transaction(move('root'))
    expect(earlier?.causedBy).not.toBe(null)
    expect(events.map(({ supervisorId, causedBy }) => [supervisorId, causedBy])).toEqual([
      [id('a'), null],
      [id('b'), events[0]?.sequence],
    ])
  })
})

describe('what is rolled back leaves no event', () => {
  test('as a transaction', async () => {
    expect(
      await eventsOf(db, async () => {
        const session = await db.session()
        await session.query(`BEGIN; ${rename('a')}; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK`)
      }),
    ).toEqual([])
  })

  test('to a savepoint, and the rest does', async () => {
    const events = await transaction(
      rename('a'),
      'SAVEPOINT here',
      rename('b'),
      'ROLLBACK TO SAVEPOINT here',
      rename('c', 'other'),
    )
    expect(events.map(({ supervisorId }) => supervisorId)).toEqual([id('a'), id('c')])
  })

  test('to a savepoint behind which the events were written already', async () => {
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

test('SET CONSTRAINTS ALL IMMEDIATE in the middle writes events at once; all are of one moment, in order', async () => {
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

test('SET CONSTRAINTS ALL IMMEDIATE from the start: children before their parents, and a cycle that is refused', async () => {
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

test('a clock that was set back does not turn back the moments of events', async () => {
  const [last] = (await fetchEvents(db.pool)).slice(-1)
  await db.pool.query(`UPDATE supervisor_events SET at = at + interval '1 hour' WHERE sequence = $1`, [last?.sequence])
  const [next] = await transaction(rename('a'))
  expect(next?.at).toBe(new Date(Date.parse(last?.at ?? '') + 3_600_000).toISOString())
})

test('a writer that meddles with the settings that the triggers keep turns back no clock', async () => {
  await transaction(rename('c', 'other'))
  const [event] = await transaction(set('hierarchy.feed_first', '1'), rename('a'))
  expect(event).toMatchObject({ supervisorId: id('a'), causedBy: null }) // and its moment is not before the last one's
})

test.each(['SQL, DMY', 'German', 'Postgres, MDY'])('a session’s DateStyle, %s, is no matter', async (style) => {
  const events = await transaction(
    `SET LOCAL datestyle = '${style}'`,
    `SET LOCAL timezone = 'Asia/Kolkata'`,
    rename('a'),
    rename('b'),
  )
  expect(events).toHaveLength(2)
  // not 5:30 h off; the test before this one has set the clock of the record forward by one
  expect(Math.abs(Date.parse(events[0]?.at ?? '') - Date.now())).toBeLessThan(2 * 3_600_000)
})

describe('what leaves no event', () => {
  const bare = withDatabase()

  test('is TRUNCATE', async () => {
    await givenTree(bare.pool, 'root > a')
    expect(await eventsOf(bare, () => bare.pool.query('TRUNCATE supervisors CASCADE'))).toEqual([])
    expect(await bare.violations()).toEqual([])
  })

  test('is a write without triggers, which db:verify tells of', async () => {
    const ids = await givenTree(bare.pool, 'root > a')
    const session = await bare.session()
    await session.query(
      `SET session_replication_role = replica; UPDATE supervisors SET version = 2, name = 'x' WHERE id = '${ids('a')}'`,
    )
    expect(await bare.violations()).toMatchObject([{ row_id: ids('a'), invariant: 'every change is on the record' }])
  })
})
