import { createClient, type Client, type ClientOptions } from 'graphql-ws'

/**
 * A graphql-ws client whose subscriptions resume after a reconnect. graphql-ws itself sends the first variables again, and events
 * would come twice. The document has the variable `$after`, and selects `cursor` of an event.
 */
export function createResumingClient(options: ClientOptions): Client {
  const client = createClient({ retryAttempts: Infinity, shouldRetry: () => true, ...options })
  const subscribe: Client['subscribe'] = (payload, sink) => {
    const variables: Record<string, unknown> = { ...payload.variables } // graphql-ws sends this object at each connection
    return client.subscribe(
      { ...payload, variables },
      {
        next(result) {
          const cursor = cursorIn(result.data)
          if (cursor !== undefined) variables.after = cursor
          sink.next(result as never)
        },
        error: (error) => {
          sink.error(error)
        },
        complete: () => {
          sink.complete()
        },
      },
    )
  }
  return { ...client, subscribe }
}

function cursorIn(data: unknown): string | undefined {
  const event = (data as { supervisorEvents?: { cursor?: string } } | null | undefined)?.supervisorEvents
  return event?.cursor
}
