import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import type { EventsQueryVariables } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { expectPaged, type PageArgs } from '../../support/api/expectPaged.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { fetchEvents, fetchReplayed, replayEvents, type EventRecord } from '../../support/events/replayEvents.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)
let id: IdOf
/** All there are, the oldest first. */
let recorded: EventRecord[]

/** Transactions, at one minute after the other; what is given before them is at 10:00. */
const history: (() => string)[] = [
  () => `UPDATE supervisors SET name = 'deep' WHERE id = '${id('d')}'`,
  () => `UPDATE supervisors SET parent_id = '${id('b')}' WHERE id = '${id('c')}'`,
  () => `SELECT set_config('app.actor', 'alice', true), set_config('app.reason', 'rest', true);
         UPDATE supervisors SET status = 'PAUSED' WHERE id = '${id('b')}'`,
  () =>
    `SELECT set_config('app.actor', 'alice', true); UPDATE supervisors SET status = 'TERMINATED' WHERE id = '${id('a')}'`,
  () => `DELETE FROM supervisors WHERE id = '${id('gone')}'`,
  () => `UPDATE supervisors SET config = '{"heartbeat_interval": 60}' WHERE id = '${id('other')}'`,
]
beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, c > d, b, gone], other')
  const team = await givenTeam(api.pool, id('a'), 'team')
  await givenMember(api.pool, team, randomUUID())
  await givenMember(api.pool, team, randomUUID())
  const atMinute = (minute: number) =>
    api.pool.query(
      `UPDATE supervisor_events SET at = timestamp '2020-02-02 10:00' + $1 * interval '1 minute' WHERE at > '2021-01-01'`,
      [minute],
    )
  await atMinute(0)
  for (const [i, script] of history.entries()) {
    await api.pool.query(`BEGIN; ${script()}; COMMIT`)
    await atMinute(i + 1)
  }
  recorded = await fetchEvents(api.pool)
  expect(await api.violations()).toEqual([])
})

const minute = (n: number) => `2020-02-02T10:0${n}:00.000Z`

const eventsDocument = graphql(`
  query Events(
    $within: ID
    $types: [SupervisorEventType!]
    $actor: String
    $since: DateTime
    $until: DateTime
    $newestFirst: Boolean
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    events(
      within: $within
      types: $types
      actor: $actor
      since: $since
      until: $until
      newestFirst: $newestFirst
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      edges {
        cursor
        node {
          id: cursor
        }
      }
      nodes {
        cursor
        type
        at
        actor
        reason
        supervisorId
        teamId
        membershipId
        agentId
        version
        before
        after
        causedBy
        supervisor {
          name
        }
      }
    }
  }
`)
const oldestFirst = async (variables: EventsQueryVariables = {}) =>
  (await api.data(eventsDocument, { newestFirst: false, first: 100, ...variables })).events.nodes
/** The events of `recorded` that a list holds. */
const expectRecorded = (nodes: readonly { cursor: string }[], holds: (event: EventRecord) => boolean): void => {
  const expected = recorded.filter(holds)
  expect(expected.length).toBeGreaterThan(0)
  expect(nodes.map(({ cursor }) => cursor)).toEqual(expected.map(({ sequence }) => encodeEventCursor(sequence)))
}

describe('the events of the hierarchy', () => {
  test('are each what is on the record', async () => {
    const names = await api.pool.query<{ id: string; name: string }>('SELECT id, name FROM supervisors')
    const nameOf = new Map(names.rows.map((row) => [row.id, row.name]))
    expect(await oldestFirst()).toEqual(
      recorded.map(({ sequence, causedBy, path: _path, previousPath: _previousPath, ...event }) => ({
        ...event,
        cursor: encodeEventCursor(sequence),
        causedBy: causedBy && encodeEventCursor(causedBy),
        supervisor: nameOf.has(event.supervisorId) ? { name: nameOf.get(event.supervisorId) } : null,
      })),
    )
  })

  test('told again from the first on give the hierarchy as it is', async () => {
    expect(replayEvents(await oldestFirst())).toEqual(await fetchReplayed(api.pool))
  })

  test('come with the newest first, unless asked for otherwise', async () => {
    const { events } = await api.data(eventsDocument, { first: 100 })
    expect(events.nodes).toEqual((await oldestFirst()).toReversed())
    expect((await api.data(eventsDocument, { first: 100, newestFirst: null })).events).toEqual(events)
  })

  test.each([true, false])('are paged by cursor, newestFirst: %s', async (newestFirst) => {
    const cursors = recorded.map(({ sequence }) => encodeEventCursor(sequence))
    for (const size of [1, 4, 100])
      await expectPaged(
        async (args: PageArgs) => (await api.data(eventsDocument, { newestFirst, ...args })).events,
        newestFirst ? cursors.toReversed() : cursors,
        size,
      )
  })

  test('have one cursor each, in whatever list and order, and go on behind it', async () => {
    const middle = recorded[4]
    const cursor = encodeEventCursor(middle?.sequence ?? '')
    const after = await oldestFirst({ after: cursor })
    expectRecorded(after, ({ sequence }) => Number(sequence) > Number(middle?.sequence))
    const { events } = await api.data(eventsDocument, { after: cursor, first: 100 })
    expectRecorded(events.nodes.toReversed(), ({ sequence }) => Number(sequence) < Number(middle?.sequence))
    expectRecorded(
      await oldestFirst({ before: cursor, first: null, last: 100 }),
      ({ sequence }) => Number(sequence) < Number(middle?.sequence),
    )
  })
})

describe('events are narrowed', () => {
  const at = (event: EventRecord) => event.at

  test('to types', async () => {
    const types = ['SUPERVISOR_MOVED', 'MEMBER_LEFT'] as const
    expectRecorded(await oldestFirst({ types: [...types] }), ({ type }) => types.some((each) => each === type))
    expect(await oldestFirst({ types: [] })).toEqual([])
    expect(await oldestFirst({ types: ['FAILURE_ESCALATED'] })).toEqual([])
  })

  test('to an actor, spelled the same', async () => {
    expectRecorded(await oldestFirst({ actor: 'alice' }), ({ actor }) => actor === 'alice')
    for (const actor of ['Alice', 'alic%', '', ' alice']) expect(await oldestFirst({ actor })).toEqual([])
  })

  test('to moments from since on, and before until', async () => {
    expectRecorded(await oldestFirst({ since: minute(3) }), (event) => at(event) >= minute(3))
    expectRecorded(await oldestFirst({ until: minute(3) }), (event) => at(event) < minute(3))
    expectRecorded(
      await oldestFirst({ since: minute(2), until: minute(4) }),
      (event) => at(event) >= minute(2) && at(event) < minute(4),
    )
    expectRecorded(await oldestFirst({ since: '2020-02-02T15:31:59.999+05:30' }), (event) => at(event) >= minute(2))
    expectRecorded(await oldestFirst({ since: '0001-01-01T00:00:00Z', until: '9999-12-31T23:59:59Z' }), () => true)
    expect(await oldestFirst({ since: minute(9) })).toEqual([])
    expect(await oldestFirst({ until: '2020-02-02T10:00:00Z' })).toEqual([])
    expect(await oldestFirst({ since: minute(4), until: minute(2) })).toEqual([])
  })

  test('to a subtree, with what left it and what came', async () => {
    const concerns = (name: string) => (event: EventRecord) =>
      [...event.path, ...(event.previousPath ?? [])].includes(id(name))
    for (const name of ['root', 'a', 'b', 'c', 'gone'])
      expectRecorded(await oldestFirst({ within: id(name) }), concerns(name))
    expectRecorded(await oldestFirst({ within: id('a').toUpperCase() }), concerns('a'))
    expect(await oldestFirst({ within: randomUUID() })).toEqual([])
  })

  test('by everything at once, counted and paged as such', async () => {
    const filter = {
      within: id('root'),
      actor: 'alice',
      types: ['SUPERVISOR_STATUS_CHANGED' as const, 'MEMBER_LEFT' as const],
      since: minute(4),
      until: minute(5),
    }
    const takes = (event: EventRecord) => event.actor === 'alice' && at(event) === minute(4)
    expectRecorded(await oldestFirst(filter), takes)
    const cursors = recorded.filter(takes).map(({ sequence }) => encodeEventCursor(sequence))
    expect(cursors).toHaveLength(3)
    await expectPaged(
      async (args: PageArgs) => (await api.data(eventsDocument, { ...filter, newestFirst: false, ...args })).events,
      cursors,
      1,
    )
  })

  test.each([
    [{ within: 'x' }],
    [{ within: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }],
    [{ actor: 'a\0' }],
    [{ actor: '\ud800' }],
    [{ actor: 'x'.repeat(10_001) }],
    [{ since: 'yesterday' }],
    [{ types: ['NO_SUCH'] }],
    [{ first: 0 }],
    [{ first: 1, last: 1 }],
    [{ after: '' }],
    [{ after: encodeEventCursor('9223372036854775808') }],
    [{ after: encodeEventCursor('-1') }],
    [{ after: encodeEventCursor('1 OR true') }],
    [{ before: encodeEventCursor('01') }],
    [{ before: Buffer.from('["Supervisor.teams","CREATED_AT ASC","1"]').toString('base64url') }],
  ])('and %j is refused before the database sees it', async (variables) => {
    const { errors } = await api.request(String(eventsDocument), variables)
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }])
    expect(api.statements).toEqual([])
  })

  test('a cursor from beyond either end goes on from there', async () => {
    expectRecorded(await oldestFirst({ after: encodeEventCursor('0') }), () => true)
    expect(await oldestFirst({ after: encodeEventCursor('9223372036854775807') })).toEqual([])
  })
})

const ofOneDocument = graphql(`
  query EventsOfSupervisor(
    $id: ID!
    $types: [SupervisorEventType!]
    $newestFirst: Boolean
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    supervisor(id: $id) {
      events(types: $types, newestFirst: $newestFirst, first: $first, after: $after, last: $last, before: $before) {
        totalCount
        pageInfo {
          hasNextPage
          hasPreviousPage
          startCursor
          endCursor
        }
        edges {
          cursor
          node {
            id: cursor
          }
        }
        nodes {
          cursor
          type
        }
      }
    }
  }
`)

describe('the events of a supervisor', () => {
  const ofOne = async (name: string, args: object) => {
    const { supervisor } = await api.data(ofOneDocument, { id: id(name), ...args })
    if (!supervisor) throw new Error(`${name} is not there`)
    return supervisor.events
  }

  test('are its own, its teams’ and their members’, and none of those below it', async () => {
    for (const name of ['root', 'a', 'b', 'c', 'other'])
      expectRecorded((await ofOne(name, { newestFirst: false })).nodes, ({ supervisorId }) => supervisorId === id(name))
    expect((await ofOne('a', { types: ['MEMBER_JOINED', 'TEAM_CREATED'] })).nodes.map(({ type }) => type)).toEqual([
      'MEMBER_JOINED',
      'MEMBER_JOINED',
      'TEAM_CREATED',
    ])
    expect((await ofOne('a', { types: [] })).nodes).toEqual([])
  })

  test.each([true, false])('are paged by cursor, newestFirst: %s', async (newestFirst) => {
    const cursors = recorded
      .filter(({ supervisorId }) => supervisorId === id('a'))
      .map(({ sequence }) => encodeEventCursor(sequence))
    for (const size of [1, 2, 100])
      await expectPaged(
        (args: PageArgs) => ofOne('a', { newestFirst, ...args }),
        newestFirst ? cursors.toReversed() : cursors,
        size,
      )
  })
})

describe('a viewer that is bounded to a subtree', () => {
  const inB = (event: EventRecord) => [...event.path, ...(event.previousPath ?? [])].includes(id('b'))
  const seen = async (variables: EventsQueryVariables = {}) => {
    const { data } = await execute({ within: id('b') }, eventsDocument, {
      newestFirst: false,
      first: 100,
      ...variables,
    })
    return data.events
  }

  test('sees the events of that subtree only', async () => {
    const { nodes, totalCount } = await seen()
    expectRecorded(nodes, inB)
    expect(totalCount).toBe(nodes.length)
    expectRecorded((await seen({ within: id('c') })).nodes, (event) => inB(event) && event.path.includes(id('c')))
    expectRecorded((await seen({ within: id('root') })).nodes, inB)
    expect((await seen({ within: id('other') })).nodes).toEqual([])
  })

  test('sees of a supervisor what happened since it is there', async () => {
    const { data } = await execute({ within: id('b') }, ofOneDocument, { id: id('d'), newestFirst: false })
    expectRecorded(data.supervisor?.events.nodes ?? [], (event) => inB(event) && event.supervisorId === id('d'))
    const whole = await api.data(ofOneDocument, { id: id('d') })
    expect(data.supervisor?.events.totalCount).toBeLessThan(whole.supervisor?.events.totalCount ?? 0)
  })

  test('sees that a supervisor left, and nothing of it after that', async () => {
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('c'), id('root')])
    await api.pool.query(`UPDATE supervisors SET name = 'elsewhere' WHERE id = $1`, [id('c')])
    const { nodes } = await seen({
      types: ['SUPERVISOR_MOVED', 'SUPERVISOR_UPDATED'],
      after: encodeEventCursor(recorded.at(-1)?.sequence ?? ''),
    })
    expect(nodes).toMatchObject([
      { type: 'SUPERVISOR_MOVED', supervisorId: id('c'), supervisor: null },
      { type: 'SUPERVISOR_MOVED', supervisorId: id('d'), supervisor: null },
    ])
  })
})
