import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { mutationNames } from '../../model/documents.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { tell, type ExpectedEvent } from '../../support/events/expectedEvents.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { agent, joinedAt, mutations } from './mutationEventsTable.ts'

const api = withApi()
verifyEventLogAfterEach(api)

/** Ids by name: of the supervisors in the drawing, of the teams and the membership, and of objects to be created. */
let ids: Record<string, string> = {}

beforeEach(async () => {
  await api.pool.query('DELETE FROM supervisors')
  const id = await givenTree(api.pool, 'root > [a > [b > c, d:PAUSED], e, f:SPAWNING]')
  ids = Object.fromEntries(['root', 'a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, id(name)]))
  for (const name of ['new', 'new child', 'new team']) ids[name] = randomUUID()
  ids.team = await givenTeam(api.pool, id('a'), 'team')
  ids.other = await givenTeam(api.pool, id('e'), 'other')
  ids.member = await givenMember(api.pool, ids.team, agent, { joined_at: joinedAt })
})

const anyString = expect.any(String) as string
/** Replaces each `id:name` by the id of that name, so that the table of mutations can be a constant. */
const named = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replace(/id:([\w ]+)/g, (_, name: string) => ids[name] ?? `no id of ${name}`))

const stemOf = (mutation: string) => `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`

test('the table has every mutation', () => {
  expect([...new Set(mutations.map(([mutation]) => mutation))].sort()).toEqual(mutationNames.toSorted())
})

test.each(mutations)('%s with %j writes exactly the expected events', async (mutation, input, leaves) => {
  const [answer, expected] = typeof leaves === 'string' ? [leaves, []] : [`${stemOf(mutation)}Payload`, leaves]
  const document = `mutation ($input: ${stemOf(mutation)}Input!) { result: ${mutation}(input: $input) { __typename } }`
  const events = await eventsOf(api, async () => {
    const { data, errors } = await api.request(document, { input: named(input) })
    expect({ data, errors }).toEqual({ data: { result: { __typename: answer } } })
  })
  const all = expected.map(({ before, after, ...event }) => ({
    version: 2,
    cause: null,
    ...event,
    before: withIds(before),
    after: withIds(after),
    actor: 'local',
    reason: 'reason' in input ? input.reason : null,
  }))
  const actual = events.map((event) => tell(event, events, ids))
  expect(actual[0]).toEqual(all[0]) // the first event is the cause of the others, so its place is fixed
  expect(actual.toSorted(byWhatChanged)).toEqual(all.toSorted(byWhatChanged))
})

type Named = Pick<ExpectedEvent, 'type' | 'of'>
function byWhatChanged(a: Named, b: Named): number {
  return `${a.type} ${a.of}` < `${b.type} ${b.of}` ? -1 : 1
}

/** Replaces `id:name` in the fields. Matchers stay, since JSON would lose them. */
function withIds(fields: object | null): object | null {
  return (
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === 'string' ? named(value) : (value as unknown),
      ]),
    )
  )
}

test('the API returns the events of a mutation with actor, reason and cause', async () => {
  const document = graphql(`
    query EventsOfMutation {
      events(first: 2) {
        nodes {
          type
          actor
          reason
          supervisorId
          causedBy
          cursor
        }
      }
    }
  `)
  await api.request(
    `mutation ($id: ID!) { terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: "over" }) { __typename } }`,
    {
      id: ids.b,
    },
  )
  const { events } = await api.data(document, {})
  const [second, first] = events.nodes
  expect(events.nodes).toEqual([
    {
      type: 'SUPERVISOR_STATUS_CHANGED',
      actor: 'local',
      reason: 'over',
      supervisorId: ids.c,
      causedBy: first?.cursor,
      cursor: anyString,
    },
    {
      type: 'SUPERVISOR_STATUS_CHANGED',
      actor: 'local',
      reason: 'over',
      supervisorId: ids.b,
      causedBy: null,
      cursor: anyString,
    },
  ])
  expect(second?.cursor).not.toBe(first?.cursor)
})
