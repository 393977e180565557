import type { AddressInfo } from 'node:net'
import { createClient, type Client, type ClientOptions, type SubscribePayload } from 'graphql-ws'
import { afterEach, beforeAll, expect } from 'vitest'
import WebSocket from 'ws'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

export interface Followed<Data> {
  /** What has come so far. */
  readonly answers: GraphQLAnswer<Data>[]
  /** How it ended; undefined until then. */
  readonly end: { readonly error?: unknown } | undefined
  stop(): void
  readonly ended: Promise<void>
}

export interface Sockets {
  /** ws://127.0.0.1:<port>/graphql */
  readonly url: string
  client(options?: Partial<ClientOptions>): Client
  /** Resolves once so many subscriptions of the current test have started. */
  untilStarted(count?: number): Promise<void>
  follow<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
    client?: Client,
  ): Followed<Data>
  followOperation<Data>(operation: SubscribePayload, client?: Client): Followed<Data>
}

/** Clients of the server of this file, which listens. Each connection is closed after its test. */
export function withSockets(api: TestApi): Sockets {
  const clients: Client[] = []
  let url = ''
  beforeAll(async () => {
    await api.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = api.app.server.address() as AddressInfo // of a TCP server that listens
    url = `ws://127.0.0.1:${port}/graphql`
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose()
  })

  const client = (options: Partial<ClientOptions> = {}): Client => {
    const made = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, ...options })
    clients.push(made)
    return made
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
      next: (answer) => answers.push(answer as GraphQLAnswer<Data>), // errors have codes here
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
