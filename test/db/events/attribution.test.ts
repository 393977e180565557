import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { eventsOf, eventsOfTransaction, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
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

  test('is in all events of a transaction that also changes teams', async () => {
    const addTeam = `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors LIMIT 1`
    const events = await transaction(set('app.trace_id', traceId), rename('a'), addTeam)
    expect(events.map((event) => event.traceId)).toEqual([traceId, traceId])
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
