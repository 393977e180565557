import { beforeEach, expect } from 'vitest'
import type { FollowEventsSubscription } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import type { TestApi } from '../api/withApi.ts'
import type { Followed } from '../api/withSockets.ts'
import { givenTree, type IdOf } from '../database/givenTree.ts'

export const followDocument = graphql(`
  subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String) {
    supervisorEvents(within: $within, types: $types, after: $after) {
      __typename
      ... on SupervisorEvent {
        cursor
        type
        supervisorId
        version
        after
        supervisor {
          name
          status
        }
      }
      ... on ResyncRequired {
        reason
        eventCursor
      }
    }
  }
`)
const cursorDocument = graphql(`
  query CursorToFollow {
    eventCursor
  }
`)
const spawnDocument = graphql(`
  mutation SpawnToFollow($name: String!, $parentId: ID) {
    spawnSupervisor(input: { name: $name, parentId: $parentId }) {
      ... on SpawnSupervisorPayload {
        supervisor {
          id
        }
      }
    }
  }
`)
const moveDocument = graphql(`
  mutation MoveToFollow($id: ID!, $parentId: ID) {
    moveSupervisor(input: { id: $id, parentId: $parentId }) {
      __typename
    }
  }
`)

type Item = FollowEventsSubscription['supervisorEvents']

export const itemsOf = ({ answers }: Followed<FollowEventsSubscription>): Item[] =>
  answers.map(({ data, errors }) => {
    if (!data) throw new Error(`expected an event, got ${JSON.stringify(errors)}`)
    return data.supervisorEvents
  })
/** Event type and current name of the supervisor, or the reason for a resync. */
export const describeItem = (item: Item): string =>
  item.__typename === 'SupervisorEvent'
    ? `${item.type.replace('SUPERVISOR_', '')} ${item.supervisor?.name ?? item.supervisorId}`
    : item.reason
export const expectItems = (followed: Followed<FollowEventsSubscription>, expected: string[]) =>
  expect.poll(() => itemsOf(followed).map(describeItem), { timeout: 5_000 }).toEqual(expected)

export async function endOf(followed: Followed<unknown>): Promise<{ readonly error?: unknown }> {
  await followed.ended
  return followed.end ?? {}
}

/** Creates a new tree before each test, and changes it. Keeps the events of earlier tests: sequences only rise. */
export function withFollowedEvents(api: TestApi) {
  let id: IdOf
  beforeEach(async () => {
    await api.pool.query('TRUNCATE supervisors CASCADE')
    id = await givenTree(api.pool, 'root > [left > a, right], other')
  })
  return {
    id: (name: string) => id(name),
    now: async (): Promise<string> => (await api.data(cursorDocument)).eventCursor,
    spawn: (name: string, parent?: string) =>
      api.data(spawnDocument, { name, parentId: parent === undefined ? null : id(parent) }),
    move: (what: string, below: string) => api.data(moveDocument, { id: id(what), parentId: id(below) }),
    rename: (what: string, name: string) =>
      api.pool.query('UPDATE supervisors SET name = $2 WHERE id = $1', [id(what), name]),
  }
}
