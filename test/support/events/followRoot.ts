import { setTimeout as delay } from 'node:timers/promises'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { FollowRootSubscription } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'

const document = graphql(`
  subscription FollowRoot($within: ID!, $after: String!) {
    supervisorEvents(within: $within, after: $after) {
      __typename
      ... on SupervisorEvent {
        cursor
        type
        version
        supervisorId
        teamId
        membershipId
        before
        after
      }
      ... on ResyncRequired {
        reason
        eventCursor
      }
    }
  }
`)

type Item = FollowRootSubscription['supervisorEvents']
type FollowedEvent = Extract<Item, { __typename: 'SupervisorEvent' }>

export interface RootFollower {
  readonly events: readonly FollowedEvent[]
  /** Number of times that it subscribed again. */
  readonly resumptions: number
  stop(): Promise<void>
}

/**
 * Follows the events of a root through the server or proxy at this URL. After each lost connection, it resumes after its last
 * event.
 */
export function followRoot(serverUrl: string, within: string, start: string): RootFollower {
  const events: FollowedEvent[] = []
  let subscriptions = 0
  let isStopped = false
  let client: Client | undefined

  const subscribe = async (): Promise<void> => {
    const url = new URL('/graphql', serverUrl.replace('http', 'ws')).href
    client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 })
    subscriptions++
    const variables = { within, after: events.at(-1)?.cursor ?? start }
    for await (const answer of client.iterate<FollowRootSubscription>({ query: String(document), variables })) {
      const item = answer.data?.supervisorEvents
      if (item?.__typename !== 'SupervisorEvent') throw new Error(`expected an event, got ${JSON.stringify(answer)}`)
      events.push(item)
    }
  }
  const keepFollowing = async (): Promise<void> => {
    while (!isStopped) {
      await subscribe().catch((error: unknown) => {
        if (!isConnectionLost(error)) throw error
      })
      await delay(Math.random() * 50) // some events are recorded while it is disconnected
    }
  }
  const done = keepFollowing()
  done.catch(() => undefined) // `stop` reports the error
  return {
    events,
    get resumptions() {
      return subscriptions - 1
    },
    async stop() {
      isStopped = true
      await client?.dispose()
      await done
    },
  }
}

/** Whether the connection was closed or could not be opened. */
const isConnectionLost = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && !Array.isArray(error) && ('code' in error || 'type' in error)
