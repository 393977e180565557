import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import { expectPaged, type PageArgs } from '../../support/api/expectPaged.ts'
import { withApi } from '../../support/api/withApi.ts'
import { fetchReplayed, replayEvents, type EventRecord } from '../../support/events/replayEvents.ts'
import { eventsDocument, withRecordedEvents } from '../../support/events/withRecordedEvents.ts'

const api = withApi()
const history = withRecordedEvents(api)
const { id, oldestFirst, expectRecorded } = history

const minute = (n: number) => `2020-02-02T10:0${n}:00.000Z`

describe('the events of the hierarchy', () => {
  test('have the values of the event log', async () => {
    const names = await api.pool.query<{ id: string; name: string }>('SELECT id, name FROM supervisors')
    const nameOf = new Map(names.rows.map((row) => [row.id, row.name]))
    expect(await oldestFirst()).toEqual(
      history.recorded.map(({ sequence, causedBy, path: _path, previousPath: _previousPath, ...event }) => ({
        ...event,
        cursor: encodeEventCursor(sequence),
        causedBy: causedBy && encodeEventCursor(causedBy),
        supervisor: nameOf.has(event.supervisorId) ? { name: nameOf.get(event.supervisorId) } : null,
      })),
    )
  })

  test('rebuild the present hierarchy when they are replayed from the first on', async () => {
    expect(replayEvents(await oldestFirst())).toEqual(await fetchReplayed(api.pool))
  })

  test('are sorted with the newest first by default', async () => {
    const { events } = await api.data(eventsDocument, { first: 100 })
    expect(events.nodes).toEqual((await oldestFirst()).toReversed())
    expect((await api.data(eventsDocument, { first: 100, newestFirst: null })).events).toEqual(events)
  })

  test.each([true, false])('are paged by cursor with `newestFirst: %s`', async (newestFirst) => {
    const cursors = history.recorded.map(({ sequence }) => encodeEventCursor(sequence))
    for (const size of [1, 4, 100])
      await expectPaged(
        async (args: PageArgs) => (await api.data(eventsDocument, { newestFirst, ...args })).events,
        newestFirst ? cursors.toReversed() : cursors,
        size,
      )
  })

  test('have the same cursor in every list and order, and each list continues after it', async () => {
    const middle = history.recorded[4]
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

describe('the events can be filtered', () => {
  const at = (event: EventRecord) => event.at

  test('by types', async () => {
    const types = ['SUPERVISOR_MOVED', 'MEMBER_LEFT'] as const
    expectRecorded(await oldestFirst({ types: [...types] }), ({ type }) => types.some((each) => each === type))
    expect(await oldestFirst({ types: [] })).toEqual([])
    expect(await oldestFirst({ types: ['FAILURE_ESCALATED'] })).toEqual([])
  })

  test('by the exact name of an actor', async () => {
    expectRecorded(await oldestFirst({ actor: 'alice' }), ({ actor }) => actor === 'alice')
    for (const actor of ['Alice', 'alic%', '', ' alice']) expect(await oldestFirst({ actor })).toEqual([])
  })

  test('by time, with `since` inclusive and `until` exclusive', async () => {
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

  test('by subtree, with the moves into it and out of it', async () => {
    const concerns = (name: string) => (event: EventRecord) =>
      [...event.path, ...(event.previousPath ?? [])].includes(id(name))
    for (const name of ['root', 'a', 'b', 'c', 'gone'])
      expectRecorded(await oldestFirst({ within: id(name) }), concerns(name))
    expectRecorded(await oldestFirst({ within: id('a').toUpperCase() }), concerns('a'))
    expect(await oldestFirst({ within: randomUUID() })).toEqual([])
  })

  test('by all conditions together, with a matching count and matching pages', async () => {
    const filter = {
      within: id('root'),
      actor: 'alice',
      types: ['SUPERVISOR_STATUS_CHANGED' as const, 'MEMBER_LEFT' as const],
      since: minute(4),
      until: minute(5),
    }
    const matches = (event: EventRecord) => event.actor === 'alice' && at(event) === minute(4)
    expectRecorded(await oldestFirst(filter), matches)
    const cursors = history.recorded.filter(matches).map(({ sequence }) => encodeEventCursor(sequence))
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
  ])('but not by %j, which is refused without a statement', async (variables) => {
    const { errors } = await api.request(String(eventsDocument), variables)
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }])
    expect(api.statements).toEqual([])
  })

  test('by a cursor before the first event or after the last event', async () => {
    expectRecorded(await oldestFirst({ after: encodeEventCursor('0') }), () => true)
    expect(await oldestFirst({ after: encodeEventCursor('9223372036854775807') })).toEqual([])
  })
})
