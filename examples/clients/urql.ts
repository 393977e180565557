import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { createResumingClient } from './resumingClient.ts'

export interface UrqlOptions {
  readonly url: string
  readonly token: string
  readonly webSocketImpl?: unknown
}

export function createUrqlClient({ url, token, webSocketImpl }: UrqlOptions): Client {
  const authorization = `Bearer ${token}`
  const webSocket = createResumingClient({
    url: url.replace('http', 'ws'),
    webSocketImpl,
    connectionParams: { authorization },
  })
  return new Client({
    url,
    preferGetMethod: false, // the server refuses a GET without the header apollo-require-preflight
    fetchOptions: { headers: { authorization } },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: ({ next, ...sink }) => ({
            unsubscribe: webSocket.subscribe(
              { query, variables },
              {
                ...sink,
                next: ({ data = null, errors = [] }) => {
                  next({ data, errors })
                },
              },
            ),
          }),
        }),
      }),
    ],
  })
}
