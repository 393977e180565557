import type { AddressInfo } from 'node:net'
import { createClient, type Client, type ClientOptions, type SubscribePayload } from 'graphql-ws'
import { afterEach, beforeAll, expect } from 'vitest'
import WebSocket from 'ws'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

export interface Followed<Data> {
  /** Responses received so far. */
  readonly answers: GraphQLAnswer<Data>[]
  /** How the subscription ended. Undefined while it runs. */
  readonly end: { readonly error?: unknown } | undefined
  stop(): void
  readonly ended: Promise<void>
}

export interface Sockets {
  /** ws://127.0.0.1:<port>/graphql */
  readonly url: string
  client(options?: Partial<ClientOptions>): Client
  /** Resolves when this number of subscriptions of the current test have started. */
  untilStarted(count?: number): Promise<void>
  follow<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
    client?: Client,
  ): Followed<Data>
  followOperation<Data>(operation: SubscribePayload, client?: Client): Followed<Data>
}

/** WebSocket clients of the test server, which listens on a port. Closes their connections after each test. */
export function withSockets(api: TestApi): Sockets {
  const clients: Client[] = []
  let url = ''
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = api.app.server.address() as AddressInfo // a listening TCP server has an AddressInfo
    url = `ws://127.0.0.1:${port}/graphql`
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose()
  })

  const client = (options: Partial<ClientOptions> = {}): Client => {
    const created = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options })
    clients.push(created)
    return created
  }
  return {
    get url() {
      return url
    },
    client,
    untilStarted: (count = 1) =>
      expect.poll(() => api.log.filter(({ msg }) => msg === 'subscription started').length).toBe(count),
    follow: (document, variables, over = client()) =>
      follow(over, { query: String(document), variables: { ...variables } }),
    followOperation: (operation, over = client()) => follow(over, operation),
  }
}

function follow<Data>(client: Client, operation: SubscribePayload): Followed<Data> {
  const answers: GraphQLAnswer<Data>[] = []
  let end: Followed<Data>['end']
  let stop = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    const finish = (how: { error?: unknown }): void => {
      end = how
      resolve()
    }
    stop = client.subscribe<Data>(operation, {
      next: (answer) => answers.push(answer as GraphQLAnswer<Data>), // this server gives every error a code
      error: (error) => {
        finish({ error })
      },
      complete: () => {
        finish({})
      },
    })
  })
  return {
    answers,
    get end() {
      return end
    },
    stop: () => {
      stop()
    },
    ended,
  }
}
