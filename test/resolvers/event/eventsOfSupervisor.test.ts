import { describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import type { EventsQueryVariables } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { expectPaged, type PageArgs } from '../../support/api/expectPaged.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'
import type { EventRecord } from '../../support/events/replayEvents.ts'
import { eventsDocument, withRecordedEvents } from '../../support/events/withRecordedEvents.ts'

const api = withApi()
const execute = withViewer(api)
const history = withRecordedEvents(api)
const { id, expectRecorded } = history

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
    if (!supervisor) throw new Error(`the supervisor ${name} does not exist`)
    return supervisor.events
  }

  test('include those of its teams and members, and none of its descendants', async () => {
    for (const name of ['root', 'a', 'b', 'c', 'other'])
      expectRecorded((await ofOne(name, { newestFirst: false })).nodes, ({ supervisorId }) => supervisorId === id(name))
    expect((await ofOne('a', { types: ['MEMBER_JOINED', 'TEAM_CREATED'] })).nodes.map(({ type }) => type)).toEqual([
      'MEMBER_JOINED',
      'MEMBER_JOINED',
      'TEAM_CREATED',
    ])
    expect((await ofOne('a', { types: [] })).nodes).toEqual([])
  })

  test.each([true, false])('are paged by cursor with `newestFirst: %s`', async (newestFirst) => {
    const cursors = history.recorded
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

describe('a caller that is limited to a subtree', () => {
  const inB = (event: EventRecord) => [...event.path, ...(event.previousPath ?? [])].includes(id('b'))
  const eventsFor = async (variables: EventsQueryVariables = {}) => {
    const { data } = await execute({ within: id('b') }, eventsDocument, {
      newestFirst: false,
      first: 100,
      ...variables,
    })
    return data.events
  }

  test('sees only the events of that subtree', async () => {
    const { nodes, totalCount } = await eventsFor()
    expectRecorded(nodes, inB)
    expect(totalCount).toBe(nodes.length)
    expectRecorded((await eventsFor({ within: id('c') })).nodes, (event) => inB(event) && event.path.includes(id('c')))
    for (const outer of ['root', 'other']) expect((await eventsFor({ within: id(outer) })).nodes).toEqual([])
  })

  test('sees the events of a supervisor only from the time it was in the subtree', async () => {
    const { data } = await execute({ within: id('b') }, ofOneDocument, { id: id('d'), newestFirst: false })
    expectRecorded(data.supervisor?.events.nodes ?? [], (event) => inB(event) && event.supervisorId === id('d'))
    const whole = await api.data(ofOneDocument, { id: id('d') })
    expect(data.supervisor?.events.totalCount).toBeLessThan(whole.supervisor?.events.totalCount ?? 0)
  })

  test('sees that a supervisor left the subtree, and none of its later events', async () => {
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('c'), id('root')])
    await api.pool.query(`UPDATE supervisors SET name = 'elsewhere' WHERE id = $1`, [id('c')])
    const { nodes } = await eventsFor({
      types: ['SUPERVISOR_MOVED', 'SUPERVISOR_UPDATED'],
      after: encodeEventCursor(history.recorded.at(-1)?.sequence ?? ''),
    })
    expect(nodes).toMatchObject([
      { type: 'SUPERVISOR_MOVED', supervisorId: id('c'), supervisor: null },
      { type: 'SUPERVISOR_MOVED', supervisorId: id('d'), supervisor: null },
    ])
  })
})
