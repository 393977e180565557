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

/** Runs the statements as one transaction of a new session, and returns its events. */
const transaction = (...statements: string[]) =>
  eventsOf(db, async () => {
    const session = await db.session()
    await session.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'))
  })
const rename = (of: string, to = 'renamed') => `UPDATE supervisors SET name = '${to}' WHERE id = '${id(of)}'`
const set = (name: string, value: string) => `SELECT set_config('${name}', '${value}', true)`
const sessionUser = async () => (await db.pool.query<{ u: string }>('SELECT session_user AS u')).rows[0]?.u

describe('the actor', () => {
  test('is the value of app.actor, for one transaction only', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.actor', 'nightly job')}; ${rename('a')}; COMMIT`)
      await session.query(rename('b'))
    })
    expect(events).toMatchObject([{ actor: 'nightly job' }, { actor: await sessionUser() }])
  })

  test.each(['SET ROLE', 'SET LOCAL ROLE'])('is the current role after %s', async (how) => {
    const role = await givenWriter()
    expect(await transaction(`${how} ${role}`, rename('a'))).toMatchObject([{ actor: role }])
  })

  test('is truncated to 255 characters', async () => {
    const long = randomBytes(4_000).toString('hex')
    expect(await transaction(set('app.actor', long), rename('a'))).toMatchObject([{ actor: long.slice(0, 255) }])
  })
})

describe('on whose behalf the actor writes', () => {
  test('is the value of app.on_behalf_of, for one transaction only', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.on_behalf_of', 'alice')}; ${rename('a')}; COMMIT`)
      await session.query(rename('b'))
    })
    expect(events).toMatchObject([{ onBehalfOf: 'alice' }, { onBehalfOf: null }])
  })

  test('is truncated to 255 characters', async () => {
    const long = randomBytes(4_000).toString('hex')
    expect(await transaction(set('app.on_behalf_of', long), rename('a'))).toMatchObject([
      { onBehalfOf: long.slice(0, 255) },
    ])
  })
})

describe('the trace', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'

  test('is the value of app.trace_id, for one transaction only', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.trace_id', traceId)}; ${rename('a')}; ${rename('b')}; COMMIT`)
      await session.query(rename('c', 'other'))
    })
    expect(events.map((event) => event.traceId)).toEqual([traceId, traceId, null])
  })

  test.each(['', 'abc', traceId.toUpperCase(), `${traceId}0`])('is none if app.trace_id is %j', async (value) => {
    expect(await transaction(set('app.trace_id', value), rename('a'))).toMatchObject([{ traceId: null }])
  })
})

const roles: string[] = []
afterAll(async () => {
  // roles belong to the server, so dropping the database would not drop them
  for (const role of roles) await db.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
})

/** A role that may write the tables but has no privilege on the event log. */
async function givenWriter(): Promise<string> {
  const role = `writer_${randomBytes(6).toString('hex')}`
  await db.pool.query(`CREATE ROLE ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON supervisors, supervisor_teams, supervisor_team_members TO ${role};
    GRANT SELECT ON hierarchy_settings TO ${role}`)
  roles.push(role)
  return role
}

test('a writer without privileges on the event log records events, but cannot read, forge or delete them', async () => {
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
  test('is the value of app.reason, for every event of the transaction', async () => {
    const events = await transaction(set('app.reason', 'spring cleaning 🦀'), rename('a'), rename('c', 'other'))
    expect(events.map(({ reason }) => reason)).toEqual(['spring cleaning 🦀', 'spring cleaning 🦀'])
  })

  test('is null if app.reason is empty', async () => {
    expect(await transaction(set('app.reason', ''), rename('a'))).toMatchObject([{ reason: null }])
  })
})

describe('the cause', () => {
  test('is the event of app.cause for changes without another cause', async () => {
    const [first] = await transaction(rename('a'))
    const events = await transaction(set('app.cause', first?.sequence ?? ''), rename('b'), rename('c', 'other'))
    expect(events.map(({ causedBy }) => causedBy)).toEqual([first?.sequence, first?.sequence])
  })

  test.each(['garbage', '-1', '1.5', '99999999999999999999', '0x10', ' 1', ''])(
    'is null if app.cause is %j, and the change succeeds',
    async (cause) => {
      expect(await transaction(set('app.cause', cause), rename('a'))).toMatchObject([{ causedBy: null }])
    },
  )

  test('is the event of app.target for later changes', async () => {
    const events = await transaction(
      set('app.target', id('b')),
      rename('a'),
      rename('b'),
      rename('c', 'other'),
      `UPDATE supervisors SET description = 'x' WHERE id = '${id('a')}'`,
    )
    expect(events.map(({ causedBy }) => causedBy)).toEqual([null, null, events[1]?.sequence, events[1]?.sequence])
  })

  test('is app.cause for the change of the target itself', async () => {
    const [first] = await transaction(rename('a'))
    const events = await transaction(
      set('app.cause', first?.sequence ?? ''),
      set('app.target', id('b')),
      rename('b'),
      rename('c', 'other'),
    )
    expect(events.map(({ causedBy }) => causedBy)).toEqual([first?.sequence, events[0]?.sequence])
  })

  test('does not carry over to the next transaction of a session', async () => {
    const events = await eventsOf(db, async () => {
      const session = await db.session()
      await session.query(`BEGIN; ${set('app.target', id('a'))}; ${rename('a')}; COMMIT`)
      await session.query(rename('c', 'other'))
    })
    expect(events.map(({ causedBy }) => causedBy)).toEqual([null, null])
  })

  test('is the current move for moved descendants, not an earlier move', async () => {
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
