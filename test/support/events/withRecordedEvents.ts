import { randomUUID } from 'node:crypto'
import { beforeAll, expect } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import type { EventsQueryVariables } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import type { TestApi } from '../api/withApi.ts'
import { givenMember, givenTeam } from '../database/givenRow.ts'
import { givenTree, type IdOf } from '../database/givenTree.ts'
import { fetchEvents, type EventRecord } from './replayEvents.ts'

/** Transactions, one per minute. The initial tree is from 10:00. */
const history = (id: IdOf): string[] => [
  `UPDATE supervisors SET name = 'deep' WHERE id = '${id('d')}'`,
  `UPDATE supervisors SET parent_id = '${id('b')}' WHERE id = '${id('c')}'`,
  `SELECT set_config('app.actor', 'alice', true), set_config('app.on_behalf_of', 'bob', true), set_config('app.reason', 'rest', true),
           set_config('app.trace_id', '0af7651916cd43dd8448eb211c80319c', true);
         UPDATE supervisors SET status = 'PAUSED' WHERE id = '${id('b')}'`,
  `SELECT set_config('app.actor', 'alice', true); UPDATE supervisors SET status = 'TERMINATED' WHERE id = '${id('a')}'`,
  `DELETE FROM supervisors WHERE id = '${id('gone')}'`,
  `UPDATE supervisors SET config = '{"heartbeat_interval": 60}' WHERE id = '${id('other')}'`,
]
export const eventsDocument = graphql(`
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
        onBehalfOf
        traceId
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

/** A hierarchy with the events of a few transactions. */
export function withRecordedEvents(api: TestApi) {
  let id: IdOf
  let recorded: EventRecord[]
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
    for (const [i, script] of history(id).entries()) {
      await api.pool.query(`BEGIN; ${script}; COMMIT`)
      await atMinute(i + 1)
    }
    recorded = await fetchEvents(api.pool)
    expect(await api.violations()).toEqual([])
  })
  return {
    id: (name: string) => id(name),
    /** All events, the oldest first. */
    get recorded() {
      return recorded
    },
    oldestFirst: async (variables: EventsQueryVariables = {}) =>
      (await api.data(eventsDocument, { newestFirst: false, first: 100, ...variables })).events.nodes,
    /** Expects a list to contain exactly the events of `recorded` that match. */
    expectRecorded(nodes: readonly { cursor: string }[], holds: (event: EventRecord) => boolean): void {
      const expected = recorded.filter(holds)
      expect(expected.length).toBeGreaterThan(0)
      expect(nodes.map(({ cursor }) => cursor)).toEqual(expected.map(({ sequence }) => encodeEventCursor(sequence)))
    },
  }
}
